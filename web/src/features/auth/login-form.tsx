import { login } from '@bourse/contracts/users'
import { zodResolver } from '@hookform/resolvers/zod'
import { Clock } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { useServices } from '../../lib/app-services'
import { describeFailure } from '../../lib/failure'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Input } from '../../ui/input'
import { FormProblem } from './form-problem'
import { PasswordField } from './password-field'

const schema = z.object({
  username: z.string().trim().min(1, 'Enter your username.'),
  password: z.string().min(1, 'Enter your password.'),
})

interface LoginFormProps {
  /** Why one is here. */
  readonly note?: ReactNode
  /** Whose session ended: known, so only the password is asked. */
  readonly username?: string
  readonly onDone: () => void
}

/** Signs in. What is wrong is said above the button; nothing typed is lost. */
export const LoginForm = ({ note, username = '', onDone }: LoginFormProps) => {
  const { api, session } = useServices()
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { username, password: '' } })
  const [problem, setProblem] = useState<string>()
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (body) => {
    setProblem(undefined)
    const outcome = await api.call(login, { body })
    if (!outcome.ok) return setProblem(describeFailure(outcome.failure))
    session.signIn(outcome.data)
    onDone()
  })
  return (
    <form
      noValidate
      aria-label="Log in"
      onSubmit={(event) => void submit(event)}
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
    >
      {note && (
        <p className="flex gap-2 rounded-2 border px-3 py-2.5 text-12">
          <Clock aria-hidden strokeWidth={1.5} className="size-4 shrink-0 text-warn" />
          <span>{note}</span>
        </p>
      )}
      <Field label="Username" error={errors.username?.message}>
        <Input
          {...form.register('username')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          readOnly={username !== ''}
        />
      </Field>
      <PasswordField
        label="Password"
        autoComplete="current-password"
        error={errors.password?.message}
        hint="Forgotten? The operator of this site can send you a link to set a new one."
        field={form.register('password')}
      />
      <FormProblem text={problem} />
      <Button type="submit" variant="primary" size="l" block pending={isSubmitting}>
        Log in
      </Button>
    </form>
  )
}
