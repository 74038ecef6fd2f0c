'use client'

import { useCallback, useRef, useState } from 'react'

/** A ref for an element, and whether that has ever been on the screen; it is only watched while somebody `asks`. */
export function useSeen (asks: boolean): [ref: (element: Element | null) => void, seen: boolean] {
  const [seen, setSeen] = useState(false)
  const observer = useRef<IntersectionObserver | undefined>(undefined)
  const watches = asks && !seen
  const ref = useCallback((element: Element | null) => {
    observer.current?.disconnect()
    if (element === null || !watches) return
    observer.current = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true)
    })
    observer.current.observe(element)
  }, [watches])
  return [ref, seen]
}
