/** HW_PROTECTION: what goes through, byte by byte, by the documented offsets (HWP-1…HWP-6, NCS-9, NCX, D-42). */
import { describe, expect, it } from '@jest/globals';
import type { Address } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { DrmCommand, DrmComponent, DrmResult } from 'softumd/driver';
import type { Bench } from '../bench.js';
import {
  envelopeBytes,
  exchange,
  hardwareBench,
  IN_HEAD,
  inputBytes,
  message,
  OUT_HEAD,
  OUT_PRIVATE,
  outcome,
  outputBytes,
  vendorSession,
  VENDOR,
} from './hardware-bench.js';

const { S_OK, E_FAIL, E_INVALIDARG, E_NOTIMPL, E_OUTOFMEMORY } = ddi;
const at = (address: number) => address as Address;
const keyId = ddi.guid('11223344-5566-7788-99aa-bbccddeeff00');
const keyIdBytes = Uint8Array.from(Buffer.from('4433221166558877' + '99aabbccddeeff00', 'hex'));
const key = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);
const [ECHO, INSTALL, FORGET] = [0x9000_0001, 0x5355_0001, 0x5355_0002];

/** A bench whose DRM component is the test's. */
const withDrm = (execute: DrmComponent['execute']) => hardwareBench({}, { drm: { execute } });
const answering = (result: unknown) => withDrm(() => result as DrmResult);

/** One exchange on a new session; its code and what came of it. */
function once(bench: Bench, parts: Parameters<typeof message>[1] = {}, bytes = 0) {
  const sent = message(bench, parts);
  const code = exchange(bench, vendorSession(bench), sent);
  return { code, ...outcome(bench, sent, bytes) };
}

