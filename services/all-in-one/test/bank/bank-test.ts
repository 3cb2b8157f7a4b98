import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createLogger } from '@bourse/common/runtime/log'
import { openStore } from '@bourse/common/service/store-kit'
import { type CheckResult, checkLedger } from '../../../../tools/checker/check-ledger'
import { History } from '../../../../tools/checker/history'
import { seededRandom } from '../../../../tools/checker/seeded-random'
import { startEmbeddedStore } from '../../src/embedded-store'
import { Person } from '../person'
import { type Account, drawWish, send, type Tally, type Wish } from './bank-client'
import { type BankCluster, type Mode, startBankCluster } from './bank-cluster'

/**
 * The bank test: many clients on few accounts, every request sent again at random, processes and
 * store killed at random; then the ledger is held against its promises. One seed decides it all but
 * the scheduling. Run: npm run test:bank -- --mode all|split --seconds 30 --seed 7
 */
const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'all' },
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const CLIENTS = 16
const ACCOUNTS = 6

const main = async (): Promise<void> => {
  const mode: Mode = values.mode === 'split' ? 'split' : 'all'
  const seed = Number(values.seed)
  console.log(`bank test: mode ${mode}, ${values.seconds} s, seed ${seed}`)
  const cluster = await startBankCluster(mode)
  const history = new History()
  const tally: Tally = { sent: 0, replayed: 0, strange: [], lastOkAt: 0 }
  const accounts = await openAccounts(cluster.url)
  const until = performance.now() + Number(values.seconds) * 1000
  const run = { cluster, accounts, history, tally, until, wishes: [] as Wish[] }
  const [kills] = await Promise.all([
    killAtRandom(run, seededRandom(seed)),
    ...Array.from({ length: CLIENTS }, (_, n) => client(run, seededRandom(seed + 1 + n), n)),
  ])
  const unsettled = await settle(run)
  await cluster.stop()
  const result = await check(cluster, history)
  report(run, { kills, unsettled, result })
}

interface Run {
  readonly cluster: BankCluster
  readonly accounts: readonly Account[]
  readonly history: History
  readonly tally: Tally
  readonly until: number
  readonly wishes: Wish[]
}

const openAccounts = async (url: string): Promise<Account[]> => {
  await answering(url)
  const people = await Promise.all(
    Array.from({ length: ACCOUNTS }, (_, n) => new Person(url, `bank-client-${n}`).signUp()),
  )
  return people.map(({ tokens }) => ({
    id: tokens?.user.id ?? '',
    token: tokens?.access_token ?? '',
  }))
}

/** One client: a wish after the other, each sent once or more, sometimes twice at the same time. */
const client = async (run: Run, random: () => number, n: number): Promise<void> => {
  for (let serial = 0; performance.now() < run.until; serial++) {
    const account = run.accounts[Math.floor(random() * run.accounts.length)]
    if (!account) return
    const wish = drawWish(random, account, n * 1_000_000 + serial)
    run.wishes.push(wish)
    const times = 1 + Math.floor(random() * 3)
    const atOnce = random() < 0.5
    const once = async () => {
      // A client that gets no answer waits a little, as a client should.
      if ((await send(run.cluster.url, wish, run)) === 'unknown')
        await Bun.sleep(50 + random() * 200)
    }
    if (atOnce) await Promise.all(Array.from({ length: times }, once))
    else for (let time = 0; time < times; time++) await once()
  }
}

/** Kills something every one to four seconds; answers how often, and how long each recovery took. */
const killAtRandom = async (run: Run, random: () => number) => {
  const { victims } = run.cluster
  const killed: { victim: string; recoveredMs: number }[] = []
  while (performance.now() < run.until - 3000) {
    await Bun.sleep(1000 + random() * 3000)
    const victim = victims[Math.floor(random() * victims.length)] ?? 'store'
    const at = performance.now()
    run.cluster.kill(victim)
    while (run.tally.lastOkAt <= at + 50 && performance.now() < at + 15_000) await Bun.sleep(20)
    killed.push({ victim, recoveredMs: Math.round(run.tally.lastOkAt - at) })
  }
  return killed
}

/** With everything up again, each request whose outcome nobody knows is sent until one is known. */
const settle = async (run: Run): Promise<number> => {
  await answering(run.cluster.url)
  const open = () => {
    const unknown = run.history.all().filter(({ outcome }) => outcome === 'unknown')
    const keys = new Set(unknown.map(({ account, key }) => `${account} ${key}`))
    return run.wishes.filter((wish) => keys.has(`${wish.account.id} ${wish.key}`))
  }
  const left = open()
  for (const wish of left) {
    for (let attempt = 0; attempt < 40; attempt++) {
      if ((await send(run.cluster.url, wish, run)) !== 'unknown') break
      await Bun.sleep(250)
    }
  }
  return left.length
}

const answering = async (url: string): Promise<void> => {
  for (let attempt = 0; attempt < 400; attempt++) {
    const asset = await fetch(`${url}/api/v1/assets/BTC`).then(
      (response) => response.json() as Promise<{ price?: string; stale?: boolean }>,
      () => ({}) as { price?: string; stale?: boolean },
    )
    if (asset.price && asset.stale === false) return
    await Bun.sleep(100)
  }
  throw new Error('the platform does not answer')
}

/** The store alone, on the data that the run has left. */
const check = async (cluster: BankCluster, history: History): Promise<CheckResult> => {
  const log = createLogger({ service: 'bank', level: 'silent' })
  const started = await startEmbeddedStore({ dataDir: cluster.dataDir, url: cluster.url, log })
  if (!started.ok) throw new Error(started.message)
  try {
    const store = await openStore({ endpoint: started.store.endpoint, table: 'bourse' })
    return await checkLedger(store, history)
  } finally {
    await started.store.stop()
  }
}

type Kills = Awaited<ReturnType<typeof killAtRandom>>

const report = (
  { cluster, tally }: Run,
  { kills, unsettled, result }: { kills: Kills; unsettled: number; result: CheckResult },
): void => {
  const { ok, refused, unknown } = result.attempts
  const recoveries = kills.map(({ recoveredMs }) => recoveredMs).sort((a, b) => a - b)
  console.log(
    [
      `${tally.sent} requests under ${ok + refused + unknown} keys: ${ok} done, ${refused} refused, ${tally.replayed} replayed`,
      `${kills.length} kills (${kills.map(({ victim }) => victim).join(' ')}), ${unsettled} outcomes unknown until sent again`,
      `recovered after ${recoveries[0] ?? 0} to ${recoveries.at(-1) ?? 0} ms`,
      `${result.entries} entries of ${result.accounts} accounts checked`,
    ].join('\n'),
  )
  const problems = [...result.violations, ...tally.strange.slice(0, 5)]
  if (ok < 100) problems.push(`only ${ok} requests were done: the run proves nothing`)
  if (kills.length < 3) problems.push('fewer than three kills: the run proves nothing')
  for (const problem of problems.slice(0, 30)) console.log(`VIOLATION ${problem}`)
  if (problems.length === 0) rmSync(cluster.dataDir, { recursive: true, force: true })
  else console.log(`the data stays in ${cluster.dataDir}`)
  console.log(problems.length === 0 ? '1 passed, 0 failed' : `0 passed, ${problems.length} failed`)
  process.exit(problems.length === 0 ? 0 : 1)
}

await main()
