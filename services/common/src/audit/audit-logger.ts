import { Outage } from '../domain/rejection'

/** What happened, to whom, by whom. Never a password, a token or an address of mail. */
export interface AuditEvent {
  readonly action: AuditAction
  readonly outcome: 'ok' | 'refused'
  readonly actorId?: string | null
  readonly subjectId?: string
  readonly ip?: string | null
  readonly detail?: string
}

export type AuditAction =
  | 'register'
  | 'login'
  | 'login_throttled'
  | 'refresh_reuse'
  | 'logout'
  | 'session_revoke'
  | 'password_change'
  | 'password_reset'
  | 'reset_link'
  | 'profile_change'
  | 'freeze'
  | 'unfreeze'
  | 'role_change'
  | 'asset_halted'
  | 'asset_resumed'
  | 'asset_unknown_to_feed'
  | 'withdrawal_approve'
  | 'withdrawal_reject'

/** Where events are kept for good, and where their count and failures show. */
export interface AuditSink {
  readonly append: (
    event: {
      readonly id: string
      readonly at: number
      readonly action: string
      readonly outcome: 'ok' | 'refused'
      readonly actorId: string | null
      readonly subjectId: string | null
      readonly ip: string | null
      readonly detail: string | null
    },
    byAdmin: boolean,
  ) => Promise<void>
}

export interface AuditLoggerOptions {
  readonly sink: AuditSink
  readonly newId: () => string
  readonly now: () => number
  /** Told of every event: a log line and a counter. */
  readonly onEvent: (event: AuditEvent) => void
  /** Told when an event could not be kept. */
  readonly onLost: (event: AuditEvent, error: unknown) => void
}

/** Writes security events, append-only. */
export class AuditLogger {
  readonly #options: AuditLoggerOptions

  constructor(options: AuditLoggerOptions) {
    this.#options = options
  }

  /** Records what people did; a store that is away loses the row, not the person's request. */
  async record(event: AuditEvent): Promise<void> {
    try {
      await this.#append(event, false)
    } catch (error) {
      this.#options.onLost(event, error)
    }
  }

  /** Records an administrator's action. @throws Outage when it can't be kept: then it must not happen */
  async recordAdmin(event: AuditEvent): Promise<void> {
    try {
      await this.#append(event, true)
    } catch (error) {
      this.#options.onLost(event, error)
      throw error instanceof Outage ? error : new Error('audit failed', { cause: error })
    }
  }

  async #append(event: AuditEvent, byAdmin: boolean): Promise<void> {
    const { sink, newId, now, onEvent } = this.#options
    onEvent(event)
    await sink.append(
      {
        id: newId(),
        at: now(),
        action: event.action,
        outcome: event.outcome,
        actorId: event.actorId ?? null,
        subjectId: event.subjectId ?? null,
        ip: event.ip ?? null,
        detail: event.detail ?? null,
      },
      byAdmin,
    )
  }
}
