/**
 * Loaded before every command that tools/run.mjs starts: when the launcher ends without passing a
 * signal on (`kill -9`), this process asks itself to stop, so that nothing runs on unseen.
 */
const launcher = Number(process.env['BOURSE_LAUNCHER_PID'])

if (launcher > 0 && process.ppid === launcher) {
  const watch = setInterval(() => {
    if (process.ppid === launcher) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}
