/** What begins a frame and what does not: all meanings of its key (D-28, VDBF), and what becomes of keys. */
import { describe, expect, it } from '@jest/globals';
import { createCipheriv, randomBytes } from 'node:crypto';
import type { HResource, Hresult } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { EmulatedProfile } from 'softumd/emulator';
import { CBCS, CENC, DecoderBench, frameSession, HW_CENC, makeDecoder, makeView } from './decoder-bench.js';

const { S_OK, E_INVALIDARG, E_OUTOFMEMORY, E_PENDING, D3DDDIERR_WASSTILLDRAWING, NULL, NULL_GUID } = ddi;
const bytes = (count: number) => new Uint8Array(randomBytes(count));
const [sessionKey, contentKey, iv] = [bytes(16), bytes(16), bytes(16)];
const clear = bytes(50);
const encrypted = (key: Uint8Array) => new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(clear));
const wrap = (key: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ecb', sessionKey, null).setAutoPadding(false).update(key));

/** The cause of a refusal, where there was to be one. */
function refused(decoding: DecoderBench, call: () => Hresult, code: Hresult = E_INVALIDARG) {
  const { refusals } = decoding.bench.driver.control;
  refusals.keep(true);
  const [before, decoded] = [decoding.bench.snapshot(), decoding.decoded()];
  const live = decoding.bench.memory.live().length;
  expect(call()).toBe(code);
  // What the call was given came beside.
  const after = decoding.bench.snapshot() as { devices: unknown; memory: unknown[] };
  expect(after.devices).toEqual((before as { devices: unknown }).devices);
  expect(after.memory.slice(0, live)).toEqual((before as { memory: unknown[] }).memory.slice(0, live));
  expect(decoding.decoded()).toEqual(decoded);
  return refusals.take()!;
}

function bound(profile: Partial<EmulatedProfile> = {}) {
  const decoding = new DecoderBench({ encryption: NULL_GUID }, profile);
  const session = decoding.device.keyedSession(sessionKey);
  decoding.bind(session);
  return { decoding, session };
}

describe('the key of a frame whose decoder has a session bound to it (D-28)', () => {
  const zeros = new Uint8Array(16);
  const meanings: readonly (readonly ['api' | 'ddi', string, Uint8Array | undefined, Uint8Array])[] = [
    ['api', 'none: in clear', undefined, clear],
    ['api', 'zeros: under the session key', zeros, encrypted(sessionKey)],
    ['api', 'others: under the content key', wrap(contentKey), encrypted(contentKey)],
    ['ddi', 'none: under the session key', undefined, encrypted(sessionKey)],
    ['ddi', 'others: under the content key', wrap(contentKey), encrypted(contentKey)],
  ];

  it.each(meanings)('by %s, %s', (beginFrameKey, _what, key, data) => {
    const { decoding } = bound({ beginFrameKey });
    expect(decoding.frameOf({ data, iv }, key)).toEqual(clear);
  });

  it('in zeros is a wrapped key by ddi', () => {
    const { decoding } = bound({ beginFrameKey: 'ddi' });
    expect(decoding.frameOf({ data: encrypted(sessionKey), iv }, zeros)).not.toEqual(clear);
  });

  it.each([8, 15, 17, 48])('has 16 bytes, not %i', (size) => {
    const { decoding } = bound();
    expect(refused(decoding, () => decoding.begin(new Uint8Array(size)))).toMatchObject({
      clause: 'D-28, VDBF-2',
      received: String(size),
    });
    expect(decoding.begin()).toBe(S_OK);
  });

  it('is none without a session, with one that has no key, or that was destroyed (D-10, D-36)', () => {
    const { decoding, session } = bound();
    const { hDevice, video } = decoding.device;
    video.pfnDestroyCryptoSession(hDevice, session);
    expect(refused(decoding, () => decoding.begin(zeros))).toMatchObject({ clause: 'CFG-15, D-36' });
    expect(decoding.frameOf({ data: clear })).toEqual(clear);
    decoding.bind(decoding.device.session());
    expect(refused(decoding, () => decoding.begin(zeros))).toMatchObject({ clause: 'D-10' });
  });

  it('is no content key without CONTENT_KEY', () => {
    const { decoding } = bound({ caps: 1 });
    expect(refused(decoding, () => decoding.begin(wrap(contentKey)))).toMatchObject({
      rule: 'the caps have no CONTENT_KEY',
    });
    expect(decoding.begin(zeros)).toBe(S_OK);
  });
});

describe.each([
  ['HW_CENC', HW_CENC],
  ['CENC', CENC],
  ['CBCS', CBCS],
])('a frame that names its session, with %s (VDBF-5)', (_name, encryption) => {
  const isStream = encryption !== CBCS;

  it('is under the session key, or the content key of its blob, or in clear', () => {
    const decoding = new DecoderBench({ encryption });
    const { bench, device } = decoding;
    const hCryptoSession = device.keyedSession(sessionKey);
    expect(decoding.frameOf({ data: clear, iv })).toEqual(clear);
    if (!isStream) return;
    const plain = frameSession({ hCryptoSession });
    expect(decoding.frameOf({ data: encrypted(sessionKey), iv }, plain)).toEqual(clear);
    const blob = frameSession({ hCryptoSession, pBlob: bench.bytes(wrap(contentKey)), BlobSize: 16 });
    expect(decoding.frameOf({ data: encrypted(contentKey), iv }, blob)).toEqual(clear);
  });

  it('is refused where the structure says anything else', () => {
    const decoding = new DecoderBench({ encryption });
    const { bench, device } = decoding;
    const hCryptoSession = device.keyedSession(sessionKey);
    const pBlob = bench.bytes(32);
    const ways: readonly (readonly [string, Uint8Array])[] = [
      ['VDBF-5, VDBF-6', frameSession({ hCryptoSession }).slice(0, 47)],
      ['VDBF-5, VDBF-6', new Uint8Array(16)],
      ['CCS-3, D-09, D-61', frameSession({})],
      ['CCS-3, D-09, D-61', frameSession({ hCryptoSession: bench.device.keyedSession(sessionKey) })],
      ['CCS-3, D-09, D-61', frameSession({ hCryptoSession: decoding.decoder as never })],
      ['D-10', frameSession({ hCryptoSession: device.session() })],
      ['VDBF-2, VDBF-5', frameSession({ hCryptoSession, pBlob, BlobSize: 15 })],
      ['VDBF-2, VDBF-5', frameSession({ hCryptoSession, BlobSize: 16 })],
      ['CCS-7, VDBF-5', frameSession({ hCryptoSession, pKeyInfoId: pBlob })],
    ];
    for (const [clause, key] of ways)
      expect(refused(decoding, () => decoding.begin(key))).toMatchObject({ clause, argument: 'pBeginFrame' });
    expect(decoding.begin(frameSession({ hCryptoSession }))).toBe(S_OK);
  });
});

describe('a key of the trusted environment', () => {
  const CAPS = ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS;
  const vendor = ddi.guid('0586e681-4e14-4133-85e5-a1041f599e26');
  const keyId = ddi.guid('5bd2e9b6-1d0c-4f7e-9a52-2a3f0c9d8e71');

  function hardware() {
    const cryptoTypes = [
      {
        ...{ cryptoType: vendor, keyExchangeTypes: [vendor], acceptedExchanges: [vendor] },
        decodeProfiles: [ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT],
      },
    ];
    const caps = CAPS.HARDWARE | CAPS.HARDWARE_DRM_COMMUNICATION | CAPS.HARDWARE_TEARDOWN;
    return new DecoderBench({ encryption: HW_CENC }, { caps, cryptoTypes });
  }

  it('is named by its id, and refused where there is none of it', () => {
    const decoding = hardware();
    const { bench, device } = decoding;
    const hCryptoSession = device.session(bench.sessionArguments(vendor, undefined, vendor));
    const pKeyInfoId = bench.guid(keyId);
    expect(refused(decoding, () => decoding.begin(frameSession({ hCryptoSession })))).toMatchObject({
      rule: 'a key of the trusted environment is named by its id',
    });
    const named = frameSession({ hCryptoSession, pKeyInfoId });
    expect(refused(decoding, () => decoding.begin(named))).toMatchObject({ received: keyId });
  });

  it('is lost with a tear-down, and the session for good (D-44)', () => {
    const decoding = hardware();
    const { bench, device } = decoding;
    const hCryptoSession = device.session(bench.sessionArguments(vendor, undefined, vendor));
    bench.driver.control.tearDown();
    const named = frameSession({ hCryptoSession, pKeyInfoId: bench.guid(keyId) });
    expect(refused(decoding, () => decoding.begin(named))).toMatchObject({
      clause: 'CCSS-1, D-44',
      received: expect.stringContaining('KEY_AND_CONTENT_LOST'),
    });
  });
});

describe('BeginFrame', () => {
  it('does not nest, and the frame that runs goes on (VDBF-4, VDEC-18)', () => {
    const { decoding } = bound();
    expect(decoding.begin(new Uint8Array(16))).toBe(S_OK);
    decoding.submit([{ data: encrypted(sessionKey), iv }]);
    expect(refused(decoding, () => decoding.begin())).toMatchObject({ clause: 'VDBF-4, VDEC-18' });
    decoding.submit([{ data: encrypted(sessionKey), iv }]);
    expect(decoding.end()).toBe(S_OK);
    expect(decoding.decoded()!.map((buffer) => buffer.bytes)).toEqual([clear, clear]);
  });

  it.each([
    ['E_PENDING', E_PENDING],
    ['D3DDDIERR_WASSTILLDRAWING', D3DDDIERR_WASSTILLDRAWING],
  ])('says %s as often as it is told, then begins (VDBF-8)', (_name, code) => {
    const { decoding } = bound();
    decoding.bench.driver.control.stillDecoding(2, code);
    for (let count = 0; count < 2; count += 1)
      expect(refused(decoding, () => decoding.begin(), code)).toMatchObject({ clause: 'VDBF-8' });
    expect(decoding.begin()).toBe(S_OK);
  });

  it('refuses views that are dead, of another device, or none', () => {
    const { decoding } = bound();
    const { bench, device } = decoding;
    const dead = makeView(device);
    device.video.pfnDestroyVideoDecoderOutputView(device.hDevice, dead);
    for (const view of [dead, NULL, decoding.decoder, makeView(bench.device), bench.forged(decoding.view)])
      expect(refused(decoding, () => decoding.begin(undefined, view as never))).toMatchObject({
        rule: 'hOutputView is dead',
      });
  });

  it('gets no memory when there is none (VDEC-16)', () => {
    const { decoding } = bound();
    decoding.bench.driver.control.failAllocation(1);
    expect(decoding.begin(wrap(contentKey))).toBe(E_OUTOFMEMORY);
    expect(decoding.bench.driver.oracle.remembers(contentKey)).toBe(false);
    expect(decoding.begin(wrap(contentKey))).toBe(S_OK);
  });

  it.each([
    ['2.4', ddi.VIDEO_TABLES.D3DWDDM2_4, ddi.D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME, 0xffff_ff00],
    ['RS4_0', ddi.VIDEO_TABLES.RS4_0, ddi.D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME_RS4_0, 0x1_0000_0000],
  ] as const)('of %s looks at the buffers of histograms (VDEC-25)', (form, table, ARGUMENTS, far) => {
    const { decoding } = bound();
    const { bench, decoder, device, view } = decoding;
    const video = device.host.videoFunctions(table)!;
    const begin = (hBuffer: HResource, offset = 0) => {
      const Offset = form === '2.4' ? offset : BigInt(offset);
      const Histograms = [0, 0, hBuffer, 0].map((one) => ({ Offset, hBuffer: one }));
      const image = ARGUMENTS.toBytes({ hOutputView: view, Histograms } as never);
      return video.pfnVideoDecoderBeginFrame!(device.hDevice, decoder, bench.bytes(image));
    };
    for (const hBuffer of [bench.device.buffer(64), decoder])
      expect(refused(decoding, () => begin(hBuffer as HResource))).toMatchObject({ rule: 'hBuffer is dead' });
    const buffer = device.buffer(64);
    for (const offset of [64, far])
      expect(refused(decoding, () => begin(buffer, offset))).toMatchObject({
        rule: 'the histogram does not begin in its buffer',
        received: String(offset),
      });
    expect(begin(buffer, 63)).toBe(S_OK);
    expect(decoding.end()).toBe(S_OK);
    expect(begin(NULL as HResource)).toBe(S_OK);
  });

  it('of 11.1 reads 24 bytes and no more', () => {
    const { decoding } = bound();
    const { bench, decoder, device, view } = decoding;
    const video = device.host.videoFunctions(ddi.VIDEO_TABLES.D3D11_1)!;
    const image = ddi.D3D11_1DDIARG_VIDEODECODERBEGINFRAME.toBytes({ hOutputView: view });
    expect(video.pfnVideoDecoderBeginFrame!(device.hDevice, decoder, bench.bytes(image))).toBe(S_OK);
  });
});

describe('the key of a frame', () => {
  it('is remembered until the frame ends, and no longer (VDEC-20)', () => {
    const { decoding } = bound();
    const { oracle } = decoding.bench.driver;
    decoding.begin(wrap(contentKey));
    expect(oracle.remembers(contentKey)).toBe(true);
    decoding.end();
    expect([oracle.remembers(contentKey), oracle.remembers(sessionKey)]).toEqual([false, true]);
  });

  it('is forgotten with its decoder (VDEC-23)', () => {
    const { decoding } = bound();
    const { hDevice, video } = decoding.device;
    decoding.begin(wrap(contentKey));
    video.pfnDestroyVideoDecoder(hDevice, decoding.decoder);
    expect(decoding.bench.driver.oracle.remembers(contentKey)).toBe(false);
    expect([decoding.begin(), decoding.decoded()]).toEqual([E_INVALIDARG, null]);
  });

  it('is that of its begin: the next key of the session is the next frame’s', () => {
    const { decoding, session } = bound();
    decoding.begin(new Uint8Array(16));
    const next = bytes(16);
    expect(decoding.device.negotiate(session, next)).toBe(S_OK);
    decoding.submit([{ data: encrypted(sessionKey), iv }]);
    decoding.end();
    expect(decoding.decoded()![0]!.bytes).toEqual(clear);
    expect(decoding.frameOf({ data: encrypted(next), iv }, new Uint8Array(16))).toEqual(clear);
  });

  const losses: readonly (readonly [
    string,
    (decoding: DecoderBench, session: ddi.HCryptoSession) => void,
  ])[] = [
    [
      'is destroyed (D-36)',
      ({ device }, session) => {
        device.video.pfnDestroyCryptoSession(device.hDevice, session);
      },
    ],
    [
      'is torn down (D-44)',
      ({ bench }) => {
        bench.driver.control.tearDown();
      },
    ],
  ];
  it.each(losses)('is lost when its session %s: what follows is refused, EndFrame is not', (_how, lose) => {
    const { decoding, session } = bound({
      caps: ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS.HARDWARE_TEARDOWN | 1,
    });
    decoding.begin(new Uint8Array(16));
    decoding.submit([{ data: encrypted(sessionKey), iv }]);
    lose(decoding, session);
    expect(decoding.bench.driver.oracle.remembers(sessionKey)).toBe(false);
    expect(refused(decoding, () => decoding.submit([{ data: encrypted(sessionKey), iv }]))).toMatchObject({
      clause: 'D-36, D-44',
    });
    expect([decoding.end(), decoding.decoded()]).toEqual([S_OK, []]);
    expect(decoding.begin(new Uint8Array(16))).toBe(E_INVALIDARG);
    expect(decoding.frameOf({ data: clear })).toEqual(clear);
  });

  const { KEY_LOST, KEY_AND_CONTENT_LOST } = ddi.D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS;
  it.each([
    [KEY_AND_CONTENT_LOST, true],
    [KEY_LOST, false],
  ])('leaves what it decrypted: a tear-down with %i takes that too: %s (D-44)', (status, isTaken) => {
    const { decoding, session } = bound({
      caps: ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS.HARDWARE_TEARDOWN | 1,
    });
    const { bench, device } = decoding;
    const other = device.keyedSession(contentKey);
    decoding.frameOf({ data: encrypted(sessionKey), iv }, new Uint8Array(16));
    bench.driver.control.tearDown({ hDevice: device.hDevice, hCryptoSession: other });
    expect(decoding.decoded()!.map((buffer) => buffer.bytes)).toEqual([clear]);
    bench.driver.control.tearDown({ hDevice: device.hDevice, hCryptoSession: session, status });
    expect(decoding.decoded()!.map((buffer) => buffer.bytes)).toEqual(isTaken ? [] : [clear]);
    expect(decoding.frameOf({ data: clear })).toEqual(clear);
  });

  it('is each decoder’s own', () => {
    const { decoding } = bound();
    const first = decoding.decoder;
    const second = makeDecoder(decoding.device, { encryption: NULL_GUID });
    decoding.begin(wrap(contentKey));
    decoding.decoder = second;
    expect(decoding.submit([{ data: clear }])).toBe(E_INVALIDARG);
    decoding.decoder = first;
    expect(decoding.submit([{ data: encrypted(contentKey), iv }])).toBe(S_OK);
  });
});
