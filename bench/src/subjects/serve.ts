/** The child's side of a subject: ready once, then one answer for each request, gone when the bench is gone. */
import type { SubjectMessage, SubjectRequest } from '../subject.ts'

function say(message: SubjectMessage): void {
  process.send?.(message)
}

function fail(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.send?.({ event: 'failed', message } satisfies SubjectMessage, () => process.exit(1))
}

/** What a subject gives back once it is set up. */
export interface Served<Ready, Request, Answer> {
  readonly ready: Ready
  answer?(request: Request): Promise<Answer>
}

/** Sets the subject up with the options it was started with and serves requests until the bench hangs up. */
export function serve<Options, Ready, Request = void, Answer = void>(
  setUp: (options: Options) => Promise<Served<Ready, Request, Answer>>,
): void {
  process.once('disconnect', () => process.exit(0))
  process.once('uncaughtException', fail)
  process.once('unhandledRejection', fail)
  setUp(JSON.parse(process.argv[2] ?? '{}') as Options).then(({ ready, answer }) => {
    process.on('message', ({ id, request }: SubjectRequest) => {
      if (answer === undefined) return fail(new Error('this subject answers nothing'))
      answer(request as Request).then((detail) => say({ event: 'answer', id, detail }), fail)
    })
    say({ event: 'ready', detail: ready })
  }, fail)
}
