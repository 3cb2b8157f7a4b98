import { resetPassword } from '@bourse/contracts/users'
import { zodResolver } from '@hookform/resolvers/zod'
import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { useApi } from '../../lib/app-services'
import { describeFailure } from '../../lib/failure'
import { Button, ButtonLink } from '../../ui/button'
import { notify } from '../../ui/toaster'
import { FormProblem } from './form-problem'
import { newPassword } from './new-password'
import { PasswordField } from './password-field'
import { StrengthMeter } from './strength-meter'

const schema = z.object({ password: newPassword })

/** Sets a new password with the token of a link: /reset#token. */
export const ResetForm = ({ onDone }: { readonly onDone: () => void }) => {
  const token = useLocation({ select: ({ hash }) => hash })
  return token === '' ? <NoToken /> : <NewPasswordForm token={token} onDone={onDone} />
}

const NoToken = () => (
  <div className="grid gap-4">
    <p>This address works as a link only: open the one that the operator of this site gave you.</p>
    <ButtonLink to="/login">Log in</ButtonLink>
  </div>
)

const NewPasswordForm = ({
  token,
  onDone,
}: {
  readonly token: string
  readonly onDone: () => void
}) => {
  const api = useApi()
  const [problem, setProblem] = useState<string>()
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '' } })
  const submit = form.handleSubmit(async ({ password }) => {
    setProblem(undefined)
    const outcome = await api.call(resetPassword, { body: { token, password } })
    if (!outcome.ok) return setProblem(describeFailure(outcome.failure))
    notify({
      title: 'The password is set',
      detail: 'Every device was signed out. Log in with the new one.',
    })
    onDone()
  })
  return (
    <form
      noValidate
      aria-label="Set a new password"
      onSubmit={(event) => void submit(event)}
      className="grid gap-4"
    >
      <PasswordField
        label="New password"
        autoComplete="new-password"
        error={form.formState.errors.password?.message}
        hint={<StrengthMeter password={form.watch('password')} />}
        field={form.register('password')}
      />
      <FormProblem text={problem} />
      <Button type="submit" variant="primary" size="l" block pending={form.formState.isSubmitting}>
        Set the password
      </Button>
    </form>
  )
}
