/** What `@jest/globals` is to a test file and to the helpers that it imports. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } =
  globalThis[Symbol.for('@jest/globals')];
