import { classNames } from '../../ui/class-names'
import { passwordStrength } from './password-strength'

/** Four bars and a sentence under a new password. */
export const StrengthMeter = ({ password }: { readonly password: string }) => {
  const { score, word, advice } = passwordStrength(password)
  return (
    <span className="grid gap-1.5">
      <span aria-hidden className="grid grid-cols-4 gap-1">
        {BARS.map((bar) => (
          <i
            key={bar}
            className={classNames(
              'h-[3px] rounded-[1px]',
              bar <= score ? 'bg-accent' : 'bg-surface-2',
            )}
          />
        ))}
      </span>
      <span>
        {password !== '' && (
          <b className="text-fg-0">
            <span className="sr-only">Strength: </span>
            {word}{' '}
          </b>
        )}
        {advice} Paste and password managers work.
      </span>
    </span>
  )
}

const BARS = [1, 2, 3, 4]
