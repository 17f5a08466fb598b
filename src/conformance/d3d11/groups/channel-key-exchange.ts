import { failed, NULL } from '../../../abi/index.js';
import { oaepHashBytes, opensslEngine, rsaesOaepEncrypt } from '../../../crypto/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../../../ddi/index.js';
import { wrapSessionKey } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { signed, sendCommand } from '../helpers/channel-messages.js';
import {
  expectChannelLives,
  expectMessageRefused,
  messageBytes,
  messageKinds,
  nextNumber,
  sendMessage,
} from '../helpers/channel-probe.js';
import type { OpenChannel, TestChannel } from '../helpers/channels.js';
import {
  channelCertificate,
  channelHash,
  createChannel,
  initializeBytes,
  initializeChannel,
  keyChannel,
  negotiateChannel,
  openChannel,
  wrapChannelKey,
} from '../helpers/channels.js';
import { channelOaepTests } from './channel-oaep.js';

/** A key buffer of a message of any length, which wrapSessionKey would not make. */
function wrapMessage(t: D3D11Case, channel: TestChannel, message: Uint8Array): Uint8Array {
  const hash = channelHash(t, channel);
  const { publicKey } = channelCertificate(t, channel).leaf;
  return rsaesOaepEncrypt(opensslEngine(), publicKey, message, t.random.bytes(oaepHashBytes(hash)), hash);
}

/** A key buffer that must not install a key: refused, with the one code there is (D-03). */
function expectRefused(t: D3D11Case, channel: TestChannel, data: Uint8Array, what: string): void {
  const code = negotiateChannel(t, channel, data);
  t.expectFailed(code, 'NAC-5', what);
  t.expectCode(code, [E_INVALIDARG], 'D-03', what);
}

/** Refused on a channel without a key, whose key it would be afterwards; and on one with a key, which stays (D-14). */
function expectNotInstalled(
  t: D3D11Case,
  data: (channel: TestChannel, key: Uint8Array) => Uint8Array,
  what: string,
): void {
  const open = openChannel(t);
  const fresh = createChannel(t, open.device);
  const key = t.random.bytes(16);
  expectRefused(t, fresh, data(fresh, key), what);
  const asKeyed: OpenChannel = { ...fresh, key, queryNumber: 1, commandNumber: 1 };
  const { code } = sendCommand(t, fresh, initializeBytes(t, asKeyed));
  t.expectFailed(code, 'NAC-5', `${what}: INITIALIZE under its key`);
  expectRefused(t, open, data(open, key), `${what}, on a channel with a key`);
  expectChannelLives(t, open, 'NAC-5', `the key before ${what}`);
}

const numberOf = (block: Uint8Array) => BigInt(`0x${Buffer.from(block).toString('hex')}`);
const blockOf = (value: bigint) => new Uint8Array(Buffer.from(value.toString(16).padStart(512, '0'), 'hex'));

function modulusOf(t: D3D11Case, channel: TestChannel): bigint {
  const { n = '' } = channelCertificate(t, channel).leaf.publicKey.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}

/** Wraps one key with new seeds until the block is as wished. */
function searchBlock(
  t: D3D11Case,
  channel: TestChannel,
  key: Uint8Array,
  wished: (block: Uint8Array) => boolean,
): Uint8Array {
  const { leaf } = channelCertificate(t, channel);
  const hash = channelHash(t, channel);
  for (let attempt = 0; attempt < 4096; attempt += 1) {
    const block = wrapSessionKey(leaf, key, { random: t.random, hash });
    if (wished(block)) return block;
  }
  return t.skip("the driver's key gave no key buffer of the wanted form in 4096 attempts");
}

/** Bits of the first bytes and the last, on both sides of the middle, and between. */
const flippedBits = [0, 1, 7, 8, 1023, 1024, 1777, 2047] as const;

