import type { Rejection } from '@bourse/common/domain/rejection'
import type { Exchange, PeerSource } from '../exchange'

/** Where the live stream is: the one path of the API that is no request and answer. */
export const STREAM_PATH = '/api/v1/stream'

/** Upgrades a request to the live stream. */
export interface StreamDoor {
  open(x: Exchange, server: UpgradeServer): Promise<'upgraded' | Rejection>
}

/** What of `Bun.Server` an upgrade needs. */
export interface UpgradeServer extends PeerSource {
  upgrade(request: Request, options: { data: unknown }): boolean
}
