import type { Logger } from './log'
import type { Readiness } from './readiness'

/** Something to release when the process stops; steps run in order, each at most 10 s. */
export interface StopStep {
  readonly name: string
  readonly run: () => void | Promise<void>
}

export interface DrainOptions {
  readonly server: Bun.Server<unknown>
  readonly sockets: ReadonlySet<{ close(code: number, reason: string): void }>
  readonly readiness: Readiness
  readonly drainDelayMs: number
  readonly drainLimitMs: number
  readonly onStop: readonly StopStep[]
  readonly log: Logger
}

/**
 * Stops without a failed request: not ready -> keep answering with `Connection: close` for the
 * delay -> stop accepting -> finish what is in flight -> close WebSockets with 1012 (service
 * restart) -> the steps in order. Never throws.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { server, sockets, readiness, log } = options
  readiness.set('draining')
  log.info('draining', { event: 'drain_start' })
  await Bun.sleep(options.drainDelayMs)
  const closed = server.stop(false)
  await until(() => server.pendingRequests === 0, options.drainLimitMs)
  for (const socket of sockets) socket.close(1012, 'service restart')
  await Promise.race([closed, Bun.sleep(1000)])
  // A reply that outlasts the limit is cut here.
  await Promise.race([server.stop(true), Bun.sleep(1000)])
  await release(options.onStop, log)
  log.info('drained', { event: 'drain_end' })
  log.flush()
}

/** Runs the steps in order; one that fails or takes too long is logged and passed over. */
export async function release(steps: readonly StopStep[], log: Logger): Promise<void> {
  for (const step of steps) await runStep(step, log)
}

async function runStep(step: StopStep, log: Logger): Promise<void> {
  try {
    await Promise.race([step.run(), Bun.sleep(stepLimitMs).then(() => tooLong(step))])
  } catch (err) {
    log.error('a step of the stop failed', { event: step.name, err })
  }
}

const stepLimitMs = 10_000

function tooLong(step: StopStep): never {
  throw new Error(`${step.name} took longer than ${stepLimitMs} ms`)
}

async function until(done: () => boolean, limitMs: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < limitMs && !done(); waitedMs += 10) await Bun.sleep(10)
}
