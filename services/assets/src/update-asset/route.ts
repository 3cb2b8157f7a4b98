import { type Rejection, reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { AssetDao } from '@bourse/common/store/asset-dao'
import { ASSETS_CHANNEL } from '@bourse/common/store/market-messages'
import { updateAsset } from '@bourse/contracts/assets'
import type { AuditAsset } from '../asset-audit'
import type { ReadMarketView } from '../market-view'

export interface UpdateAssetDeps {
  readonly assets: Pick<AssetDao, 'setStatus'>
  readonly readView: ReadMarketView
  readonly audit: AuditAsset
  /** Tells every process, this one for certain. */
  readonly publish: (channel: string, message: string) => Promise<void>
}

/**
 * PATCH /admin/assets/{symbol}: halts or resumes, also what the feed halted. It is audited first: a
 * change that can't be audited does not happen.
 */
export const updateAssetRoute = (deps: UpdateAssetDeps): Route =>
  route(updateAsset, async ({ params: { symbol }, body, identity, ip }) => {
    if (!(await deps.readView()).find(symbol)) return UNKNOWN
    await deps.audit({
      action: body.status === 'halted' ? 'asset_halted' : 'asset_resumed',
      outcome: 'ok',
      actorId: identity.userId,
      subjectId: symbol,
      ip,
      detail: body.reason,
    })
    const changed = await deps.assets.setStatus(symbol, body.status, 'admin')
    if (!changed) return UNKNOWN
    await deps.publish(ASSETS_CHANNEL, symbol)
    const row = (await deps.readView()).find(symbol)
    return row ? { body: row.body } : UNKNOWN
  })

const UNKNOWN: Rejection = reject('not_found', 'There is no such asset.')