describe('a message by HW_PROTECTION', () => {
  it('reaches the DRM component without the driver’s own bytes, and its answer lies behind those', () => {
    const seen: DrmCommand[] = [];
    const bench = withDrm((command) => {
      seen.push(command);
      return {
        status: S_OK,
        data: Uint8Array.of(7, 8, 9),
        transportTime: 10n,
        executionTime: 2n ** 64n - 1n,
      };
    });
    const data = Uint8Array.of(1, 2, 3, 4, 5);
    const sent = message(bench, { functionId: 0xfedc_ba98, data, max: 6 });
    const before = bench.memory.copyOut(sent.pInputData, IN_HEAD + 16 + 5);
    expect(exchange(bench, vendorSession(bench), sent)).toBe(S_OK);

    expect(seen).toEqual([expect.objectContaining({ functionId: 0xfedc_ba98, data, maxResultBytes: 6 })]);
    // By hand: M = 24, max 6, 3 written, then padding, two times of 8 bytes, the driver's own as they were, 7 8 9.
    const expected = Buffer.concat([
      Buffer.from('18000000' + '06000000' + '03000000' + 'eeeeeeee', 'hex'),
      Buffer.from('0a00000000000000' + 'ffffffffffffffff', 'hex'),
      Buffer.alloc(24, 0xee),
      Buffer.from('070809eeeeee', 'hex'),
    ]);
    expect(Buffer.from(bench.memory.copyOut(sent.pOutputData, OUT_HEAD + OUT_PRIVATE + 6))).toEqual(expected);
    expect(bench.memory.copyOut(sent.pInputData, before.length)).toEqual(before);
    const envelope = envelopeBytes(0xfedc_ba98, sent.pInputData, sent.pOutputData);
    envelope.set([0, 0, 0, 0], 24);
    expect(bench.memory.copyOut(sent.pData, 32)).toEqual(envelope);
  });

  it.each(['D3D11_1', 'D3DWDDM2_0', 'D3DWDDM2_1', 'D3DWDDM2_4'] as const)(
    'goes through the table of %s',
    (version) => {
      const bench = hardwareBench({}, {}, version);
      const data = Uint8Array.of(3, 1, 4, 1, 5);
      expect(once(bench, { data, max: 5 }, 5)).toMatchObject({
        code: S_OK,
        status: S_OK,
        bytes: 5,
        result: data,
      });
    },
  );

  it('goes through the free-threaded slot of WDDM 2.4, which takes no flag (NCX-3, D-43)', () => {
    const bench = hardwareBench();
    const [session, data] = [vendorSession(bench), Uint8Array.of(3, 1)];
    const { hDevice, video } = bench.device;
    const sent = message(bench, { data, max: 2 });
    const negotiate = (flags: number) =>
      video.pfnNegotiateCryptoSessionKeyExchangeMT(hDevice, session, flags, 32, sent.pData);
    expect(negotiate(1)).toBe(E_INVALIDARG);
    expect(outcome(bench, sent).status).toBe(0xeeee_eeee);
    expect(negotiate(0)).toBe(S_OK);
    expect(outcome(bench, sent, 2)).toMatchObject({ status: S_OK, bytes: 2, result: data });
  });

  it('succeeds whatever the command comes to, which is in Status (HWP-5)', () => {
    const bench = answering({ status: 0x8765_4321, data: Uint8Array.of(1) });
    expect(once(bench, { max: 1 }, 1)).toMatchObject({
      ...{ code: S_OK, status: 0x8765_4321, bytes: 1, result: Uint8Array.of(1) },
      ...{ transport: 0n, execution: 0n },
    });
  });

  it('has E_NOTIMPL in Status where the profile does not list its number (D-42)', () => {
    expect(once(hardwareBench(), { functionId: 1 })).toMatchObject({
      code: S_OK,
      status: E_NOTIMPL,
      bytes: 0,
    });
  });

  it('may have no data, ask for none, and no bytes of the driver’s', () => {
    const bench = hardwareBench({
      hwProtection: {
        privateInputBytes: 0,
        privateOutputBytes: 0,
        commands: [{ functionId: 5, does: 'echo' }],
      },
    });
    expect(once(bench, { functionId: 5, inputPrivate: 0, outputPrivate: 0 })).toMatchObject({
      ...{ code: S_OK, status: S_OK, bytes: 0 },
    });
  });

  it('may lie in one block, its three parts one behind the other', () => {
    const bench = hardwareBench();
    const parts = { data: Uint8Array.of(9, 8), max: 2 };
    const [input, output] = [inputBytes(parts), outputBytes(parts)];
    const block = bench.bytes(32 + input.length + output.length);
    const [pInputData, pOutputData] = [at(block + 32), at(block + 32 + input.length)];
    bench.memory.copyIn(block, envelopeBytes(ECHO, pInputData, pOutputData));
    bench.memory.copyIn(pInputData, input);
    bench.memory.copyIn(pOutputData, output);
    const sent = { pData: block, pInputData, pOutputData };
    expect(exchange(bench, vendorSession(bench), sent)).toBe(S_OK);
    expect(outcome(bench, sent, 2)).toMatchObject({ status: S_OK, bytes: 2, result: parts.data });
  });

  it('keeps no pointer: a command that was over does not touch its blocks any more (HWP-6)', () => {
    const bench = hardwareBench();
    const session = vendorSession(bench);
    const first = message(bench, { data: key, max: 16 });
    exchange(bench, session, first);
    for (const block of [first.pData, first.pInputData, first.pOutputData]) bench.memory.free(block);
    const second = message(bench, { data: Uint8Array.of(1), max: 1 });
    expect(exchange(bench, session, second)).toBe(S_OK);
    bench.device.video.pfnDestroyCryptoSession(bench.device.hDevice, session);
  });

  it('brings keys to the trusted environment, and takes them from there', () => {
    const bench = hardwareBench();
    const { oracle } = bench.driver;
    expect(
      once(bench, { functionId: INSTALL, data: Uint8Array.from([...keyIdBytes, ...key]) }),
    ).toMatchObject({
      ...{ code: S_OK, status: S_OK },
    });
    expect(oracle.hardwareKey(keyId)).toEqual(key);
    expect(once(bench, { functionId: INSTALL, data: key })).toMatchObject({
      code: S_OK,
      status: E_INVALIDARG,
    });
    expect(once(bench, { functionId: FORGET, data: keyIdBytes })).toMatchObject({ code: S_OK, status: S_OK });
    expect(oracle.hardwareKey(keyId)).toBeNull();
    expect(oracle.remembers(key)).toBe(false);
  });

  it('takes memory of the driver’s, and changes nothing where there is none (NCS-7)', () => {
    const bench = hardwareBench();
    bench.device.session(bench.sessionArguments());
    const [session, sent] = [vendorSession(bench), message(bench, { data: key, max: 16 })];
    bench.driver.control.failAllocation(1);
    const before = bench.snapshot();
    expect(exchange(bench, session, sent)).toBe(E_OUTOFMEMORY);
    expect(bench.snapshot()).toEqual(before);
    expect(exchange(bench, session, sent)).toBe(S_OK);
  });
});

