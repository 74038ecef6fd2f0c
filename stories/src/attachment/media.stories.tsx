import { Attachment } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { picture, silence } from '../stage/picture.ts'
import { scene, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'Attachment/Media',
  component: Attachment,
  args: { reference: '' },
  render: (args, { loaded }) => <Attachment {...args} reference={transferOf(loaded).text} />
} satisfies Meta<typeof Attachment>

export default meta
type Story = StoryObj<typeof meta>

const ARRIVING = { loaded: 900_000, bytesPerSecond: 300_000, secondsLeft: 5 }
const encoder = new TextEncoder()

/** The thumbnail travels in the reference; the box has its size before the first byte. */
export const PictureArriving: Story = {
  loaders: [async () => {
    const thumbnail = await picture(96, 72, 'image/webp')
    return await scene({
      reference: { name: 'sunset.png', mediaType: 'image/png', size: 2_400_000, thumbnail },
      state: { phase: 'transferring', path: 'direct', progress: ARRIVING }
    })()
  }],
  play: async ({ canvasElement, loaded }) => {
    const box = (): number => canvasElement.querySelector('.passel-media')!.getBoundingClientRect().height
    const before = box()
    transferOf(loaded).set({ phase: 'done', progress: { loaded: 2_400_000 } })
    await expect(before).toBeGreaterThan(100)
    await expect(box()).toBe(before)
    transferOf(loaded).set({ phase: 'transferring', progress: { loaded: 900_000 } })
  }
}

export const PictureHere: Story = {
  loaders: [async () => await scene({
    reference: { name: 'sunset.png', mediaType: 'image/png', size: 20_000 }, bytes: await picture(),
    state: { phase: 'done', progress: { loaded: 20_000 } }
  })()],
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('img', { name: 'sunset.png' })).toBeVisible()
    await expect(canvas.getByRole('button', { name: 'Save sunset.png' })).toBeVisible()
  }
}

export const SoundHere: Story = {
  loaders: [scene({
    reference: { name: 'voice message.wav', mediaType: 'audio/wav', size: 8_044 }, bytes: silence(),
    state: { phase: 'done', progress: { loaded: 8_044 } }
  })],
  play: async ({ canvas }) => {
    await expect(await canvas.findByLabelText('voice message.wav', { selector: 'audio' })).toBeVisible()
  }
}

export const VideoWaiting: Story = {
  loaders: [scene({
    reference: { name: 'speech.mp4', mediaType: 'video/mp4', size: 800_000_000 },
    state: {
      phase: 'transferring', path: 'relayed',
      progress: { loaded: 90_000_000, bytesPerSecond: 3_000_000, secondsLeft: 237 }
    }
  })]
}

/** A drawing may hold scripts: it is never shown, only saved. */
export const DrawingIsNotShown: Story = {
  loaders: [scene({
    reference: {
      name: 'drawing.svg', mediaType: 'image/svg+xml', size: 50, thumbnail: encoder.encode('<svg onload="x()"/>')
    },
    bytes: encoder.encode('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    state: { phase: 'done', progress: { loaded: 50 } }
  })],
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByRole('button', { name: 'Save drawing.svg' })).toBeVisible()
    await expect(canvasElement.querySelector('.passel-attachment :is(img, object, embed, iframe)')).toBeNull()
  }
}

/** Its name says a page, its type says a picture: what is shown has the type that was checked, and is broken. */
export const PageInDisguise: Story = {
  loaders: [scene({
    reference: { name: 'cat.html', mediaType: 'TEXT/HTML; image/png', size: 30 },
    bytes: encoder.encode('<script>1</script>'),
    state: { phase: 'done', progress: { loaded: 30 } }
  })],
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelector('.passel-media')).toBeNull()
  }
}
