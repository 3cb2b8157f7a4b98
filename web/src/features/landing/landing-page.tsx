import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useSession } from '../../lib/app-services'
import { boardQuery } from '../../lib/board-query'
import { Brand } from '../../ui/brand'
import { ButtonLink } from '../../ui/button'
import { DemoButton } from '../../ui/demo-button'
import { Claims } from './claims'
import { Facts } from './facts'
import { MarketBoard } from './market-board'
import { RunIt } from './run-it'

/** What this is, with the platform's own market beside it. */
export const LandingPage = () => (
  <div className="mx-auto max-w-[1440px]">
    <title>Bourse: run your own trading platform</title>
    <a
      href="#main"
      className="fixed top-2 left-2 z-50 -translate-y-20 rounded-2 bg-surface-3 px-3 py-2 text-fg-0 shadow-overlay focus:translate-y-0"
    >
      Skip to content
    </a>
    <Header />
    <main id="main">
      <div className="grid lg:grid-cols-[minmax(0,1fr)_minmax(0,752px)]">
        <Pitch />
        <MarketBoard />
      </div>
      <Claims />
      <RunIt />
    </main>
    <Footer />
  </div>
)

const Header = () => (
  <header className="flex h-14 items-center gap-2 border-b px-gutter sm:h-16 sm:gap-10 sm:px-8">
    <Link to="/" aria-label="Bourse, start page" className="[&>span]:text-[17px]">
      <Brand />
    </Link>
    <nav aria-label="This site" className="hidden gap-6 md:flex">
      <Link to="/markets" className="hover:text-fg-0">
        Markets
      </Link>
      <a href="#what" className="hover:text-fg-0">
        What it does
      </a>
      <a href="#run" className="hover:text-fg-0">
        Run it
      </a>
      <a href="/docs" className="hover:text-fg-0">
        API
      </a>
    </nav>
    <div className="ml-auto flex gap-1 sm:gap-2">
      <WayIn />
    </div>
  </header>
)

const WayIn = () => {
  if (useSession().kind === 'signed-in') {
    return (
      <ButtonLink to="/dashboard" variant="primary">
        Open dashboard
      </ButtonLink>
    )
  }
  return (
    <>
      <ButtonLink to="/login" variant="quiet">
        Log in
      </ButtonLink>
      <ButtonLink to="/register" variant="primary">
        Create account
      </ButtonLink>
    </>
  )
}

const Pitch = () => {
  const { data: board } = useQuery(boardQuery())
  return (
    <section
      aria-label="What this is"
      className="flex flex-col items-start px-gutter pt-10 pb-6 sm:pt-[84px] sm:pr-10 sm:pb-7 sm:pl-8"
    >
      <h1 className="-ml-px text-[44px] leading-[46px] font-medium tracking-[-0.03em] text-balance text-fg-0 sm:text-[52px] sm:leading-[54px] xl:text-[68px] xl:leading-[68px]">
        Run your own trading platform.
      </h1>
      <p className="mt-[18px] mb-6 max-w-[33em] text-16 leading-[25px] text-pretty sm:mt-7 sm:mb-8 sm:text-[17px] sm:leading-7">
        Bourse lets people deposit, trade {board ? `${board.length} ` : ''}crypto assets, follow a
        portfolio and withdraw. You host it: one command on a laptop, split into services when it
        grows.
      </p>
      <div className="mb-3.5 flex w-full flex-wrap gap-2.5 [&>*]:h-12 [&>*]:px-5 [&>*]:text-15 max-sm:[&>*]:flex-1 sm:[&>*]:h-11">
        <DemoButton variant="primary" />
        <ButtonLink to="/register">Create account</ButtonLink>
        <ButtonLink to="/markets" variant="quiet">
          See the markets
        </ButtonLink>
      </div>
      <Facts />
    </section>
  )
}

const Footer = () => (
  <footer className="flex flex-wrap gap-x-6 gap-y-2 border-t px-gutter pt-5 pb-7 text-12 text-fg-2 sm:px-8">
    <span>Bourse {__APP_VERSION__}</span>
    <a href="/docs" className="hover:text-fg-0">
      Documentation
    </a>
    <a href="/openapi.json" className="hover:text-fg-0">
      OpenAPI
    </a>
    <a href="/notices.txt" className="hover:text-fg-0">
      Licences and notices
    </a>
    <span className="sm:ml-auto">Nothing here is an offer of financial services.</span>
  </footer>
)
