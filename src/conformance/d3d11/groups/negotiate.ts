import { oaepHashBytes, opensslEngine, rsaesOaepEncrypt } from '../../../crypto/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../../../ddi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import { wrapSessionKey } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';
import {
  acceptedHash,
  certificateChain,
  expectRefused,
  negotiate,
  negotiateBytes,
  renegotiate,
  wrapKey,
} from '../helpers/key-exchange.js';
import { expectKey, expectNoKey, keyWorks, keyedSession } from '../helpers/keys.js';
import { oaepTests } from './negotiate-oaep.js';
import { keyedSessionTests } from './keyed-sessions.js';

/** A key buffer of a message of any length, which wrapSessionKey would not make. */
function wrapMessage(t: D3D11Case, session: TestSession, message: Uint8Array): Uint8Array {
  const hash = acceptedHash(t, session);
  const { publicKey } = certificateChain(t, session.device).leaf;
  const seed = t.random.bytes(oaepHashBytes(hash));
  return rsaesOaepEncrypt(opensslEngine(), publicKey, message, seed, hash);
}

/** Wraps one key with new seeds until the block is as wished. One block in 256 begins with a zero byte. */
function searchBlock(
  t: D3D11Case,
  session: TestSession,
  key: Uint8Array,
  wished: (block: Uint8Array) => boolean,
): Uint8Array {
  const { leaf } = certificateChain(t, session.device);
  const hash = acceptedHash(t, session);
  for (let attempt = 0; attempt < 4096; attempt += 1) {
    const block = wrapSessionKey(leaf, key, { random: t.random, hash });
    if (wished(block)) return block;
  }
  return t.skip('no key buffer of the wanted form was found in 4096 attempts');
}

function modulusOf(t: D3D11Case, session: TestSession): bigint {
  const { n = '' } = certificateChain(t, session.device).leaf.publicKey.export({ format: 'jwk' });
  return BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
}

const numberOf = (block: Uint8Array) => BigInt(`0x${Buffer.from(block).toString('hex')}`);
const blockOf = (value: bigint) => new Uint8Array(Buffer.from(value.toString(16).padStart(512, '0'), 'hex'));

/** The key that a refused buffer would have installed does not work afterwards. */
function expectNotInstalled(
  t: D3D11Case,
  data: (session: TestSession, key: Uint8Array) => Uint8Array,
  what: string,
) {
  const session = createSession(t, t.device());
  const key = t.random.bytes(16);
  expectRefused(t, session, data(session, key), what);
  expectNoKey(t, session, key, 'NCS-7', what);
}

/** Bits of the first bytes and the last, on both sides of the middle, and between. */
const flippedBits = [0, 1, 7, 8, 511, 1023, 1024, 1777, 2040, 2047] as const;

