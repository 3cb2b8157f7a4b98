import { isRejection } from '@bourse/common/domain/rejection'
import type { Identity } from '@bourse/common/http/route'
import { type ClientMessage, clientMessage } from '@bourse/contracts/stream'
import { type AdmitDeps, type Bearer, identify } from '../admit'
import { type AccountBridgeDeps, bridgeAccount } from './account-bridge'
import type { StreamClient } from './stream-client'

export interface SessionDeps
  extends AccountBridgeDeps,
    Pick<AdmitDeps, 'verifyToken' | 'isRevoked'> {
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const MAX_MESSAGE_LENGTH = 16 * 1024
/** Messages of a client between two heartbeats; people and bots need far fewer. */
const MAX_MESSAGES = 60

/** One connection's incoming side: its messages, who it is, and the bridge to its account. */
export class StreamSession {
  readonly #deps: SessionDeps
  readonly #client: StreamClient
  readonly #address: string
  readonly #ended = new AbortController()
  #messages = 0
  #token = ''
  #identity: (Identity & { expiresAt: number }) | undefined
  #turn: Promise<void> = Promise.resolve()

  constructor(deps: SessionDeps, client: StreamClient, address: string) {
    this.#deps = deps
    this.#client = client
    this.#address = address
  }

  get sessionId(): string | undefined {
    return this.#identity?.sessionId
  }

  /** Handles one message after those before it; resolves when that is done. Never throws. */
  receive(text: string | Uint8Array): Promise<void> {
    this.#messages += 1
    if (this.#messages > MAX_MESSAGES) {
      this.#client.fail('rate_limited', 'Send fewer messages.', 1008)
      return this.#turn
    }
    const message = parseMessage(text)
    if (message === undefined) {
      this.#client.fail('malformed_request', 'The message is not one that the stream knows.', 1008)
      return this.#turn
    }
    this.#turn = this.#turn.then(() => this.#handle(message))
    return this.#turn
  }

  /** To be called with each heartbeat. */
  forgetMessages(): void {
    this.#messages = 0
  }

  /** To be called often: ends a connection whose token was not replaced in time. */
  checkExpiry(): void {
    if (this.#identity && this.#identity.expiresAt <= this.#deps.now()) {
      this.#refuse('The access token has expired: send a new one before it does.')
    }
  }

  /** The session was signed out. */
  revoked(): void {
    this.#refuse('The session has ended. Sign in again.')
  }

  /** The connection is gone. */
  end(): void {
    this.#ended.abort()
  }

  async #handle(message: ClientMessage): Promise<void> {
    if (this.#client.closed) return
    if (message.type === 'subscribe') return this.#client.subscribe(message.symbols)
    if (message.type === 'pause') return this.#client.pause()
    if (message.type === 'resume') return this.#client.resume()
    await this.#authenticate(message.access_token, message.resume_from)
  }

  async #authenticate(token: string, resumeFrom: number | undefined): Promise<void> {
    const bearer = await identify(token, this.#deps).catch(() => undefined)
    if (this.#client.closed) return
    if (bearer === undefined || (isRejection(bearer) && bearer.rejected !== 'unauthenticated')) {
      return this.#client.fail('upstream_unavailable', 'Try again in a moment.', 1013)
    }
    if (isRejection(bearer)) return this.#refuse(bearer.detail)
    if (this.#identity && this.#identity.userId !== bearer.userId) {
      return this.#refuse('A connection serves one account: open another one.')
    }
    this.#accept(token, bearer, resumeFrom)
  }

  #accept(token: string, bearer: Bearer, resumeFrom: number | undefined): void {
    const isFirst = this.#identity === undefined
    this.#token = token
    this.#identity = bearer
    const expires_at = new Date(bearer.expiresAt).toISOString()
    this.#client.send({ type: 'authenticated', expires_at })
    if (!isFirst) return
    void bridgeAccount(this.#deps, {
      token: () => this.#token,
      resumeFrom,
      address: this.#address,
      deliver: (line) => this.#client.sendInOrder(line),
      onRefused: () => this.#refuse('The session has ended. Sign in again.'),
      signal: this.#ended.signal,
    })
  }

  #refuse(detail: string): void {
    this.#client.fail('unauthenticated', detail, 4401)
    this.#ended.abort()
  }
}

const parseMessage = (text: string | Uint8Array): ClientMessage | undefined => {
  if (typeof text !== 'string' || text.length > MAX_MESSAGE_LENGTH) return undefined
  try {
    return clientMessage.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
