import { useNavigate } from '@tanstack/react-router'
import { useServices, useSession } from '../../lib/app-services'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { LoginForm } from './login-form'

/** Asks for the password over the page, which keeps what was typed; or leaves for good. */
export const SessionExpired = () => {
  const { session } = useServices()
  const state = useSession()
  const navigate = useNavigate()
  if (state.kind !== 'expired') return null
  const leave = async () => {
    await navigate({ to: '/' })
    await session.signOut()
  }
  return (
    <Dialog
      open
      title="Your session has ended"
      description="Log in to go on. What you were writing is kept."
    >
      <LoginForm username={state.user.username} onDone={() => undefined} />
      <Button variant="quiet" block className="mt-2" onClick={() => void leave()}>
        Leave, and let somebody else log in
      </Button>
    </Dialog>
  )
}
