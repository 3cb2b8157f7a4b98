import { toDecision } from './rate-decision'
import type { RateDecision, RateLimit } from './shared-state'

/**
 * KEYS[1] bucket; ARGV window and cost in microseconds. Redis's clock is everyone's clock, so that
 * a process whose own clock is wrong counts right. Answers microseconds until full and to wait.
 */
export const CONSUME_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local window = tonumber(ARGV[1])
local before = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = before + tonumber(ARGV[2])
local over = after - now - window
if over > 0 then
  return { before - now, over }
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1)
return { after - now, 0 }
`

/** The script's arguments for a rate. */
export function consumeArguments(rate: RateLimit): [string, string] {
  const costUs = ((rate.cost ?? 1) * rate.windowMs * 1000) / rate.limit
  return [String(Math.round(rate.windowMs * 1000)), String(Math.floor(costUs))]
}

/** The script's answer as a decision; undefined when it is not an answer of the script. */
export function readConsumed(reply: unknown, rate: RateLimit): RateDecision | undefined {
  if (!Array.isArray(reply)) return undefined
  const [untilFullUs, waitUs] = reply
  if (!Number.isFinite(untilFullUs) || !Number.isFinite(waitUs)) return undefined
  return toDecision(Math.max(untilFullUs, 0) / 1000, waitUs / 1000, rate)
}
