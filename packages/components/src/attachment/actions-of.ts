import type { TransferView } from '@passel/hooks'

/** What a person can do with a transfer now, in the order of the buttons. */
export type AttachmentAction = 'download' | 'pause' | 'resume' | 'choose' | 'retry' | 'save' | 'cancel' | 'remove'

export function actionsOf (transfer: TransferView, canRemove: boolean): readonly AttachmentAction[] {
  const remove: readonly AttachmentAction[] = canRemove ? ['remove'] : []
  if (transfer.error !== null) {
    if (!transfer.canRetry) return remove
    return [transfer.error.code === 'source-missing' ? 'choose' : 'retry', ...remove]
  }
  switch (transfer.phase) {
    case 'idle': return ['download', ...remove]
    case 'canceled': return transfer.canRetry ? ['retry', ...remove] : remove
    case 'done': return transfer.role === 'get' ? ['save', ...remove] : remove
    case 'verifying': return ['cancel']
    case 'holding': case 'queued': case 'preparing': case 'connecting': case 'transferring': case 'failed':
  }
  switch (transfer.pauseReason) {
    case 'user': case 'quota': return ['resume', 'cancel']
    case 'needs-file': return ['choose', 'cancel']
    case 'offline': case 'no-peers': case 'not-enough-holders': case 'other-tab': return ['cancel']
    case null: return transfer.isFetching ? ['pause', 'cancel'] : ['cancel']
  }
}
