import { Attachment, AttachmentDropzone, PasselProvider } from '@passel/components'
import '@passel/components/styles.css'
import { createEngine } from '@passel/core/browser'
import { createRoot } from 'react-dom/client'
import { chat, me, network, useMessages } from './chat.ts'

// What an application adds to have attachments is this, and the JSX around its list; a test counts it.
const engine = await createEngine({ app: '/my-chat/1', home: me, network })

function Chat () {
  const messages = useMessages()
  return (
    <PasselProvider engine={engine}>
      <AttachmentDropzone onSend={(reference) => chat.send({ attachment: reference })} maxSize={2 ** 31}>
        {messages.map((m) => <Attachment key={m.id} reference={m.attachment} />)}
      </AttachmentDropzone>
    </PasselProvider>
  )
}

createRoot(document.getElementById('root')!).render(<Chat />)
