/** Start messages of OPM semantics that only who opens them can tell from right ones. */
import type { OaepHash } from '../../../crypto/index.js';
import { oaepHashBytes, opensslEngine, rsaesOaepEncrypt } from '../../../crypto/index.js';
import type { OaepFlaw } from '../../framework/oaep-blocks.js';
import { flawedKeyBuffer, labelHashOf } from '../../framework/oaep-blocks.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { leafKey } from '../helpers/certificate.js';
import type { ReadyOutput } from '../helpers/handshake.js';
import { expectStartRefused, payloadBytes, readyOutput, start, startPayload } from '../helpers/handshake.js';
import { expectLives } from '../helpers/levels.js';

/** A right payload in a block that is wrong in one place. */
function flawed(t: OpmCase, output: ReadyOutput, flaw: OaepFlaw): Uint8Array {
  const message = payloadBytes(startPayload(t, output));
  const seed = t.random.bytes(oaepHashBytes('sha512'));
  return flawedKeyBuffer(leafKey(t, 'OPM'), { message, seed, hash: 'sha512' }, flaw);
}

const turn = (part: Uint8Array, at: number) => {
  part[at]! ^= 1 << (at & 7);
};

/** Blocks that are wrong in one place each, under the names that case ids have. */
const flaws = {
  'first-byte': [
    ({ firstByte }) => {
      turn(firstByte, 0);
    },
  ],
  'label-hash': Array.from({ length: 64 }, (_, at): OaepFlaw => ({ labelHash }) => {
    turn(labelHash, at);
  }),
  'label-of-one-zero': [
    ({ labelHash }) => {
      labelHash.set(labelHashOf(new Uint8Array(1), 'sha512'));
    },
  ],
  'padding-first': [
    ({ padding }) => {
      turn(padding, 0);
    },
  ],
  'padding-last': [
    ({ padding }) => {
      turn(padding, padding.length - 1);
    },
  ],
  'separator-missing': [({ separator }) => separator.fill(0)],
  'separator-2': [({ separator }) => separator.fill(2)],
} as const satisfies Readonly<Record<string, readonly OaepFlaw[]>>;

/** Hashes that OAEP has elsewhere (D-01). */
const otherHashes: readonly OaepHash[] = ['sha1', 'sha256'];

export const oaepTests: readonly TestDefinition<OpmCase>[] = [
  test('other-hash', { clauses: ['OPM-9', 'OPM-6'], decisions: ['D-01', 'D-14'] })
    .params({ hash: otherHashes })
    .run((t: OpmCase, { hash }) => {
      const output = readyOutput(t);
      const message = payloadBytes(startPayload(t, output));
      const seed = t.random.bytes(oaepHashBytes(hash));
      const bytes = rsaesOaepEncrypt(opensslEngine(), leafKey(t, 'OPM'), message, seed, hash);
      expectStartRefused(t, output, bytes, `OAEP with ${hash}`);
      expectLives(t, start(t, output), 'D-14', `after OAEP with ${hash}`);
    }),
  test('flawed-block', { clauses: ['OPM-9', 'OPM-8'], decisions: ['D-01', 'D-03', 'D-14'] })
    .params({ flaw: Object.keys(flaws) as (keyof typeof flaws)[] })
    .run((t: OpmCase, { flaw: name }) => {
      const output = readyOutput(t);
      for (const flaw of flaws[name])
        expectStartRefused(t, output, flawed(t, output, flaw), `a block that is wrong inside: ${name}`);
      expectLives(t, start(t, output), 'D-14', `after a block that is wrong inside: ${name}`);
    }),
];
