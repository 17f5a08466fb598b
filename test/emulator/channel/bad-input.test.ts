/** Any input: the documented codes alone, signed where there is an answer, nothing changed and no number consumed (D-14, D-32). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ddi from 'softumd/ddi';
import { wrapSessionKey } from 'softumd/player';
import { leaf } from '../../certificate/test-chain.js';
import { Bench } from '../d3d11/bench.js';
import { BenchChannel, cmac } from './channel-bench.js';

const { S_OK, E_FAIL, E_INVALIDARG } = ddi;
const started = () => new BenchChannel(new Bench().device).start();
const types = [...ddi.channelQueries.keys(), ...ddi.channelConfigures.keys(), ddi.NULL_GUID];

const word = fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat());
const handle = (channel: BenchChannel) =>
  fc.constantFrom(
    0n,
    channel.hChannel,
    channel.hChannel + 1n,
    channel.hChannel & 0xffffffffn,
    (1n << 64n) - 1n,
  );

/** The next number of a query is taken, and no protection is on. */
function expectUnchanged(channel: BenchChannel) {
  const { code, bytes } = channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION);
  expect([code, new DataView(bytes.buffer).getUint32(48, true)]).toEqual([S_OK, 0]);
}

describe('bad input', () => {
  it('of random bytes is refused', () => {
    const one = started();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 96 }), fc.nat(96), (bytes, outputBytes) => {
        expect([E_FAIL, E_INVALIDARG]).toContain(one.ask(bytes, outputBytes).code);
        expect([E_FAIL, E_INVALIDARG]).toContain(one.send(bytes).code);
        expectUnchanged(one);
      }),
      { numRuns: 300 },
    );
  });

  it('of queries with any type, handle, number and size is answered as documented', () => {
    const one = started();
    const any = fc.record({ QueryType: fc.constantFrom(...types), hChannel: handle(one), number: word });
    fc.assert(
      fc.property(any, fc.nat(100), fc.nat(100), ({ number, ...header }, inputBytes, outputBytes) => {
        // Only numbers that are too small: what is refused must not be so for its number alone.
        const SequenceNumber = number % one.queryNumber;
        const query = new Uint8Array(100);
        query.set(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT.toBytes({ ...header, SequenceNumber }));
        const { code, bytes } = one.ask(query, outputBytes, inputBytes);
        expect([E_FAIL, E_INVALIDARG]).toContain(code);
        const answer = ddi.channelQueries.get(header.QueryType)?.answer ?? { bytes: 48 };
        const written = code === E_FAIL ? 48 : answer.bytes;
        if (inputBytes < 32 || outputBytes < written)
          expect(new Set(bytes)).toEqual(new Set(outputBytes ? [0xee] : []));
        else expect(bytes.slice(0, 16)).toEqual(new Uint8Array(cmac(one.key, bytes.subarray(16, written))));
        expectUnchanged(one);
      }),
      { numRuns: 500 },
    );
  });

  it('of signed commands with reserved flags and strange handles changes nothing', () => {
    const one = started();
    const { D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID: BIND } = ddi;
    const strange = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    const { D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION: PROTECTION } = ddi;
    fc.assert(
      fc.property(
        word,
        strange,
        strange,
        strange,
        (flags, DecodeHandle, CryptoSessionHandle, DeviceHandle) => {
          const Value = (flags | 4) >>> 0;
          const type = ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID;
          const number = one.commandNumber; // always the first: none was consumed
          expect(one.send(one.command(PROTECTION, type, { Protections: { Value } }, number)).code).toBe(
            E_INVALIDARG,
          );
          const members = { DecodeHandle, CryptoSessionHandle, DeviceHandle };
          const bind = one.command(
            ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION,
            BIND,
            members,
            number,
          );
          expect(one.send(bind).code).toBe(E_INVALIDARG);
          expectUnchanged(one);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('of key buffers leaves the old key', () => {
    const one = started();
    const right = wrapSessionKey(leaf, new Uint8Array(16).fill(1));
    fc.assert(
      fc.property(fc.nat(255), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const wrong = right.slice();
        wrong[at]! ^= change;
        expect(one.negotiate(wrong)).toBe(E_INVALIDARG);
        expect(one.negotiate(right.slice(0, at))).toBe(E_INVALIDARG);
        expectUnchanged(one);
      }),
      { numRuns: 40 },
    );
  });
});
