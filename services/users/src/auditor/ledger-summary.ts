import { formatDecimal, formatUsd, type Minor } from '@bourse/common/domain/money'
import type { AuditorDao, StoredViolation } from '@bourse/common/store/auditor-dao'
import type { Market } from '@bourse/common/store/market-reader'
import type { LedgerReport } from '@bourse/contracts/admin'
import { withSums } from './audit-all'

export interface LedgerDeps {
  readonly dao: Pick<AuditorDao, 'summary' | 'totals' | 'violations'>
  readonly market: Pick<Market, 'assets'>
  /** Epoch milliseconds. */
  readonly now: () => number
}

const VIOLATIONS = 100

/** What an operator needs: violations ever found, entries verified, age of the oldest unverified moment. */
export const ledgerSummary = async ({ dao, now }: Pick<LedgerDeps, 'dao' | 'now'>) => {
  const summary = await dao.summary()
  return {
    violations: summary.violationCount,
    entries_verified: summary.entriesVerified,
    lag_ms: lagOf(summary, now()),
  }
}

/** The conservation report. The first 100 violations are listed, all are counted. */
export const ledgerReport = async ({ dao, market, now }: LedgerDeps): Promise<LedgerReport> => {
  const [summary, totals, violations, assets] = await Promise.all([
    dao.summary(),
    dao.totals(),
    dao.violations(VIOLATIONS),
    market.assets(),
  ])
  const { checkpoint, lastPassAt } = summary
  return {
    accounts: summary.accounts,
    entries_verified: summary.entriesVerified,
    violations: violations.map(violationView),
    violation_count: summary.violationCount,
    lag_ms: lagOf(summary, now()),
    last_pass_at: lastPassAt === null ? null : iso(lastPassAt),
    checkpoint: checkpoint && {
      at: iso(checkpoint.at),
      heads_hash: checkpoint.headsHash,
      signature: checkpoint.signature,
      key_id: checkpoint.keyId,
    },
    totals: [...withSums(totals)].map(([asset, t]) => {
      const write = writer(asset, assets.get(asset)?.decimals)
      return {
        asset,
        users: write(t.user),
        house: write(t.house),
        spread: write(t.spread),
        fees: write(t.fees),
        external: write(t.external),
        sum: write(t.sum),
      }
    }),
  }
}

/** Of an asset that the catalogue lacks, the report shows bare minor units rather than nothing at all. */
const writer =
  (asset: string, decimals = 0) =>
  (amount: Minor): string =>
    asset === 'USD' ? formatUsd(amount) : formatDecimal(amount, decimals)

const violationView = (violation: StoredViolation): LedgerReport['violations'][number] => ({
  account_id: violation.account,
  seq: Number(violation.seq),
  rule: violation.rule,
  detail: violation.detail,
  found_at: iso(violation.foundAt),
})

const lagOf = ({ verifiedUntil }: { verifiedUntil: number | null }, now: number): number | null =>
  verifiedUntil === null ? null : Math.max(0, now - verifiedUntil)

const iso = (at: number): string => new Date(at).toISOString()
