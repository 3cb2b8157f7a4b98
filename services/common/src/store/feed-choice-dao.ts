import type { FeedSource } from '../domain/asset'
import { integer, oneOf } from './item'
import { keys } from './keys'
import type { Item, Store } from './store'

/** Which source prices come from. `generation` grows with every change of it. */
export interface FeedChoice {
  readonly source: FeedSource
  readonly chosenBy: 'auto' | 'setting'
  readonly generation: bigint
}

/** The choice of the feed, kept with the data so that two sources never mix. */
export class FeedChoiceDao {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async read(): Promise<FeedChoice | undefined> {
    const [item] = await this.#store.get([keys.feedChoice])
    return item ? toChoice(item) : undefined
  }

  /** Makes the choice where `before` still stands (undefined: where there is none); false when not. */
  async write(choice: FeedChoice, before: FeedChoice | undefined): Promise<boolean> {
    const result = await this.#store.write([
      {
        put: toItem(choice),
        when: before
          ? [{ attribute: 'generation', is: '=', value: before.generation }]
          : [{ attribute: 'pk', is: 'absent' }],
      },
    ])
    return result.committed
  }
}

const toItem = (choice: FeedChoice): Item => ({
  ...keys.feedChoice,
  v: 1n,
  source: choice.source,
  chosen_by: choice.chosenBy,
  generation: choice.generation,
})

const toChoice = (item: Item): FeedChoice => ({
  source: oneOf(item, 'source', ['simulated', 'coingecko']),
  chosenBy: oneOf(item, 'chosen_by', ['auto', 'setting']),
  generation: integer(item, 'generation'),
})
