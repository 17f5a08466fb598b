/** Bytes and a declaration do not fit. `path` is structure and member, outermost first. */
export class LayoutError extends TypeError {
  override readonly name = 'LayoutError';
  constructor(
    readonly path: readonly string[],
    readonly expected: string,
    readonly received: string,
  ) {
    super(`${path.join('.') || 'value'}: expected ${expected}, received ${received}`);
  }
}
