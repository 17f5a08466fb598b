/** How many examples a property is tried with: a third of those that `npm run long` has. */
export const runs = (full: number): number =>
  process.env['SOFTUMD_LONG'] === undefined ? Math.ceil(full / 3) : full;
