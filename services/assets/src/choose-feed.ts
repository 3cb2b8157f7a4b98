import type { FeedSource } from '@bourse/common/domain/asset'
import type { Logger } from '@bourse/common/runtime/log'
import type { FeedChoice, FeedChoiceDao } from '@bourse/common/store/feed-choice-dao'
import {
  encodeBoard,
  encodePrices,
  PRICES_CHANNEL,
  SHARED_PRICES_KEY,
} from '@bourse/common/store/market-messages'
import type { PriceDao } from '@bourse/common/store/price-dao'
import { fenceOf } from './market-feed/fence'

export interface ChooseFeedDeps {
  readonly setting: 'auto' | FeedSource
  readonly choices: Pick<FeedChoiceDao, 'read' | 'write'>
  readonly prices: Pick<PriceDao, 'all' | 'write'>
  readonly shared: {
    set(key: string, value: string, ttlMs: number): Promise<void>
    publish(channel: string, message: string): Promise<void>
  }
  /** Asked when nothing is chosen yet and the setting is `auto`. */
  readonly coinGeckoAnswers: () => Promise<boolean>
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Epoch milliseconds. */
  readonly now: () => number
}

const ATTEMPTS = 5

/**
 * The source that prices come from, kept with the data: `auto` keeps what was chosen before, a named
 * source replaces it. Prices of another source than the chosen one are dropped, never traded on.
 */
export const chooseFeed = async (deps: ChooseFeedDeps): Promise<FeedChoice> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await deps.choices.read()
    const choice = stored && agrees(deps.setting, stored) ? stored : await decide(deps, stored)
    // Another start may have been faster: then its choice is looked at.
    if (choice !== stored && !(await deps.choices.write(choice, stored))) continue
    if (choice !== stored) announce(deps, choice)
    await dropForeignPrices(deps, choice)
    return choice
  }
  throw new Error('other starts keep changing the market feed: give them all one MARKET_FEED')
}

const agrees = (setting: ChooseFeedDeps['setting'], stored: FeedChoice): boolean =>
  setting === 'auto' || setting === stored.source

const decide = async (
  { setting, coinGeckoAnswers }: ChooseFeedDeps,
  stored: FeedChoice | undefined,
): Promise<FeedChoice> => {
  const generation = (stored?.generation ?? 0n) + 1n
  if (setting !== 'auto') return { source: setting, chosenBy: 'setting', generation }
  const source = (await coinGeckoAnswers()) ? 'coingecko' : 'simulated'
  return { source, chosenBy: 'auto', generation }
}

const announce = ({ log }: ChooseFeedDeps, { source, generation }: FeedChoice): void => {
  if (generation === 1n) log.info('the source of prices was chosen', { reason: source })
  else log.warn('the source of prices was changed; the old prices are dropped', { reason: source })
}

/** At every start: a start that stopped between the two writes is made good by the next. */
const dropForeignPrices = async (deps: ChooseFeedDeps, choice: FeedChoice): Promise<void> => {
  const board = await deps.prices.all()
  if (board.every((price) => price.source === choice.source)) return
  await deps.prices.write([], fenceOf(choice.generation, 0n))
  await deps.shared.set(SHARED_PRICES_KEY, encodeBoard({ at: deps.now(), prices: [] }), 1000)
  await deps.shared.publish(PRICES_CHANNEL, encodePrices([]))
}