describe('a DRM component that goes wrong', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a status that is no HRESULT', { status: -1 }],
    ['no status', {}],
    ['data that are no bytes', { status: S_OK, data: 'text' }],
    ['wide data', { status: S_OK, data: new Uint32Array(4) }],
    ['a time that is a number', { status: S_OK, transportTime: 1 }],
    ['a time of 65 bits', { status: S_OK, executionTime: 1n << 64n }],
    ['a time below 0', { status: S_OK, executionTime: -1n }],
  ])('is E_FAIL in Status: one that answers %s', (_what, result) => {
    const found = once(answering(result), { max: 4 }, 4);
    expect(found).toMatchObject({ code: S_OK, status: E_FAIL, bytes: 0, transport: 0n, execution: 0n });
    expect(found.result).toEqual(new Uint8Array(4).fill(0xee));
  });

  it('is E_FAIL in Status: one that throws', () => {
    const bench = withDrm(() => {
      throw new Error('the component broke');
    });
    expect(once(bench)).toMatchObject({ code: S_OK, status: E_FAIL, bytes: 0 });
  });

  it('does not get past the room for its result, and is E_FAIL then unless it failed anyway (HWP-2)', () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5);
    for (const [status, told] of [
      [S_OK, E_FAIL],
      [E_NOTIMPL, E_NOTIMPL],
    ] as const) {
      const bench = answering({ status, data });
      const sent = message(bench, { max: 3, outputRoom: OUT_PRIVATE + 3 + 9 });
      expect(exchange(bench, vendorSession(bench), sent)).toBe(S_OK);
      const found = outcome(bench, sent, 12);
      expect(found).toMatchObject({ status: told, bytes: 3 });
      expect([...found.result]).toEqual([1, 2, 3, ...new Array<number>(9).fill(0xee)]);
    }
  });

  it('cannot change what was sent by changing its copy', () => {
    const bench = withDrm(({ data }) => {
      data.fill(0);
      return { status: S_OK };
    });
    const sent = message(bench, { data: key });
    exchange(bench, vendorSession(bench), sent);
    expect(bench.memory.copyOut(at(sent.pInputData + IN_HEAD + 16), 16)).toEqual(key);
  });
});

describe('payload-first (D-42)', () => {
  /** As one known client does it: no size of its data, and no room for more than the result and four bytes. */
  it('takes a message that tells no size, in blocks without room for the driver’s own bytes', () => {
    const bench = hardwareBench({ hwProtectionLayout: 'payload-first' });
    const data = Uint8Array.of(5, 6, 7, 8, 9, 10, 11);
    const word = (value: number) => [value, 0, 0, 0];
    const pInputData = bench.bytes(Uint8Array.from([...word(16), ...word(0), ...data]));
    const pOutputData = bench.bytes(
      Uint8Array.from([...word(24), ...word(7), ...new Array<number>(24 + 7 + 4).fill(0xee)]),
    );
    const sent = {
      pData: bench.bytes(envelopeBytes(ECHO, pInputData, pOutputData)),
      pInputData,
      pOutputData,
    };
    expect(exchange(bench, vendorSession(bench), sent)).toBe(S_OK);
    expect(bench.memory.copyOut(at(pOutputData + 32), 11)).toEqual(
      Uint8Array.from([...data, 0xee, 0xee, 0xee, 0xee]),
    );
    expect(outcome(bench, sent)).toMatchObject({ status: S_OK, bytes: 7 });
  });

  it('is not what the documented layout takes: there the result would not fit', () => {
    const bench = hardwareBench();
    const sent = message(bench, { max: 7, outputRoom: 11 });
    expect(exchange(bench, vendorSession(bench), sent)).toBe(E_INVALIDARG);
  });

  it('takes as many data as are told, and no more than there are', () => {
    const bench = hardwareBench({ hwProtectionLayout: 'payload-first' });
    const sent = message(bench, { told: 3, max: 16, data: key });
    expect(exchange(bench, vendorSession(bench), sent)).toBe(S_OK);
    expect(outcome(bench, sent).bytes).toBe(3);
    const lying = message(bench, { told: 33, max: 16, data: key });
    expect(exchange(bench, vendorSession(bench), lying)).toBe(E_INVALIDARG);
  });
});

