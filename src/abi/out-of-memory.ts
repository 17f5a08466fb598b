/** The shared process has no memory left for what a caller of a driver itself needs. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';
}
