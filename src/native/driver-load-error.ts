/** A driver that cannot be tested as it is. The message is one line that says what to do. */
export class DriverLoadError extends Error {
  override readonly name = 'DriverLoadError';
}
