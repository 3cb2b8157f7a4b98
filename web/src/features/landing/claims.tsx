interface Claim {
  readonly title: string
  readonly text: string
  readonly lines: readonly (readonly [string, string])[]
  readonly sum: readonly [string, string]
}

/** Three promises, each with the definition that it stands on. */
export const Claims = () => (
  <section id="what" aria-label="What it does" className="grid border-t lg:grid-cols-3">
    {CLAIMS.map(({ title, text, lines, sum }) => (
      <div
        key={title}
        className="px-gutter py-8 not-first:border-t sm:px-8 sm:pt-10 sm:pb-11 lg:not-first:border-t-0 lg:not-first:border-l"
      >
        <h2 className="text-20 leading-[26px] font-medium tracking-[-0.014em] text-balance text-fg-0">
          {title}
        </h2>
        <p className="mt-2 mb-6 max-w-[30em] text-14 leading-[22px] text-pretty">{text}</p>
        <dl className="grid gap-1.5 border-t pt-3">
          {lines.map(([term, meaning]) => (
            <div key={term} className="flex justify-between gap-3">
              <dt className="text-fg-2">{term}</dt>
              <dd className="text-right">{meaning}</dd>
            </div>
          ))}
          <div className="mt-0.5 flex justify-between gap-3 border-t border-line-soft pt-2 font-medium text-fg-0">
            <dt>{sum[0]}</dt>
            <dd className="text-right">{sum[1]}</dd>
          </div>
        </dl>
      </div>
    ))}
  </section>
)

const CLAIMS: readonly Claim[] = [
  {
    title: 'The total you confirm is the total you pay',
    text: 'Price, fee and total come from the same calculation that fills the order, down to the last digit.',
    lines: [
      ['Price', 'what you buy at, not the mid'],
      ['Order value', 'price × quantity'],
      ['Fee', 'shown before you confirm'],
    ],
    sum: ['Total', 'value + fee'],
  },
  {
    title: 'Profit and loss with its definition',
    text: 'Average cost, realised and unrealised results, fees: each figure says how it is worked out.',
    lines: [
      ['Cost basis', 'what you paid, fees included'],
      ['Average cost', 'cost basis ÷ quantity'],
      ['Value', 'quantity × mid price'],
    ],
    sum: ['Unrealised', 'value − cost basis'],
  },
  {
    title: 'A ledger anyone can check',
    text: 'Entries are only ever added and always sum to zero. Checkpoints are signed, so a change in the past shows.',
    lines: [
      ['Balance', 'the sum of its entries'],
      ['Entry', 'linked to the one before by its hash'],
      ['Proof', 'yours to download and recompute'],
    ],
    sum: ['Sum of all entries', '0.00'],
  },
]
