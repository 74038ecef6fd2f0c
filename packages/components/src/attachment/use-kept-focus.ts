'use client'

import { useEffect, useRef, type RefObject } from 'react'

/**
 * Keeps the keyboard where it was when a pressed button vanishes: on what took its place, else on the whole. Returns
 * what the button calls first.
 */
export function useKeptFocus (root: RefObject<HTMLElement | null>): () => void {
  const pressed = useRef(false)
  useEffect(() => {
    if (!pressed.current || root.current === null || document.activeElement !== document.body) return
    pressed.current = false
    const next = root.current.querySelector<HTMLElement>('button')
    ;(next ?? root.current).focus()
  })
  return () => { pressed.current = root.current?.contains(document.activeElement) ?? false }
}
