import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useServices } from '../lib/app-services'
import { demoQuery, openDemo } from '../lib/demo'
import { describeFailure } from '../lib/failure'
import { Button, type ButtonLook } from './button'
import { notify } from './toaster'

/** Opens a funded practice account without sign-up; nothing where the platform offers none. */
export const DemoButton = ({
  children = 'Try the demo',
  ...look
}: ButtonLook & { readonly children?: ReactNode }) => {
  const { session } = useServices()
  const { data: isOffered } = useQuery(demoQuery())
  const navigate = useNavigate()
  const [pending, setPending] = useState(false)
  if (!isOffered) return null
  const open = async () => {
    setPending(true)
    const opened = await openDemo()
    setPending(false)
    if (!opened.ok)
      return notify({
        kind: 'failed',
        title: 'The demo did not open',
        detail: describeFailure(opened.failure),
      })
    session.signIn(opened.tokens)
    await navigate({ to: '/dashboard' })
  }
  return (
    <Button {...look} pending={pending} onClick={() => void open()}>
      {children}
    </Button>
  )
}
