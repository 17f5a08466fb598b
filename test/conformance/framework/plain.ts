import type { Fixture } from '../../../src/conformance/index.js';
import { Case } from '../../../src/conformance/index.js';

/** A fixture that opens nothing: for tests of what is around cases. */
export const plain: Fixture = { name: 'plain', create: (setup) => new Case(setup) };