describe('another exchange', () => {
  it('has no use for HW_PROTECTION’s data, nor HW_PROTECTION for a key buffer (D-41)', () => {
    const bench = hardwareBench();
    const { device } = bench;
    const oaep = device.session();
    expect(exchange(bench, oaep, message(bench))).toBe(E_INVALIDARG);
    const hw = vendorSession(bench);
    expect(device.offer(hw, bench.keyBuffer())).toBe(E_INVALIDARG);
    expect(device.offer(vendorSession(bench, VENDOR), bench.keyBuffer())).toBe(E_INVALIDARG);
    expect(exchange(bench, vendorSession(bench, VENDOR), message(bench))).toBe(E_INVALIDARG);
    expect(device.negotiate(oaep, key)).toBe(S_OK);
  });

  it.each([ddi.D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION, VENDOR])(
    'of a session with %s: none of the five calls that need a session key succeeds (D-41)',
    (kind) => {
      const bench = hardwareBench({
        caps: 0xfffb,
        cryptoTypes: hardwareBench().driver.profile.cryptoTypes.map((type) => ({ ...type, caps: 0xfffb })),
      });
      const { device } = bench;
      const { hDevice, video } = device;
      const session = vendorSession(bench, kind);
      const [source, target] = [device.buffer(new Uint8Array(16).fill(1)), device.buffer(16)];
      const bytes = bench.bytes(16);
      const calls: readonly (() => void)[] = [
        () => {
          video.pfnEncryptionBlt(hDevice, session, source, target, 16, bytes);
        },
        () => {
          video.pfnDecryptionBlt(hDevice, session, source, target, ddi.NULL, 0, ddi.NULL, 16, bytes);
        },
        () => {
          video.pfnStartSessionKeyRefresh(hDevice, session, 16, bytes);
        },
        () => {
          video.pfnFinishSessionKeyRefresh(hDevice, session);
        },
        () => {
          video.pfnGetEncryptionBltKey(hDevice, session, 16, bytes);
        },
      ];
      bench.driver.control.refusals.keep(true);
      for (const call of calls) {
        const before = bench.snapshot();
        call();
        expect(bench.reported()).toBe(E_INVALIDARG);
        expect(bench.snapshot()).toEqual(before);
        expect(bench.driver.control.refusals.take()).toMatchObject({ clause: 'D-41, CCS-8' });
      }
    },
  );

  it('alone has certificates (D-41, GCS-4)', () => {
    const bench = hardwareBench();
    const { hDevice, video } = bench.device;
    const size = (type: ddi.Guid) => {
      const pSize = bench.bytes(new Uint8Array(4).fill(0xee));
      video.pfnGetCertificateSize(hDevice, bench.certificateInfo(type), pSize);
      expect(bench.reported()).toBe(S_OK);
      return bench.memory.readU32(pSize);
    };
    expect(size(VENDOR)).toBe(0);
    expect(size(ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR)).toBeGreaterThan(1000);
    const certificate = bench.bytes(new Uint8Array(4096).fill(0xee));
    video.pfnGetCertificate(hDevice, bench.certificateInfo(VENDOR), 4096, certificate);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(bench.memory.copyOut(certificate, 4096)).toEqual(new Uint8Array(4096).fill(0xee));
  });
});
