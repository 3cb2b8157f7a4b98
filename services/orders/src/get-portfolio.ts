import { reject } from '@bourse/common/domain/rejection'
import { type Route, route } from '@bourse/common/http/route'
import type { AccountDao } from '@bourse/common/store/account-dao'
import type { Market } from '@bourse/common/store/market-reader'
import { getPortfolio } from '@bourse/contracts/portfolio'
import { valuePortfolio } from './portfolio'
import { portfolioBody } from './portfolio-body'

export interface GetPortfolioDeps {
  readonly accounts: Pick<AccountDao, 'stateAndPositions'>
  readonly market: Pick<Market, 'assets' | 'prices'>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** GET /portfolio: the account in one query, valued with the market that every request shares. */
export const getPortfolioRoute = ({ accounts, market, now }: GetPortfolioDeps): Route =>
  route(getPortfolio, async ({ identity }) => {
    const [account, assets, prices] = await Promise.all([
      accounts.stateAndPositions(identity.userId),
      market.assets(),
      market.prices(),
    ])
    if (!account) return NO_ACCOUNT
    const at = now()
    const portfolio = valuePortfolio(account, { assets, prices, now: at })
    return { body: portfolioBody(portfolio, account.state, at) }
  })

/** A session without an account: it can't have been ours. */
export const NO_ACCOUNT = reject('unauthenticated', 'The session has ended. Sign in again.')
