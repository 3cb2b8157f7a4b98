import { DemoButton } from '../../ui/demo-button'
import { Cell, Head, Table } from '../../ui/table'

/** What an account here is: entries that add up. */
export const LedgerExample = () => (
  <aside
    aria-label="About this site"
    className="grid items-center border-line max-md:border-t md:border-l"
  >
    <div className="mx-auto w-full max-w-[560px] px-gutter py-7 sm:p-8">
      <h2 className="max-w-[11em] text-28 leading-[34px] font-medium tracking-[-0.024em] text-fg-0 sm:text-[36px] sm:leading-[42px]">
        Every balance is the sum of its entries.
      </h2>
      <p className="mt-3.5 mb-8 max-w-[34em] text-15 leading-6 text-pretty">
        Money is never edited, only moved. Each account can list the entries that make up its
        balance and check them against a signed record.
      </p>
      <Table
        label="Example of an account's entries"
        className="[&_:is(th,td):first-child]:pl-0 [&_:is(th,td):last-child]:pr-0 [&_tr:hover]:bg-transparent"
      >
        <thead>
          <tr>
            <Head>Example</Head>
            <Head num>USD</Head>
            <Head num>Balance</Head>
          </tr>
        </thead>
        <tbody>
          {ENTRIES.map(([entry, amount, balance]) => (
            <tr key={`${entry} ${balance}`}>
              <Cell>{entry}</Cell>
              <Cell num>{amount}</Cell>
              <Cell num className="text-fg-2!">
                {balance}
              </Cell>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <Cell colSpan={2}>{ENTRIES.length} entries, checked</Cell>
            <Cell num>635.77</Cell>
          </tr>
        </tfoot>
      </Table>
      <Demo />
    </div>
  </aside>
)

const Demo = () => (
  <div className="mt-10 flex flex-wrap items-center justify-between gap-4 border-t pt-5 not-has-[button]:hidden">
    <div>
      <b className="text-fg-0">Only looking?</b>
      <p className="text-fg-2">A funded practice account, no sign-up.</p>
    </div>
    <DemoButton size="l">Open the demo</DemoButton>
  </div>
)

const ENTRIES = [
  ['Deposit', '2,500.00', '2,500.00'],
  ['Bought 0.0200 BTC', '\u22121,948.73', '551.27'],
  ['Fee, 0.10%', '\u22121.95', '549.32'],
  ['Sold 0.0050 BTC', '486.94', '1,036.26'],
  ['Fee, 0.10%', '\u22120.49', '1,035.77'],
  ['Withdrawal', '\u2212400.00', '635.77'],
] as const
