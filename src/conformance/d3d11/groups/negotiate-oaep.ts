import type { OaepHash } from '../../../crypto/index.js';
import { oaepHashBytes } from '../../../crypto/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { acceptedHash, certificateChain, expectRefused } from '../helpers/key-exchange.js';
import { expectKey, expectNoKey, keyedSession } from '../helpers/keys.js';
import type { OaepFlaw, OaepParts } from '../../framework/oaep-blocks.js';
import { flawedKeyBuffer, labelHashOf } from '../../framework/oaep-blocks.js';

/** A flaw, and how it reads in a message. */
interface NamedFlaw {
  readonly what: string;
  readonly flaw: OaepFlaw;
}

/**
 * Key buffers that only who opens them can tell from right ones: each is refused like every other (NCS-8, D-03), none of
 * their keys is installed, and the key before them stays (D-14).
 */
function expectAllRefused(t: D3D11Case, flawsFor: (hash: OaepHash) => readonly NamedFlaw[]): void {
  const { session, key } = keyedSession(t);
  const hash = acceptedHash(t, session);
  const flaws = flawsFor(hash);
  const { publicKey } = certificateChain(t, session.device).leaf;
  for (const { what, flaw } of flaws) {
    const message = t.random.bytes(16);
    const seed = t.random.bytes(oaepHashBytes(hash));
    expectRefused(t, session, flawedKeyBuffer(publicKey, { message, seed, hash }, flaw), what);
    if (flaws.length === 1) expectNoKey(t, session, message, 'NCS-7', `${what}: its key`);
  }
  expectKey(t, session, key, 'D-14', `the key before, after ${flaws.at(-1)!.what}`);
}

/** One bit flipped in each byte of a quarter of the label hash, not the same one in neighbours. */
function labelHashFlaws(hash: OaepHash, quarter: number): NamedFlaw[] {
  const bytes = oaepHashBytes(hash) / 4;
  return Array.from({ length: bytes }, (_, index) => {
    const at = quarter * bytes + index;
    return {
      what: `a label hash with a wrong bit in byte ${at}`,
      flaw: ({ labelHash }: OaepParts) => {
        labelHash[at]! ^= 1 << (at & 7);
      },
    };
  });
}

const labels = { nul: new Uint8Array(1), text: new TextEncoder().encode('session key') } as const;

const paddingPlaces = {
  first: () => 0,
  middle: ({ padding }: OaepParts) => padding.length >> 1,
  last: ({ padding }: OaepParts) => padding.length - 1,
} as const;

/** Where the separator is not where it belongs, and what stands there instead. */
const separatorFlaws = {
  none: [
    'no separator, zeros to the end',
    ({ separator, message }) => {
      separator.fill(0);
      message.fill(0);
    },
  ],
  zero: ['0 for the separator', ({ separator }) => separator.fill(0)],
  two: ['2 for the separator', ({ separator }) => separator.fill(2)],
  'first-key-first': [
    'the separator directly behind the label hash, the key behind it',
    ({ padding, separator, message }) => {
      const key = message.slice();
      padding.fill(3);
      padding[0] = 1;
      padding.set(key, 1);
      separator.fill(3);
      message.fill(3);
    },
  ],
  'first-key-last': [
    'a separator directly behind the label hash, and one before the key',
    ({ padding }) => {
      padding.fill(3);
      padding[0] = 1;
    },
  ],
  last: [
    'the separator in the last byte, no message',
    ({ separator, message }) => {
      separator.fill(0);
      message.fill(0);
      message[message.length - 1] = 1;
    },
  ],
} as const satisfies Record<string, readonly [string, OaepFlaw]>;

const basis = { clauses: ['NCS-5', 'NCS-7', 'NCS-8'], decisions: ['D-01', 'D-03', 'D-14'] } as const;

/** Blocks of EME-OAEP that are masked well and wrong in one place, made with the certificate's public key. */
export const oaepTests: readonly TestDefinition<D3D11Case>[] = [
  test('oaep-first-byte', basis)
    .params({ byte: [1, 64] })
    .run((t, { byte }) => {
      const flaw: OaepFlaw = ({ firstByte }) => firstByte.fill(byte);
      expectAllRefused(t, () => [{ what: `an OAEP block that begins with ${byte}`, flaw }]);
    }),
  test('oaep-label', basis)
    .params({ label: Object.keys(labels) as (keyof typeof labels)[] })
    .run((t, { label }) => {
      const what = `an OAEP block with a label of ${labels[label].length} bytes`;
      expectAllRefused(t, (hash) => [
        {
          what,
          flaw: ({ labelHash }) => {
            labelHash.set(labelHashOf(labels[label], hash));
          },
        },
      ]);
    }),
  test('oaep-label-hash', basis)
    .params({ quarter: [1, 2, 3, 4] })
    .run((t, { quarter }) => {
      expectAllRefused(t, (hash) => labelHashFlaws(hash, quarter - 1));
    }),
  test('oaep-padding', basis)
    .params({ place: Object.keys(paddingPlaces) as (keyof typeof paddingPlaces)[], byte: [1, 255] })
    .run((t, { place, byte }) => {
      const flaw: OaepFlaw = (parts) => {
        parts.padding[paddingPlaces[place](parts)] = byte;
      };
      expectAllRefused(t, () => [{ what: `${byte} for the ${place} zero of an OAEP block`, flaw }]);
    }),
  test('oaep-separator', basis)
    .params({ place: Object.keys(separatorFlaws) as (keyof typeof separatorFlaws)[] })
    .run((t, { place }) => {
      const [what, flaw] = separatorFlaws[place];
      expectAllRefused(t, () => [{ what, flaw }]);
    }),
];
