import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { returnPath } from '../../lib/return-to'
import { Brand } from '../../ui/brand'
import { tabClass } from '../../ui/tabs-look'
import { LedgerExample } from './ledger-example'
import { LoginForm } from './login-form'
import { RegisterForm } from './register-form'
import { ResetForm } from './reset-form'

const login = getRouteApi('/login')
const register = getRouteApi('/register')

export const LoginPage = () => {
  const { return_to } = login.useSearch()
  const done = useGoOn(return_to)
  return (
    <AuthFrame title="Log in" tabs={<AuthTabs returnTo={return_to} />}>
      <LoginForm note={return_to && `Log in to go on to ${placeOf(return_to)}.`} onDone={done} />
    </AuthFrame>
  )
}

export const RegisterPage = () => {
  const { return_to } = register.useSearch()
  const done = useGoOn(return_to)
  return (
    <AuthFrame title="Create account" tabs={<AuthTabs returnTo={return_to} />}>
      <RegisterForm onDone={done} />
    </AuthFrame>
  )
}

export const ResetPage = () => {
  const navigate = useNavigate()
  return (
    <AuthFrame
      title="New password"
      tabs={<h1 className="text-20 font-semibold text-fg-0">Set a new password</h1>}
    >
      <ResetForm onDone={() => void navigate({ to: '/login' })} />
    </AuthFrame>
  )
}

interface AuthFrameProps {
  readonly title: string
  readonly tabs: ReactNode
  readonly children: ReactNode
}

/** The form on one side, what it is about on the other. */
const AuthFrame = ({ title, tabs, children }: AuthFrameProps) => (
  <div className="min-h-dvh md:grid md:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
    <title>{`${title} · Bourse`}</title>
    <div className="flex flex-col md:min-h-dvh">
      <header className="flex h-[52px] items-center justify-between px-gutter sm:h-16 sm:px-8">
        <Link to="/" aria-label="Bourse, start page">
          <Brand />
        </Link>
        <Link to="/markets" className="link">
          Markets
        </Link>
      </header>
      <main className="m-auto grid w-full max-w-[432px] gap-5 px-4 py-2 max-md:pb-8">
        {tabs}
        {children}
      </main>
      <footer className="hidden h-12 items-center justify-between px-8 text-12 text-fg-2 md:flex">
        <a href="/docs" className="hover:text-fg-0">
          API
        </a>
        <span>Version {__APP_VERSION__}</span>
      </footer>
    </div>
    <LedgerExample />
  </div>
)

const AuthTabs = ({ returnTo }: { readonly returnTo: string | undefined }) => {
  const search = returnTo === undefined ? {} : { return_to: returnTo }
  return (
    <nav
      aria-label="Create an account or log in"
      className="flex gap-6 border-b [&_a]:h-11 [&_a]:text-15"
    >
      <h1 className="sr-only">Your account</h1>
      <Link
        to="/register"
        search={search}
        activeProps={{ 'aria-current': 'page' }}
        className={tabClass}
      >
        Create account
      </Link>
      <Link
        to="/login"
        search={search}
        activeProps={{ 'aria-current': 'page' }}
        className={tabClass}
      >
        Log in
      </Link>
    </nav>
  )
}

/** To where one came from, or the dashboard. */
const useGoOn = (returnTo: string | undefined) => {
  const router = useRouter()
  return () => void router.navigate({ href: returnPath(returnTo), replace: true })
}

/** The first words of a path as people would say it: /trade/BTC is "trade BTC". */
const placeOf = (path: string): string =>
  returnPath(path).split(/[?#]/)[0]?.split('/').filter(Boolean).join(' ') || 'the start page'
