import { describe, expect, it } from '@jest/globals';
import { engines } from '../../crypto/engines.js';
import { lookForKey, ONE_COPY, present } from '../../crypto/key-in-memory.js';
import { whyUnreadable } from '../../support/process-memory.js';

const missing = whyUnreadable();
const maybe = missing === undefined ? it : it.skip;
const reason = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.each(engines)('the memory of a process with a driver on $name', ({ name }) => {
  maybe(
    `holds a session key once while the session lives, and nothing of it afterwards (DCS-2)${reason}`,
    async () => {
      const { living, afterwards } = await lookForKey(new URL('key-holder.mjs', import.meta.url), name);
      expect(present(living)).toEqual(ONE_COPY);
      expect(present(afterwards)).toEqual({});
    },
    60_000,
  );
});
