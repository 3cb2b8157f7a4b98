/** Tells the person at the terminal. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Tells what went wrong and lets the process end with code 1. */
export const fail = (line: string): void => {
  process.stderr.write(`${line}\n`)
  process.exitCode = 1
}
