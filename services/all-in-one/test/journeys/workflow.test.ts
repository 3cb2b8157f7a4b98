import { afterAll, beforeAll, describe } from 'bun:test'
import {
  findRedisServer,
  type RedisServer,
  startRedisServer,
} from '@bourse/common/shared-state/start-redis-server'
import { type RunningPlatform, runPlatform } from '../run-platform'
import { describeWorkflow } from './workflow'

describe('everything in one process', () => {
  let platform: RunningPlatform
  beforeAll(async () => {
    platform = await runPlatform()
  }, 90_000)
  afterAll(() => platform.remove())
  describeWorkflow(() => platform.url)
})

describe('separate processes, each with its own memory', () => {
  let platform: RunningPlatform
  beforeAll(async () => {
    platform = await runPlatform({ mode: 'split' })
  }, 90_000)
  afterAll(() => platform.remove())
  describeWorkflow(() => platform.url)
})

const redisProgram = findRedisServer()
if (!redisProgram) console.log('skipped: split with Redis. Install redis-server.')

describe.skipIf(!redisProgram)('separate processes with Redis', () => {
  let redis: RedisServer
  let platform: RunningPlatform
  beforeAll(async () => {
    redis = await startRedisServer(redisProgram ?? '')
    platform = await runPlatform({ mode: 'split', env: { REDIS_URL: redis.url } })
  }, 90_000)
  afterAll(async () => {
    await platform.remove()
    await redis.stop()
  })
  describeWorkflow(() => platform.url)
})
