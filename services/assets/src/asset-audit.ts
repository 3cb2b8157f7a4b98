/** What happened to an asset, for the audit trail. `actorId` is null when the platform itself acted. */
export interface AssetAuditEvent {
  readonly action: 'asset_halted' | 'asset_resumed' | 'asset_unknown_to_feed'
  readonly outcome: 'ok'
  readonly actorId: string | null
  /** The symbol. */
  readonly subjectId: string
  readonly ip: string | null
  readonly detail: string
}

/** Keeps an event durably. @throws when it could not */
export type AuditAsset = (event: AssetAuditEvent) => Promise<void>
