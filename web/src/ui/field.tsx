import { createContext, type ReactNode, use, useId } from 'react'

interface FieldWiring {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

const Wiring = createContext<FieldWiring | null>(null)

interface FieldProps {
  readonly label: ReactNode
  /** Shown while there is no error. */
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** At the right of the label: a link or what the value amounts to. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** A labelled control with its hint or error; Input, NumberInput and Select inside take its wiring. */
export const Field = ({ label, hint, error, aside, children }: FieldProps) => {
  const id = useId()
  const hasNote = error !== undefined || hint !== undefined
  const wiring: FieldWiring = {
    id,
    'aria-describedby': hasNote ? `${id}-note` : undefined,
    'aria-invalid': error === undefined ? undefined : true,
  }
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1.5">
      <div className="flex min-h-4 items-center justify-between gap-3 text-12 text-fg-2">
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      <Wiring value={wiring}>{children}</Wiring>
      {hasNote && (
        <div
          id={`${id}-note`}
          role={error === undefined ? undefined : 'alert'}
          className={error === undefined ? 'text-12 text-fg-2' : 'text-12 text-error'}
        >
          {error ?? hint}
        </div>
      )}
    </div>
  )
}

/** The id and aria attributes that a control inside a Field carries. */
export const useFieldWiring = (): Partial<FieldWiring> => use(Wiring) ?? {}
