const COLORS = [[0, '#2c3e68'], [0.55, '#d97f5f'], [0.7, '#f2c07a'], [0.7, '#31516b'], [1, '#16283b']] as const

/** An encoded picture to send about: a sunset, drawn here, so that no file has to be fetched. */
export async function picture (width = 640, height = 480, type = 'image/png'): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(width, height)
  const paint = canvas.getContext('2d')!
  const sky = paint.createLinearGradient(0, 0, 0, height)
  for (const [at, color] of COLORS) sky.addColorStop(at, color)
  paint.fillStyle = sky
  paint.fillRect(0, 0, width, height)
  paint.fillStyle = '#ffe2b0'
  paint.beginPath()
  paint.arc(width * 0.6, height * 0.62, height * 0.09, Math.PI, 0)
  paint.fill()
  const blob = await canvas.convertToBlob({ type, quality: 0.4 })
  return new Uint8Array(await blob.arrayBuffer())
}

/** One second of silence. */
export function silence (): Uint8Array<ArrayBuffer> {
  const rate = 8_000
  const bytes = new Uint8Array(44 + rate).fill(128, 44)
  const view = new DataView(bytes.buffer)
  const text = (at: number, word: string): void => bytes.set(new TextEncoder().encode(word), at)
  text(0, 'RIFF')
  view.setUint32(4, 36 + rate, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, 'data')
  view.setUint32(40, rate, true)
  return bytes
}
