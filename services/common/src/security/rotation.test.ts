import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  isTrusted,
  type KeyRecord,
  nextRotationStep,
  type RotationPolicy,
  type RotationStep,
  signingKey,
} from './rotation'

const policy: RotationPolicy = { rotateAfterMs: 1_000, announceMs: 30, retireAfterMs: 660 }
const quiet = { now: 10_000, confirmed: true, requested: false }
const signer = { kid: 'a', createdAt: 9_000, signingFrom: 9_500 }
const waiting = { kid: 'b', createdAt: 9_970 }

const STEPS: Array<[string, KeyRecord[], Partial<typeof quiet>, RotationStep]> = [
  ['publishes the first key', [], {}, { do: 'publish' }],
  [
    'signs with the first key at once',
    [waiting],
    { confirmed: false, now: 9_970 },
    { do: 'sign', kid: 'b', from: 9_970 },
  ],
  ['waits while nothing is due', [signer], {}, { do: 'wait' }],
  ['publishes when asked', [signer], { requested: true }, { do: 'publish' }],
  [
    'publishes no second successor',
    [signer, waiting],
    { requested: true, now: 9_999 },
    { do: 'wait' },
  ],
  ['publishes when the signer is old', [signer], { now: 10_500 }, { do: 'publish' }],
  [
    'does not sign before it was announced long enough',
    [signer, waiting],
    { now: 9_999 },
    { do: 'wait' },
  ],
  ['does not sign before everyone knows', [signer, waiting], { confirmed: false }, { do: 'wait' }],
  ['signs when announced and known', [signer, waiting], {}, { do: 'sign', kid: 'b', from: 10_000 }],
  [
    'retires the replaced key from the moment of replacement',
    [signer, { ...waiting, signingFrom: 9_990 }],
    {},
    { do: 'retire', kid: 'a', at: 10_650 },
  ],
  [
    'keeps a retiring key',
    [
      { ...signer, retiredAt: 10_001 },
      { ...waiting, signingFrom: 9_990 },
    ],
    {},
    { do: 'wait' },
  ],
  [
    'removes a retired key',
    [
      { ...signer, retiredAt: 10_000 },
      { ...waiting, signingFrom: 9_990 },
    ],
    {},
    { do: 'remove', kid: 'a' },
  ],
]

describe('key rotation', () => {
  test.each(STEPS)('%s', (...[, records, view, step]) => {
    expect(nextRotationStep(records, { ...quiet, ...view }, policy)).toEqual(step)
  })

  test('at any pace: there is always a signer, announced first, and its tokens outlive it', () => {
    const moves = fc.array(
      fc.record({ wait: fc.nat(200), confirmed: fc.boolean(), requested: fc.boolean() }),
      { minLength: 1, maxLength: 200 },
    )
    fc.assert(
      fc.property(moves, (all) => {
        let now = 1_000
        let keys: KeyRecord[] = []
        const lastSigned = new Map<string, number>()
        for (const { wait, ...view } of all) {
          now += wait
          keys = settle(keys, { now, ...view })
          lastSigned.set(signingKey(keys, now)?.kid ?? 'none', now)
          // Signed within the time that a token lives (here 400): it must still be believed.
          const recent = [...lastSigned].filter(([, at]) => now - at <= 400)
          expect(recent.filter(([kid]) => !trusts(keys, kid, now))).toEqual([])
          expect(keys.filter((key) => key.signingFrom === undefined).length).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})

/** Applies steps until nothing is left to do, as the key ring does with its files. */
function settle(records: KeyRecord[], view: typeof quiet): KeyRecord[] {
  let keys = records
  let { requested } = view
  for (let round = 0; round < 12; round += 1) {
    const step = nextRotationStep(keys, { ...view, requested }, policy)
    if (step.do === 'wait') return keys
    if (step.do === 'publish') requested = false
    keys = applied(keys, step, view.now)
  }
  throw new Error('rotation does not settle')
}

function applied(keys: KeyRecord[], step: RotationStep, now: number): KeyRecord[] {
  if (step.do === 'publish') return [...keys, { kid: `k${now}-${keys.length}`, createdAt: now }]
  if (step.do === 'remove') return keys.filter((key) => key.kid !== step.kid)
  return keys.map((key) => {
    if (step.do === 'wait' || key.kid !== step.kid) return key
    return step.do === 'sign' ? { ...key, signingFrom: step.from } : { ...key, retiredAt: step.at }
  })
}

function trusts(keys: KeyRecord[], kid: string, now: number): boolean {
  return keys.some((key) => key.kid === kid && isTrusted(key, now))
}
