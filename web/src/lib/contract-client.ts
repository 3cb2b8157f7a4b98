import { type Client, createClient } from '@bourse/client/client'

/** The typed client of this origin's API; every answer is checked against its contract. */
export const contractClient = (accessToken: () => string | undefined): Client =>
  createClient({
    baseUrl: window.location.origin,
    transport: (request) => fetch(request),
    accessToken,
    validate: true,
  })
