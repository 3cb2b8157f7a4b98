/** What the API refused, said above the button. */
export const FormProblem = ({ text }: { readonly text: string | undefined }) => (
  <div role="alert" className="text-error empty:hidden">
    {text}
  </div>
)
