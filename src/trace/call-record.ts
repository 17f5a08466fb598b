/** One call: what went in, as it was at that moment, and what came back. */
export interface CallRecord {
  returned(result: unknown): void;
  threw(error: unknown): void;
  /** The call reported an error through pfnSetErrorCb (ERR-1). */
  reportedError?(): void;
  text(): string;
}

/** What was thrown, as its line has it. */
export const nameOf = (error: unknown) => (error instanceof Error ? error.name : String(error));