/** NegotiateCryptoSessionKeyExchange. */
export const negotiateGroup = group(
  'negotiate',
  'NegotiateCryptoSessionKeyExchange: installing a session key',
  d3d11,
  [
    test('right-key', { clauses: ['NCS-1', 'NCS-2', 'NCS-5', 'NCS-6', 'CCS-7', 'GC-3'], decisions: ['D-01'] })
      .params({ round: [1, 2, 3] })
      .run((t) => {
        const { session, key } = keyedSession(t);
        expectKey(t, session, key, 'NCS-1', 'the negotiated key');
      }),
    test('sessions-apart', { clauses: ['NCS-1', 'NCS-6'] }).run((t) => {
      const { device, session, key } = keyedSession(t);
      const other = createSession(t, device);
      const otherKey = negotiate(t, other);
      // Not a step that can be left out: without a blt to see both keys by, there is nothing to judge.
      t.expect(keyWorks(t, session, key), 'NCS-1', 'the first session: expected its key to be in use');
      expectKey(t, other, otherKey, 'NCS-1', 'the second session');
      expectNoKey(t, other, key, 'NCS-1', "the first session's key on the second");
    }),
    test('extreme-key', { clauses: ['NCS-1', 'NCS-6'] })
      .params({ byte: [0, 255] })
      .run((t, { byte }) => {
        const session = createSession(t, t.device());
        const key = negotiate(t, session, new Uint8Array(16).fill(byte));
        expectKey(t, session, key, 'NCS-6', `a key of 16 times ${byte}`);
      }),
    test('wrong-size', { clauses: ['NCS-2', 'NCS-7', 'NCS-8'], decisions: ['D-03'] })
      .params({ bytes: [0, 1, 16, 255, 257, 512] })
      .run((t, { bytes }) => {
        const cut = (session: TestSession, key: Uint8Array) => {
          const data = new Uint8Array(bytes);
          data.set(wrapKey(t, session, key).subarray(0, bytes));
          return data;
        };
        expectNotInstalled(t, cut, `DataSize ${bytes}`);
      }),
    test('dropped-zero-byte', { clauses: ['NCS-2', 'NCS-8'], decisions: ['D-01', 'D-03'] }).run((t) => {
      const drop = (session: TestSession, key: Uint8Array) =>
        searchBlock(t, session, key, (block) => block[0] === 0).subarray(1);
      expectNotInstalled(t, drop, '255 bytes, the same number as the right 256');
    }),
    test('leading-zero-byte', { clauses: ['NCS-1', 'NCS-2'] }).run((t) => {
      const session = createSession(t, t.device());
      const key = t.random.bytes(16);
      const block = searchBlock(t, session, key, ([first]) => first === 0);
      t.expectCode(negotiateBytes(t, session, block), [S_OK], 'NCS-1', 'a key buffer that begins with 0');
      expectKey(t, session, key, 'NCS-1', 'a key buffer that begins with 0');
    }),
    test('oaep-hash', { clauses: ['NCS-5'], decisions: ['D-01', 'D-03'] })
      .params({ hash: ['sha1', 'sha256', 'sha512'] })
      .run((t, { hash }) => {
        if (hash === t.setting('oaepHash'))
          t.skip('the driver takes key buffers with the OAEP hash of this case');
        const session = createSession(t, t.device());
        const { leaf } = certificateChain(t, session.device);
        const code = negotiateBytes(
          t,
          session,
          wrapSessionKey(leaf, t.random.bytes(16), { random: t.random, hash }),
        );
        t.expectCode(code, [E_INVALIDARG], 'D-01', `OAEP with ${hash}`);
      }),
    test('wrong-key-length', { clauses: ['NCS-6', 'NCS-8'], decisions: ['D-02', 'D-03'] })
      .params({ bytes: [0, 15, 17, 24, 32] })
      .run((t, { bytes }) => {
        const message = (session: TestSession, key: Uint8Array) => {
          const longer = new Uint8Array(bytes);
          longer.set(key.subarray(0, bytes));
          return wrapMessage(t, session, longer);
        };
        expectNotInstalled(t, message, `a key of ${bytes} bytes`);
      }),
    test('opm-plaintext', { clauses: ['NCS-4', 'NCS-6'], decisions: ['D-02', 'D-03'] })
      .params({ key: ['first', 'behind-random-number'] })
      .run((t, { key: place }) => {
        // What the OPM and channel exchanges carry besides the key: a random number, two sequence numbers.
        const message = (session: TestSession, key: Uint8Array) => {
          const random = t.random.bytes(24);
          const parts =
            place === 'first' ? [key, random] : [random.subarray(0, 16), key, random.subarray(16)];
          return wrapMessage(t, session, new Uint8Array(Buffer.concat(parts)));
        };
        expectNotInstalled(t, message, "OPM's 40 bytes");
      }),
    ...oaepTests,
    test('bit-flip', { clauses: ['NCS-7', 'NCS-8'], decisions: ['D-03'] })
      .params({ bit: flippedBits })
      .run((t, { bit }) => {
        const flip = (session: TestSession, key: Uint8Array) => {
          const data = wrapKey(t, session, key);
          data[bit >> 3]! ^= 0x80 >> (bit & 7);
          return data;
        };
        expectNotInstalled(t, flip, `bit ${bit} of the key buffer flipped`);
      }),
    test('not-below-modulus', { clauses: ['NCS-7', 'NCS-8'], decisions: ['D-03'] })
      .params({ value: ['modulus', 'all-ones', 'block-plus-modulus'] })
      .run((t, { value }) => {
        const data = (session: TestSession, key: Uint8Array) => {
          const modulus = modulusOf(t, session);
          if (value === 'modulus') return blockOf(modulus);
          if (value === 'all-ones') return new Uint8Array(256).fill(255);
          const room = (1n << 2048n) - modulus;
          return blockOf(numberOf(searchBlock(t, session, key, (block) => numberOf(block) < room)) + modulus);
        };
        expectNotInstalled(t, data, value);
      }),
    test('unencrypted-key', { clauses: ['NCS-2', 'NCS-8'], decisions: ['D-03'] })
      .params({ place: ['first', 'last'] })
      .run((t, { place }) => {
        const plain = (_: TestSession, key: Uint8Array) => {
          const data = new Uint8Array(256);
          data.set(key, place === 'first' ? 0 : 240);
          return data;
        };
        expectNotInstalled(t, plain, 'a key buffer that is not encrypted');
      }),
    test('null-data', { clauses: ['NCS-7'], decisions: ['D-13'], hostile: true }).run((t) => {
      const { device, handle } = createSession(t, t.device());
      const code = t.video(device, 'pfnNegotiateCryptoSessionKeyExchange')(device.hDevice, handle, 256, NULL);
      t.expectCode(code, [E_INVALIDARG], 'NCS-7', 'pData NULL');
    }),
    test('buffer-untouched', { clauses: ['NCS-1', 'NCS-10'] }).run((t) => {
      const session = createSession(t, t.device());
      const data = wrapKey(t, session, t.random.bytes(16));
      const place = t.place(data, 'BYTE: pData');
      const call = t.video(session.device, 'pfnNegotiateCryptoSessionKeyExchange');
      t.expectCode(
        call(session.device.hDevice, session.handle, 256, place),
        [S_OK],
        'NCS-1',
        'a right key buffer',
      );
      const after = t.memory.copyOut(place, 256);
      t.expectBytes(after, data, 'NCS-10', 'pData, which RSAES-OAEP has no answer for');
    }),
    test('renegotiate', { clauses: ['NCS-1'], decisions: ['D-04'] }).run((t) => {
      const { session, key } = keyedSession(t);
      const replacement = renegotiate(t, session);
      expectKey(t, session, replacement ?? key, 'D-04', 'after a second negotiation');
      if (replacement) expectNoKey(t, session, key, 'D-04', 'the first key, after a second negotiation');
    }),
    test('failure-keeps-key', { clauses: ['NCS-7'], decisions: ['D-14'] })
      .params({ what: ['size', 'padding', 'length'] })
      .run((t, { what }) => {
        const { session, key } = keyedSession(t);
        const flawed = wrapKey(t, session, t.random.bytes(16));
        flawed[100]! ^= 1;
        const buffers = {
          size: new Uint8Array(255),
          padding: flawed,
          length: wrapMessage(t, session, t.random.bytes(17)),
        };
        expectRefused(t, session, buffers[what], `a second key buffer with wrong ${what}`);
        expectKey(t, session, key, 'D-14', 'the first key, after a refused second');
      }),
    test('device-removed', { clauses: ['NCS-7'], decisions: ['D-15'], needs: ['control'] }).run((t) => {
      const session = createSession(t, t.device());
      const data = wrapKey(t, session, t.random.bytes(16));
      t.driver.control.removeDevice();
      const code = negotiateBytes(t, session, data);
      t.expectFailed(code, 'D-15', 'negotiation on a removed device');
      t.expectCode(code, [E_OUTOFMEMORY], 'D-15', 'negotiation on a removed device');
    }),
    test('out-of-memory', { clauses: ['NCS-7'], decisions: ['D-14'], needs: ['control'] }).run((t) => {
      const session = createSession(t, t.device());
      const key = t.random.bytes(16);
      const data = wrapKey(t, session, key);
      t.driver.control.failAllocation(1);
      const code = negotiateBytes(t, session, data);
      t.driver.control.failAllocation(0);
      if (!failed(code)) {
        // Either it allocates nothing here, or it has not noticed that it could not.
        expectKey(t, session, key, 'NCS-7', 'with the first allocation failing: S_OK');
        return;
      }
      t.expectCode(code, [E_OUTOFMEMORY], 'NCS-7', 'no memory');
      expectKey(t, session, negotiate(t, session), 'D-14', 'a negotiation after memory came back');
    }),
    ...keyedSessionTests,
  ],
);
