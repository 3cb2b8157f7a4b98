import { login, register, registerBody } from '@bourse/contracts/users'
import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { z } from 'zod'
import { useServices } from '../../lib/app-services'
import { describeFailure, type Failure, isRefusal } from '../../lib/failure'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Input } from '../../ui/input'
import { FormProblem } from './form-problem'
import { newPassword } from './new-password'
import { PasswordField } from './password-field'
import { StrengthMeter } from './strength-meter'

const schema = registerBody.extend({ password: newPassword })
type Body = z.infer<typeof schema>

/** Opens an account and signs in to it. */
export const RegisterForm = ({ onDone }: { readonly onDone: () => void }) => {
  const { form, problem, submit } = useRegistration(onDone)
  const { errors, isSubmitting } = form.formState
  const say = (field: keyof Body) =>
    errors[field] && (errors[field].type === 'server' ? errors[field].message : WORDS[field])
  const lower = { setValueAs: (value: string) => value.trim().toLowerCase() }
  return (
    <form
      noValidate
      aria-label="Create account"
      onSubmit={(event) => void submit(event)}
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
    >
      <div className="grid grid-cols-2 gap-3">
        <Field label="First name" error={say('first_name')}>
          <Input {...form.register('first_name')} autoComplete="given-name" />
        </Field>
        <Field label="Last name" error={say('last_name')}>
          <Input {...form.register('last_name')} autoComplete="family-name" />
        </Field>
      </div>
      <Field label="Username" error={say('username')} hint={WORDS.username}>
        <Input
          {...form.register('username', lower)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Field label="E-mail" error={say('email')}>
        <Input {...form.register('email')} type="email" autoComplete="email" />
      </Field>
      <PasswordField
        label="Password"
        autoComplete="new-password"
        error={errors.password?.message}
        hint={<StrengthMeter password={form.watch('password')} />}
        field={form.register('password')}
      />
      <FormProblem text={problem} />
      <Button type="submit" variant="primary" size="l" block pending={isSubmitting}>
        Create account
      </Button>
      <p className="text-12 text-fg-2">
        The operator of this site sees your name, e-mail and trades.
      </p>
    </form>
  )
}

const useRegistration = (onDone: () => void) => {
  const { api, session } = useServices()
  const [problem, setProblem] = useState<string>()
  const form = useForm<Body>({
    resolver: zodResolver(schema),
    defaultValues: EMPTY,
    mode: 'onTouched',
  })
  const refuse = (failure: Failure) => {
    const field = FIELD_OF.find(([code]) => isRefusal(failure, code))?.[1]
    if (field)
      form.setError(
        field,
        { type: 'server', message: describeFailure(failure) },
        { shouldFocus: true },
      )
    else setProblem(describeFailure(failure))
  }
  const submit = form.handleSubmit(async (body) => {
    setProblem(undefined)
    const opened = await api.call(register, { body })
    if (!opened.ok) return refuse(opened.failure)
    const { username, password } = body
    const signedIn = await api.call(login, { body: { username, password } })
    if (!signedIn.ok)
      return setProblem('The account is open, but signing in failed. Log in to go on.')
    session.signIn(signedIn.data)
    onDone()
  })
  return { form, problem, submit }
}

const EMPTY: Body = { first_name: '', last_name: '', username: '', email: '', password: '' }
const WORDS: Readonly<Record<keyof Body, string>> = {
  first_name: 'Enter your first name.',
  last_name: 'Enter your last name.',
  username: '3 to 32 letters, digits, dots, dashes or underscores.',
  email: 'Enter an address such as mara@example.org.',
  password: '',
}
const FIELD_OF = [
  ['username_taken', 'username'],
  ['email_taken', 'email'],
  ['weak_password', 'password'],
] as const
