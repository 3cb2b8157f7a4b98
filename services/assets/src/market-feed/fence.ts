/** Orders the writers of the boards: a newer choice of the source first, then a newer lease. */
export const fenceOf = (generation: bigint, epoch: bigint): bigint => generation * EPOCHS + epoch

const EPOCHS = 10n ** 12n
