'use client'

import { useCallback, useRef, useState } from 'react'

/** A ref for an element, and whether that has ever been on the screen. */
export function useSeen (): [ref: (element: Element | null) => void, seen: boolean] {
  const [seen, setSeen] = useState(false)
  const observer = useRef<IntersectionObserver | undefined>(undefined)
  const ref = useCallback((element: Element | null) => {
    observer.current?.disconnect()
    if (element === null) return
    observer.current = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.current?.disconnect()
      setSeen(true)
    })
    observer.current.observe(element)
  }, [])
  return [ref, seen]
}
