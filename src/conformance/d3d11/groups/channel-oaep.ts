import { oaepHashBytes } from '../../../crypto/index.js';
import { E_INVALIDARG } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { expectChannelLives } from '../helpers/channel-probe.js';
import { channelCertificate, channelHash, negotiateChannel, openChannel } from '../helpers/channels.js';
import type { OaepFlaw } from '../../framework/oaep-blocks.js';
import { flawedKeyBuffer, labelHashOf } from '../../framework/oaep-blocks.js';

/** Blocks that are masked and encrypted well, and wrong in one place: the group negotiate has all of these places. */
const flaws = {
  'first-byte': () => [({ firstByte }) => firstByte.fill(1)],
  label: (hash) => [
    ({ labelHash }) => {
      labelHash.set(labelHashOf(new TextEncoder().encode('session key'), hash));
    },
  ],
  'label-hash': (hash) =>
    Array.from({ length: oaepHashBytes(hash) }, (_, at): OaepFlaw => ({ labelHash }) => {
      labelHash[at]! ^= 1 << (at & 7);
    }),
  padding: () => [
    ({ padding }) => {
      padding[0] = 255;
    },
    ({ padding }) => {
      padding[padding.length - 1] = 2;
    },
  ],
  separator: () => [
    ({ separator }) => separator.fill(0),
    ({ separator }) => separator.fill(2),
    ({ separator, message }) => {
      separator.fill(0);
      message.fill(0);
    },
  ],
} as const satisfies Readonly<Record<string, (hash: ReturnType<typeof channelHash>) => readonly OaepFlaw[]>>;

/** Key buffers that only who opens them can tell from right ones. */
export const channelOaepTests: readonly TestDefinition<D3D11Case>[] = [
  test('oaep', { clauses: ['NAC-2', 'NAC-5'], decisions: ['D-01', 'D-03', 'D-14'] })
    .params({ flaw: Object.keys(flaws) as (keyof typeof flaws)[] })
    .run((t, { flaw: name }) => {
      const channel = openChannel(t);
      const hash = channelHash(t, channel);
      const { publicKey } = channelCertificate(t, channel).leaf;
      const what = `an OAEP block with a wrong ${name}`;
      for (const flaw of flaws[name](hash)) {
        const seed = t.random.bytes(oaepHashBytes(hash));
        const data = flawedKeyBuffer(publicKey, { message: t.random.bytes(16), seed, hash }, flaw);
        const code = negotiateChannel(t, channel, data);
        t.expectFailed(code, 'NAC-5', what);
        t.expectCode(code, [E_INVALIDARG], 'D-03', what);
      }
      expectChannelLives(t, channel, 'NAC-5', `the key before, after ${what}`);
    }),
];
