import { createRoot } from 'react-dom/client'
import '@passel/components/styles.css'
import { App } from './app.tsx'
import { createRoom, formatRoom, parseRoom } from './room/room-address.ts'

/** Who sits in this window: two windows with two names are two people, each with an engine of their own. */
const query = new URLSearchParams(location.search)
const me = query.get('as') ?? 'anna'
/** `?class=relayed`: what is sent from this window never shows anybody its address, and takes longer. */
const privacy = query.get('class') === 'relayed' ? 'relayed' : 'direct'
const address = parseRoom(location.hash) ?? createRoom('lobby')
history.replaceState(null, '', formatRoom(address))

createRoot(document.getElementById('root')!).render(<App me={me} address={address} privacy={privacy} />)
