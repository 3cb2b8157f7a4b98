import { ArrowBigUpDash, Eye, EyeOff } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { UseFormRegisterReturn } from 'react-hook-form'
import { Field } from '../../ui/field'
import { Input, InputAction } from '../../ui/input'

interface PasswordFieldProps {
  readonly label: string
  readonly autoComplete: 'current-password' | 'new-password'
  readonly error: string | undefined
  readonly hint?: ReactNode
  readonly field: UseFormRegisterReturn
}

/** A password: can be shown, pasted and managed; says when Caps Lock is on. */
export const PasswordField = ({ label, autoComplete, error, hint, field }: PasswordFieldProps) => {
  const [isShown, setShown] = useState(false)
  const [hasCaps, setCaps] = useState(false)
  const watchCaps = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'))
  const Icon = isShown ? EyeOff : Eye
  return (
    <Field label={label} error={error} hint={hint} aside={hasCaps && <CapsLock />}>
      <Input
        {...field}
        type={isShown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        onKeyDown={watchCaps}
        onKeyUp={watchCaps}
        after={
          <InputAction
            onClick={() => setShown(!isShown)}
            aria-pressed={isShown}
            aria-label={`${isShown ? 'Hide' : 'Show'} ${label.toLowerCase()}`}
          >
            <Icon aria-hidden strokeWidth={1.5} />
            {isShown ? 'Hide' : 'Show'}
          </InputAction>
        }
      />
    </Field>
  )
}

const CapsLock = () => (
  <span role="status" className="inline-flex items-center gap-1 text-warn">
    <ArrowBigUpDash aria-hidden strokeWidth={1.5} className="size-3.5" />
    Caps Lock is on
  </span>
)
