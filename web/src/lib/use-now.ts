import { useEffect, useState } from 'react'

/** The time in epoch ms, moving on in steps: for clocks and ages. */
export const useNow = (stepMs: number): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), stepMs)
    return () => clearInterval(timer)
  }, [stepMs])
  return now
}
