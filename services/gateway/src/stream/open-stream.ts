import { reject } from '@bourse/common/domain/rejection'
import { canonicalPath } from '../canonical-path'
import type { CrossOrigin } from '../cross-origin'
import type { Door } from '../door'
import type { PeerSource } from '../exchange'
import type { TakeLimit } from '../rate-limit'
import { STREAM_PATH, type StreamDoor, type UpgradeServer } from './stream-door'

export interface OpenStreamDeps {
  readonly door: Door
  readonly origins: CrossOrigin
  readonly takeLimit: TakeLimit
  readonly stream?: StreamDoor
}

/** Turns a request into a stream, unless its origin or its address's limit forbids it. */
export const streamOpener =
  ({ door, origins, takeLimit, stream }: OpenStreamDeps) =>
  async (request: Request, server: UpgradeServer): Promise<Response | undefined> => {
    let upgraded = false
    const route = {
      template: STREAM_PATH,
      handle: async (x: Parameters<StreamDoor['open']>[0]) => {
        const foreign = origins.refusal(request)
        if (foreign) return foreign
        const crowded = await takeLimit('public', x.addressKey, x.headers)
        if (crowded) return crowded
        const outcome = (await stream?.open(x, server)) ?? NO_STREAM
        if (outcome !== 'upgraded') return outcome
        upgraded = true
        return new Response(null, { status: 204 })
      },
    }
    const response = await door(route, request, server)
    // Bun sends the 101 by itself.
    return upgraded ? undefined : response
  }

/** Whether the server can upgrade at all. */
export const canUpgrade = (server: PeerSource | undefined): server is UpgradeServer =>
  server !== undefined && 'upgrade' in server

/** Whether the request asks to become the stream. */
export const isStreamUpgrade = (request: Request): boolean =>
  request.headers.get('upgrade')?.toLowerCase() === 'websocket' &&
  canonicalPath(request) === STREAM_PATH

const NO_STREAM = reject('upstream_unavailable', 'The stream is not available.')
