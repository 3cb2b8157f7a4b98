import type { ComponentProps, ReactNode } from 'react'
import { clampPlaces, readDecimal } from '../lib/decimal-input'
import { classNames } from './class-names'
import { Input } from './input'

type NumberInputProps = Omit<ComponentProps<typeof Input>, 'value' | 'onChange' | 'type'> & {
  /** A decimal string, or the empty string; never a number. */
  readonly value: string
  readonly onValue: (value: string) => void
  /** Decimals that may be typed. */
  readonly places: number
  /** The unit behind the figure, such as USD. */
  readonly unit?: ReactNode
}

/** An amount, right aligned. Takes points and commas, pasted groups too; what is no amount is not typed. */
export const NumberInput = ({
  value,
  onValue,
  places,
  unit,
  after,
  className,
  ...rest
}: NumberInputProps) => (
  <Input
    autoComplete="off"
    {...rest}
    inputMode="decimal"
    value={value}
    onChange={(event) => {
      const read = readDecimal(event.target.value)
      if (read !== undefined) onValue(clampPlaces(read, places))
    }}
    className={classNames('text-right', unit !== undefined && 'pr-1.5', className)}
    after={
      <>
        {unit !== undefined && <span className="pr-3 text-13">{unit}</span>}
        {after}
      </>
    }
  />
)
