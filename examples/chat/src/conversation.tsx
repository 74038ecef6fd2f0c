import { Attachment, AttachmentButton, AttachmentDropzone } from '@passel/components'
import type { PrivacyClass } from '@passel/core'
import { useLayoutEffect, useMemo, useRef, useState, type SubmitEvent } from 'react'
import { useStore } from 'zustand'
import type { ChatMessage } from './room/message.ts'
import type { Room } from './room/waku-room.ts'

interface ConversationProps {
  readonly room: Room
  readonly me: string
  readonly title: string
  readonly invitation: string
  /** How files are sent from here. */
  readonly privacy: PrivacyClass
}

/** Each file is a message of its own, and the network takes a hundred of them in ten minutes. */
const MAX_FILES = 50

/** Who is here, what was said, and where to say something: files are dropped anywhere. */
export function Conversation ({ room, me, title, invitation, privacy }: ConversationProps) {
  const { messages, online } = useStore(room.state)
  const [trouble, setTrouble] = useState<string>()
  const sendOptions = useMemo(() => ({ privacy }), [privacy])
  const say = (words: Parameters<Room['say']>[0]): void => {
    setTrouble(undefined)
    room.say(words).catch((error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)))
  }

  return (
    <AttachmentDropzone
      className='chat'
      button={false}
      maxFiles={MAX_FILES}
      sendOptions={sendOptions}
      onSend={(attachment) => say({ attachment })}
    >
      <header>
        <h1>{title}</h1>
        <p>Here: {online.map((name) => name === me ? `${name} (you)` : name).join(', ')}</p>
        {online.length === 1 && <p><a href={invitation} target='_blank' rel='noreferrer'>Open as somebody else</a></p>}
      </header>
      <Messages messages={messages} me={me} />
      {trouble !== undefined && <p className='notice' role='alert'>{trouble}</p>}
      <footer>
        <AttachmentButton />
        <Composer onSay={(text) => say(isReference(text) ? { attachment: text } : { text })} />
      </footer>
    </AttachmentDropzone>
  )
}

function Messages ({ messages, me }: { messages: readonly ChatMessage[], me: string }) {
  const end = useRef<HTMLLIElement>(null)
  useLayoutEffect(() => {
    void end.current?.scrollIntoView({ block: 'end' })
  }, [messages.length])
  return (
    <ol aria-label='Messages' className='messages'>
      {messages.map(({ id, author, sentAtMs, text, attachment }) => (
        <li key={id} data-mine={author === me || undefined} data-reference={attachment}>
          <p className='by'>{author} <time dateTime={new Date(sentAtMs).toISOString()}>{clock(sentAtMs)}</time></p>
          {text !== undefined && <p>{text}</p>}
          {attachment !== undefined && <Attachment reference={attachment} />}
        </li>
      ))}
      <li ref={end} aria-hidden='true' />
    </ol>
  )
}

function Composer ({ onSay }: { onSay: (text: string) => void }) {
  const [text, setText] = useState('')
  function submit (event: SubmitEvent): void {
    event.preventDefault()
    if (text.trim() === '') return
    onSay(text.trim())
    setText('')
  }
  return (
    <form onSubmit={submit}>
      <input
        aria-label='Message'
        placeholder='Say something'
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <button type='submit'>Send</button>
    </form>
  )
}

/** What `passel send` prints, pasted: an attachment as any other. */
function isReference (text: string): boolean {
  return /^passel:\S+$/.test(text)
}

function clock (ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
