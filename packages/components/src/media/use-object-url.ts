'use client'

import { useEffect, useState } from 'react'

/** A URL for a Blob while something shows it; undefined before the first effect and without a Blob. */
export function useObjectUrl (blob: Blob | undefined): string | undefined {
  const [made, setMade] = useState<{ readonly blob: Blob, readonly url: string }>()
  useEffect(() => {
    if (blob === undefined) return undefined
    const url = URL.createObjectURL(blob)
    setMade({ blob, url })
    return () => URL.revokeObjectURL(url)
  }, [blob])
  return made !== undefined && made.blob === blob ? made.url : undefined
}
