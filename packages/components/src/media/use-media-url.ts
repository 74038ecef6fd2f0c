'use client'

import type { FileTransfer } from '@passel/hooks'
import { useEffect, useState } from 'react'

type Asked = Pick<FileTransfer, 'mediaUrl'>

/**
 * Where a payload plays while it arrives. What was found when `wanted` ends stays, so that nothing that plays begins
 * anew; what was not found by then is not needed any more.
 */
export function useMediaUrl ({ mediaUrl }: Asked, wanted: boolean): string | undefined {
  const [found, setFound] = useState<{ readonly by: Asked['mediaUrl'], readonly url: string | undefined }>()
  useEffect(() => {
    if (!wanted) return undefined
    let given = true
    mediaUrl().then(
      (url) => { if (given) setFound({ by: mediaUrl, url }) },
      () => 'without it, the payload is shown when it is here'
    )
    return () => { given = false }
  }, [mediaUrl, wanted])
  return found?.by === mediaUrl ? found.url : undefined
}