/** NegotiateAuthenticatedChannelKeyExchange. */
export const channelKeyExchangeGroup = group(
  'channel-key-exchange',
  'the key that signs a channel’s messages',
  d3d11,
  [
    test('right-key', { clauses: ['NAC-4', 'NAC-2'], decisions: ['D-01', 'D-02'] })
      .params({ round: [1, 2, 3] })
      .run((t) => {
        expectChannelLives(t, openChannel(t), 'NAC-4', 'the negotiated key');
      }),
    test('extreme-key', { clauses: ['NAC-4'] })
      .params({ byte: [0, 255] })
      .run((t, { byte }) => {
        const key = new Uint8Array(16).fill(byte);
        const channel = initializeChannel(t, keyChannel(t, createChannel(t, t.device()), key));
        expectChannelLives(t, channel, 'NAC-4', `a key of 16 times ${byte}`);
      }),
    test('channels-apart', { clauses: ['NAC-4', 'CFG-3'] }).run((t) => {
      const device = t.device();
      const [first, second] = [openChannel(t, device), openChannel(t, device)];
      expectChannelLives(t, first, 'NAC-4', 'the first channel');
      expectChannelLives(t, second, 'NAC-4', 'the second channel');
      const wrong = signed(t, second.key, messageBytes(t, first, 'command'));
      expectMessageRefused(t, first, 'command', wrong, { must: 'CFG-3' }, "under the second channel's key");
    }),
    test('before-key', { clauses: ['NAC-4'], decisions: ['D-10', 'D-14'] })
      .params({ kind: messageKinds })
      .run((t, { kind }) => {
        const fresh = createChannel(t, t.device());
        const asKeyed: OpenChannel = { ...fresh, key: new Uint8Array(16), queryNumber: 7, commandNumber: 7 };
        const { code, output } = sendMessage(t, fresh, kind, messageBytes(t, asKeyed, kind));
        t.expectCode(code, [E_INVALIDARG], 'D-10', `a ${kind} before the key`);
        expectUntouched(t, output, 'D-14', `a ${kind} before the key`);
        expectChannelLives(
          t,
          initializeChannel(t, keyChannel(t, fresh)),
          'NAC-4',
          'the channel with its key',
        );
      }),
    test('wrong-size', { clauses: ['NAC-5'], decisions: ['D-03', 'D-14'] })
      .params({ bytes: [0, 1, 16, 255, 257, 512] })
      .run((t, { bytes }) => {
        const cut = (channel: TestChannel, key: Uint8Array) => {
          const data = new Uint8Array(bytes);
          data.set(wrapChannelKey(t, channel, key).subarray(0, bytes));
          return data;
        };
        expectNotInstalled(t, cut, `DataSize ${bytes}`);
      }),
    test('dropped-zero-byte', { clauses: ['NAC-5'], decisions: ['D-01', 'D-03'] }).run((t) => {
      const drop = (channel: TestChannel, key: Uint8Array) =>
        searchBlock(t, channel, key, (block) => block[0] === 0).subarray(1);
      expectNotInstalled(t, drop, '255 bytes, the same number as the right 256');
    }),
    test('leading-zero-byte', { clauses: ['NAC-4'], decisions: ['D-01'] }).run((t) => {
      const channel = createChannel(t, t.device());
      const key = t.random.bytes(16);
      const block = searchBlock(t, channel, key, ([first]) => first === 0);
      t.expectCode(negotiateChannel(t, channel, block), [S_OK], 'D-01', 'a key buffer that begins with 0');
      const open = initializeChannel(t, { ...channel, key });
      expectChannelLives(t, open, 'NAC-4', 'a key buffer that begins with 0');
    }),
    test('oaep-hash', { clauses: ['NAC-2'], decisions: ['D-01'] })
      .params({ hash: ['sha1', 'sha256', 'sha512'] })
      .run((t, { hash }) => {
        if (hash === t.setting('oaepHash'))
          t.skip('the driver takes key buffers with the OAEP hash of this case');
        const channel = createChannel(t, t.device());
        const { leaf } = channelCertificate(t, channel);
        const data = wrapSessionKey(leaf, t.random.bytes(16), { random: t.random, hash });
        t.expectCode(negotiateChannel(t, channel, data), [E_INVALIDARG], 'D-01', `OAEP with ${hash}`);
      }),
    test('wrong-key-length', { clauses: ['NAC-5'], decisions: ['D-02', 'D-03', 'D-14'] })
      .params({ bytes: [0, 15, 17, 24, 32] })
      .run((t, { bytes }) => {
        const message = (channel: TestChannel, key: Uint8Array) => {
          const longer = new Uint8Array(bytes);
          longer.set(key.subarray(0, bytes));
          return wrapMessage(t, channel, longer);
        };
        expectNotInstalled(t, message, `a key of ${bytes} bytes`);
      }),
    test('opm-plaintext', { clauses: ['NAC-2', 'NAC-5'], decisions: ['D-02', 'D-03'] })
      .params({ key: ['first', 'behind-random-number'] })
      .run((t, { key: place }) => {
        const message = (channel: TestChannel, key: Uint8Array) => {
          const random = t.random.bytes(24);
          const parts =
            place === 'first' ? [key, random] : [random.subarray(0, 16), key, random.subarray(16)];
          return wrapMessage(t, channel, new Uint8Array(Buffer.concat(parts)));
        };
        expectNotInstalled(t, message, "OPM's 40 bytes");
      }),
    ...channelOaepTests,
    test('bit-flip', { clauses: ['NAC-5'], decisions: ['D-03'] })
      .params({ bit: flippedBits })
      .run((t, { bit }) => {
        const flip = (channel: TestChannel, key: Uint8Array) => {
          const data = wrapChannelKey(t, channel, key);
          data[bit >> 3]! ^= 0x80 >> (bit & 7);
          return data;
        };
        expectNotInstalled(t, flip, `bit ${bit} of the key buffer flipped`);
      }),
    test('not-below-modulus', { clauses: ['NAC-5'], decisions: ['D-03'] })
      .params({ value: ['modulus', 'all-ones', 'block-plus-modulus'] })
      .run((t, { value }) => {
        const data = (channel: TestChannel, key: Uint8Array) => {
          const modulus = modulusOf(t, channel);
          if (value === 'modulus') return blockOf(modulus);
          if (value === 'all-ones') return new Uint8Array(256).fill(255);
          const room = (1n << 2048n) - modulus;
          return blockOf(numberOf(searchBlock(t, channel, key, (block) => numberOf(block) < room)) + modulus);
        };
        expectNotInstalled(t, data, value);
      }),
    test('unencrypted-key', { clauses: ['NAC-5'], decisions: ['D-03'] })
      .params({ place: ['first', 'last'] })
      .run((t, { place }) => {
        const plain = (_: TestChannel, key: Uint8Array) => {
          const data = new Uint8Array(256);
          data.set(key, place === 'first' ? 0 : 240);
          return data;
        };
        expectNotInstalled(t, plain, 'a key buffer that is not encrypted');
      }),
    test('null-data', { clauses: ['NAC-5'], decisions: ['D-13'], hostile: true }).run((t) => {
      const { device, handle } = createChannel(t, t.device());
      const call = t.video(device, 'pfnNegotiateAuthenticatedChannelKeyExchange');
      t.expectCode(call(device.hDevice, handle, 256, NULL), [E_INVALIDARG], 'D-13', 'pData NULL');
    }),
    test('buffer-untouched', { clauses: ['NAC-2'] }).run((t) => {
      const channel = createChannel(t, t.device());
      const { device, handle } = channel;
      const data = wrapChannelKey(t, channel, t.random.bytes(16));
      const place = t.place(data, 'BYTE: pData');
      const call = t.video(device, 'pfnNegotiateAuthenticatedChannelKeyExchange');
      t.expectCode(call(device.hDevice, handle, 256, place), [S_OK], 'NAC-2', 'a right key buffer');
      t.expectBytes(t.memory.copyOut(place, 256), data, 'NAC-2', 'pData, which RSAES-OAEP has no answer for');
    }),
    test('renegotiate', { clauses: ['NAC-4'], decisions: ['D-04', 'D-33'] }).run((t) => {
      const channel = openChannel(t);
      expectChannelLives(t, channel, 'NAC-4', 'the first key');
      const key = t.random.bytes(16);
      const code = negotiateChannel(t, channel, wrapChannelKey(t, channel, key));
      const replaces = t.setting('renegotiation') === 'replace';
      t.expectCode(code, [replaces ? S_OK : E_INVALIDARG], 'D-04', 'a second negotiation');
      const [now, gone] = failed(code) ? [channel.key, key] : [key, channel.key];
      const after: OpenChannel = { ...channel, key: now };
      const number = nextNumber(after, 'command');
      const wrong = signed(t, gone, messageBytes(t, after, 'command', { number }));
      const { code: refused } = sendCommand(t, after, wrong);
      t.expectFailed(
        refused,
        'D-04',
        'a command under the key that is not in use, after a second negotiation',
      );
      expectChannelLives(t, after, 'NAC-4', 'the counters, after a second negotiation');
    }),
    test('out-of-memory', { clauses: ['NAC-5'], decisions: ['D-14'], needs: ['control'] }).run((t) => {
      const channel = createChannel(t, t.device());
      const key = t.random.bytes(16);
      const data = wrapChannelKey(t, channel, key);
      t.driver.control.failAllocation(1);
      const code = negotiateChannel(t, channel, data);
      t.driver.control.failAllocation(0);
      if (failed(code)) t.expectCode(code, [E_OUTOFMEMORY], 'NAC-5', 'no memory');
      const keyed = failed(code) ? keyChannel(t, channel) : { ...channel, key };
      expectChannelLives(t, initializeChannel(t, keyed), 'NAC-4', 'after memory came back');
    }),
  ],
);
