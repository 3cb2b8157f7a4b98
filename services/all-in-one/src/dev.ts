import { onStopSignal } from '@bourse/common/runtime/stop-signal'
import { childEnvironment } from './config'

/** Everything in one process, started again whenever a file of a service changes. */
const child = Bun.spawn(
  [process.execPath, '--watch', '--no-clear-screen', 'services/all-in-one/src/main.ts'],
  { stdout: 'inherit', stderr: 'inherit', stdin: 'inherit', env: childEnvironment() },
)
onStopSignal(async () => {
  child.kill('SIGTERM')
  await child.exited
})
process.exit(await child.exited)
