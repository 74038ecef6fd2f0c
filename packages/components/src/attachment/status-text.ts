import type { TransferView } from '@passel/hooks'
import type { Words } from '../messages/messages-context.tsx'

/** One line about where a transfer is, and why nothing moves. */
export function statusText (transfer: TransferView, messages: Words): string {
  if (transfer.error !== null) return messages.errors[transfer.error.code]
  const size = amountText(transfer, messages)
  if (transfer.pauseReason !== null) return joined([messages.paused[transfer.pauseReason], size])
  switch (transfer.phase) {
    case 'done': return joined([size, transfer.role === 'send' ? deliveredText(transfer, messages) : ''])
    case 'holding': return joined([size, receivedText(transfer, messages) || messages.holding])
    case 'transferring': return joined([size, ...paceTexts(transfer, messages), receivedText(transfer, messages)])
    case 'connecting': case 'preparing': case 'verifying': case 'queued': case 'idle': case 'canceled':
      return joined([messages[transfer.phase], size])
    case 'failed': return messages.errors.io
  }
}

/** The same number in words for a progress bar. */
export function progressText (transfer: TransferView, messages: Words): string {
  const { ratio } = transfer.progress
  const percent = ratio === null ? '' : messages.format.percent(ratio)
  return joined([percent, statusText(transfer, messages)]).replaceAll('\u00a0', ' ')
}

/** A sender whose file nobody else keeps has to stay; one that waits for its own person gives nothing anyway. */
export function stayText (transfer: TransferView, { keepOpen, keepOpenUntilHeld, mayClose }: Words): string | null {
  const { role, phase, error, owner, pauseReason, holders } = transfer
  if (role !== 'send' || error !== null || phase === 'done' || phase === 'canceled') return null
  if (holders?.mayLeave === true) return mayClose
  if (owner !== 'this-tab' || pauseReason === 'user' || pauseReason === 'needs-file') return null
  return holders === null ? keepOpen : keepOpenUntilHeld
}

function amountText ({ progress, phase }: TransferView, { amount, format }: Words): string {
  const { loaded, total } = progress
  const whole = total === null ? null : format.bytes(total)
  const part = format.bytes(loaded)
  if (loaded === 0 || loaded === total || phase === 'done') return whole ?? (loaded > 0 ? part : '')
  return kept(amount(part, whole))
}

function paceTexts ({ progress }: TransferView, { speed, timeLeft, peers, format }: Words): string[] {
  const { bytesPerSecond, secondsLeft, path } = progress
  return [
    bytesPerSecond > 0 ? kept(speed(format.bytes(bytesPerSecond))) : '',
    secondsLeft === null ? '' : kept(timeLeft(format.seconds(secondsLeft))),
    progress.peers === 0 ? '' : kept(peers(progress.peers, path))
  ]
}

function receivedText ({ receipts }: TransferView, { receivedBy }: Words): string {
  return receipts === null || receipts.have === 0 ? '' : receivedBy(receipts.have, receipts.of)
}

function deliveredText (transfer: TransferView, messages: Words): string {
  const several = transfer.receipts !== null && transfer.receipts.of > 1
  return several ? receivedText(transfer, messages) : messages.delivered
}

function joined (parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\u00a0· ') // no line begins with a dot
}

/** A number stays on one line with what it counts. */
function kept (text: string): string {
  return text.replaceAll(' ', '\u00a0')
}
