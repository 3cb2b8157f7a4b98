/** How to have one's own. */
export const RunIt = () => (
  <section id="run" aria-label="Run it" className="grid border-t lg:grid-cols-[1fr_2fr]">
    <div className="px-gutter py-10 sm:px-8">
      <h2 className="text-20 leading-[26px] font-medium tracking-[-0.014em] text-fg-0">
        One command, running
      </h2>
      <p className="mt-2 mb-6 max-w-[30em] text-14 leading-[22px] text-pretty">
        The store, the services and this app start together on one port, with a simulated market to
        trade on.
      </p>
      <ul className="grid gap-2">
        {POINTS.map((point) => (
          <li
            key={point}
            className="relative pl-4 before:absolute before:top-[9px] before:left-0 before:w-1.5 before:border-t-[1.5px] before:border-accent"
          >
            {point}
          </li>
        ))}
      </ul>
    </div>
    <pre className="border-line bg-surface-1 px-gutter py-10 font-mono leading-[22px] whitespace-pre-wrap text-fg-0 max-lg:border-t sm:px-8 lg:border-l">
      {COMMANDS.map(([command, says]) => (
        <span key={command} className="mb-4 block last:mb-0">
          <span className="text-fg-2">$ </span>
          {command}
          {'\n'}
          <span className="text-fg-2">{says}</span>
        </span>
      ))}
    </pre>
  </section>
)

const POINTS = [
  'Laptop: one process with an embedded database',
  'Bigger: services split and scaled one by one',
  'Prices: simulated, or from CoinGecko',
  'Documented API, OpenAPI and WebSocket',
]

const COMMANDS = [
  ['npm start', 'the platform and this app at http://localhost:8080'],
  ['npm run start:split', 'the same, one process for each service'],
  ['npm run verify', 'checks every balance against its entries'],
] as const
