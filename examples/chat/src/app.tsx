import { EngineProblem, PasselProvider } from '@passel/components'
import { PasselDevtools } from '@passel/components/devtools'
import { PasselError, type PrivacyClass } from '@passel/core'
import { useEffect, useState } from 'react'
import { connect, type Connected } from './connect.ts'
import { Conversation } from './conversation.tsx'
import { formatRoom, type RoomAddress } from './room/room-address.ts'

/** The chat: connects once for the life of the page, and says so while it does. */
export function App ({ me, address, privacy }: { me: string, address: RoomAddress, privacy: PrivacyClass }) {
  const connected = useConnected(address, me)
  if (connected instanceof PasselError) return <EngineProblem error={connected} onRetry={() => location.reload()} />
  if (connected instanceof Error) return <p className='notice' role='alert'>Not connected: {connected.message}</p>
  if (connected === undefined) return <p className='notice' role='status'>Connecting…</p>
  return (
    <PasselProvider engine={connected.engine}>
      <main>
        <Conversation
          room={connected.room} me={me} title={address.name} invitation={invitation(address)} privacy={privacy}
        />
      </main>
      <PasselDevtools />
    </PasselProvider>
  )
}

function useConnected (address: RoomAddress, me: string): Connected | Error | undefined {
  const [connected, setConnected] = useState<Connected | Error>()
  useEffect(() => {
    connect(address, me).then(setConnected, (error: unknown) => {
      setConnected(error instanceof Error ? error : new Error(String(error)))
    })
  }, [address, me])
  return connected
}

/** For a second window: the same room, another person. */
function invitation (address: RoomAddress): string {
  return `${location.origin}${location.pathname}?as=ben${formatRoom(address)}`
}
