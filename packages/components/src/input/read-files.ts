/**
 * Reads what was dropped, chosen or pasted. Folders are walked, what cannot be read is named and left out, and behind
 * `most` files nothing is opened any more, only counted: somebody drops their whole disk.
 */
import type { DropEvent } from 'react-dropzone'
import { nodeOfItem, type Node } from './file-tree.ts'
import type { Refused } from './refusal.ts'

export interface Given {
  readonly files: File[]
  /** What the browser may not read, and folders without a file. */
  readonly unread: Refused[]
  /** Files that nobody looked at. */
  more: number
}

/** Files counted that are not looked at; a disk has millions. */
const MAX_COUNTED = 10_000
/** What systems leave in folders. */
const NOT_MEANT = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

export async function readFiles (event: DropEvent, most: number): Promise<Given> {
  if ('dataTransfer' in event && event.dataTransfer !== null) return await readDropped(event.dataTransfer, most)
  const list = 'clipboardData' in event
    ? event.clipboardData?.files
    : (event.target as HTMLInputElement | null)?.files
  return { files: firstOf(list ?? [], most), unread: [], more: Math.max(0, (list?.length ?? 0) - most) }
}

/** What is being dragged has neither names nor sizes yet. */
export function draggedItems ({ items }: DataTransfer, most: number): DataTransferItem[] {
  return firstOf(items, most).filter(({ kind }) => kind === 'file')
}

async function readDropped ({ items }: DataTransfer, most: number): Promise<Given> {
  // A DataTransfer is empty as soon as its event is over: all of it is taken before anything is awaited.
  const nodes = firstOf(items, most).filter(({ kind }) => kind === 'file').map(nodeOfItem)
  const given: Given = { files: [], unread: [], more: Math.max(0, items.length - most) }
  for (const node of nodes) {
    const before = given.files.length + given.unread.length + given.more
    await read(node, given, most)
    const found = given.files.length + given.unread.length + given.more > before
    if (!found) given.unread.push({ name: node.name, code: 'empty-folder' })
  }
  return given
}

async function read (node: Node, given: Given, most: number): Promise<void> {
  const isFull = given.files.length + given.unread.length >= most
  if (node.kind === 'file' && isFull) {
    given.more++
    return
  }
  try {
    if (node.kind === 'file') {
      given.files.push(await node.open())
      return
    }
    for await (const child of node.children()) {
      if (given.more >= MAX_COUNTED) return
      if (!NOT_MEANT.has(child.name)) await read(child, given, most)
    }
  } catch {
    if (isFull) given.more++
    else given.unread.push({ name: node.name, code: 'unreadable' })
  }
}

function firstOf<Item> (list: ArrayLike<Item>, most: number): Item[] {
  return Array.from({ length: Math.min(list.length, most) }, (_, index) => list[index] as Item)
}
