/**
 * The page that a bounded read gives: the first `limit` rows that match, and the row that the next
 * page starts behind: the last one shown, or the last one read when the rest did not match.
 */
export const cutPage = <Row>(
  read: readonly Row[],
  cut: { matches: (row: Row) => boolean; limit: number; more: boolean },
): { rows: readonly Row[]; end: Row | undefined } => {
  const matching = read.filter(cut.matches)
  const rows = matching.slice(0, cut.limit)
  if (matching.length > rows.length) return { rows, end: rows.at(-1) }
  return { rows, end: cut.more ? read.at(-1) : undefined }
}
