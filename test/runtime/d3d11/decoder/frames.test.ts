/** Frames of decoders through the API: under every kind of key, in the three forms of buffers, and what is refused. */
import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as d3d11 from 'softumd/d3d11';
import { E_PENDING } from 'softumd/ddi';
import { wrapContentKey } from 'softumd/player';
import { createBuffer } from '../machine.js';
import { checked, plain, replacing } from '../player.js';
import {
  BITSTREAM,
  clear,
  clear1,
  clear2,
  DecodingPlayer,
  h264,
  PICTURE_PARAMETERS,
  SLICE_CONTROL,
} from './decoding-player.js';

const { S_OK, E_INVALIDARG, E_NOTIMPL, DXGI_ERROR_INVALID_CALL, NULL_GUID, out } = d3d11;
const {
  D3D11_DECODER_ENCRYPTION_HW_CENC: HW_CENC,
  D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC: CENC,
  D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CBCS: CBCS,
} = d3d11;

const key = Uint8Array.from({ length: 16 }, (_, at) => at * 7 + 1);
const iv = Uint8Array.from({ length: 16 }, (_, at) => (at < 8 ? at + 3 : 0));
const content = Uint8Array.from({ length: 160 }, (_, at) => at ^ 0x5a);
const ctr = (with_: Uint8Array, bytes: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', with_, iv).update(bytes));

/** The structure that names a session, as RC-04 fills it. */
const named = (pCryptoSession: d3d11.ID3D11CryptoSession, pBlob: Uint8Array | null = null) => ({
  pCryptoSession,
  BlobSize: pBlob?.length ?? 0,
  pBlob,
  pKeyInfoId: null,
  PrivateDataSize: 0,
  pPrivateData: null,
});
const encrypted = { pIV: iv, IVSize: 16 };

describe('a frame', () => {
  it('in clear brings its buffers to the driver, in all three forms', () => {
    const player = new DecodingPlayer();
    const { videoContext, context3 } = player;
    const decoder = player.decoder();
    const view = player.view();
    const submits = [
      () => videoContext.SubmitDecoderBuffers(decoder, 1, [{ ...clear, DataSize: 160 }]),
      () => context3.SubmitDecoderBuffers1(decoder, 1, [{ ...clear1, DataSize: 160 }]),
      () => context3.SubmitDecoderBuffers2(decoder, 1, [{ ...clear2, DataSize: 160 }]),
    ];
    for (const submit of submits) {
      expect(videoContext.DecoderBeginFrame(decoder, view, 0, null)).toBe(S_OK);
      player.fill(decoder, BITSTREAM, content);
      expect(submit()).toBe(S_OK);
      expect(videoContext.DecoderEndFrame(decoder)).toBe(S_OK);
      expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
    }
  });

  it('takes as many buffers as NumBuffers says, each of its own type', () => {
    const player = new DecodingPlayer();
    const decoder = player.inFrame();
    const types = [PICTURE_PARAMETERS, SLICE_CONTROL, BITSTREAM];
    for (const type of types) player.fill(decoder, type, new Uint8Array(8).fill(type + 1));
    const descs = types.map((BufferType) => ({ ...clear1, BufferType, DataSize: 8 }));
    expect(player.context3.SubmitDecoderBuffers1(decoder, 2, descs)).toBe(S_OK);
    expect(player.videoContext.DecoderEndFrame(decoder)).toBe(S_OK);
    expect(player.decoded(decoder)).toEqual(
      types.slice(0, 2).map((type) => [type, new Uint8Array(8).fill(type + 1)]),
    );
  });

  it('is decrypted with the session key of the bound session, or with a content key (D-28)', () => {
    const player = new DecodingPlayer();
    const session = player.keyedSession(key);
    const decoder = player.decoder(NULL_GUID);
    player.bind(decoder, session);
    expect(player.frame(decoder, new Uint8Array(16), ctr(key, content), encrypted)).toBe(S_OK);
    expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
    const contentKey = key.map((byte) => byte ^ 0xff);
    const wrapped = wrapContentKey(key, contentKey);
    expect(player.frame(decoder, wrapped, ctr(contentKey, content), encrypted)).toBe(S_OK);
    expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
    expect(player.frame(decoder, null, content, {})).toBe(S_OK);
    expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
  });

  it.each([
    ['HW_CENC', HW_CENC],
    ['CENC', CENC],
  ])(
    'names its session with %s, whose members get to the driver in its own order (VDBF-5)',
    (_name, scheme) => {
      const player = new DecodingPlayer();
      const session = player.keyedSession(key);
      const decoder = player.decoder(scheme);
      const contentKey = key.map((byte) => byte ^ 0x33);
      const blob = wrapContentKey(key, contentKey);
      expect(player.frame(decoder, named(session), ctr(key, content), encrypted)).toBe(S_OK);
      expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
      expect(player.frame(decoder, named(session, blob), ctr(contentKey, content), encrypted)).toBe(S_OK);
      expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
    },
  );

  it('gives the driver the id of a key, and private data, at the places of its own structure (VDBF-6)', () => {
    const seen: unknown[] = [];
    const player: DecodingPlayer = new DecodingPlayer({
      interposer: replacing('VideoDecoderBeginFrame', (_inner, ...args) => {
        const { memory } = player;
        const at = (address: bigint | number, offset: number) => (Number(address) + offset) as never;
        const key48 = memory.readU64(at(args[2] as unknown as number, 8));
        const [keyId, data] = [memory.readU64(at(key48, 24)), memory.readU64(at(key48, 32))];
        seen.push(memory.readU32(at(args[2] as unknown as number, 16)), memory.readU32(at(keyId, 0)));
        seen.push(memory.readU32(at(key48, 40)), [...memory.copyOut(at(data, 0), 3)]);
        return S_OK;
      }),
    });
    const pContentKey = {
      ...named(player.session()),
      pKeyInfoId: h264,
      ...{ PrivateDataSize: 3, pPrivateData: Uint8Array.of(7, 8, 9) },
    };
    const decoder = player.decoder(CENC);
    expect(player.videoContext.DecoderBeginFrame(decoder, player.view(), 48, pContentKey)).toBe(S_OK);
    expect(seen).toEqual([48, parseInt(h264.slice(0, 8), 16), 3, [7, 8, 9]]);
  });

  it('has sub-samples, whose leading 0/0 pairs are no-ops (RC-04)', () => {
    const player = new DecodingPlayer();
    const decoder = player.decoder(CENC);
    const secret = ctr(key, content.subarray(32));
    const data = new Uint8Array([...content.subarray(0, 32), ...secret]);
    const pSubSampleMappingBlock = [
      { ClearSize: 0, EncryptedSize: 0 },
      { ClearSize: 32, EncryptedSize: 128 },
    ];
    const map = { ...encrypted, pSubSampleMappingBlock, SubSampleMappingCount: 2 };
    expect(player.frame(decoder, named(player.keyedSession(key)), data, map)).toBe(S_OK);
    expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
  });

  it('has a pattern with CBCS', () => {
    const player = new DecodingPlayer();
    const decoder = player.decoder(CBCS);
    const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
    const data = content.slice();
    data.set(cipher.update(content.subarray(0, 16)), 0); // one block of ten
    const stripes = { cBlocksStripeEncrypted: 1, cBlocksStripeClear: 9 };
    expect(player.frame(decoder, named(player.keyedSession(key)), data, { ...encrypted, ...stripes })).toBe(
      S_OK,
    );
    expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
  });

  it('cannot begin while the decoder is busy, which is told in the codes of its page (D-17, XLT-6)', () => {
    const player = new DecodingPlayer();
    const decoder = player.decoder();
    const view = player.view();
    const begin = () => player.videoContext.DecoderBeginFrame(decoder, view, 0, null);
    player.driver.control.stillDecoding(2, E_PENDING);
    expect([begin(), begin()]).toEqual([E_PENDING, E_PENDING]);
    player.driver.control.stillDecoding(1);
    expect(begin()).toBe(d3d11.D3DERR_WASSTILLDRAWING);
    expect([begin(), player.reason]).toEqual([S_OK, S_OK]);
  });

  it('brings the driver 88 bytes, with histograms (VDEC-25)', () => {
    const begun: bigint[][] = [];
    const player: DecodingPlayer = new DecodingPlayer({
      interposer: replacing('VideoDecoderBeginFrame', (inner, ...args) => {
        const bytes = player.memory.copyOut(args[2] as never, 88);
        begun.push([...new BigUint64Array(bytes.slice().buffer)]);
        return inner(...args);
      }),
    });
    const decoder = player.decoder();
    const buffer = createBuffer(player.device, { ...plain, ByteWidth: 4096 });
    const view = player.view();
    const { context3 } = player;
    expect(context3.DecoderBeginFrame1(decoder, view, 0, null, 2, [0, 512], [null, buffer])).toBe(S_OK);
    const { handle } = d3d11.driverHandlesOf(buffer);
    expect(begun[0]!.slice(3)).toEqual([0n, 0n, 512n, BigInt(handle), 0n, 0n, 0n, 0n]);
  });
});

describe('a decoder’s buffer', () => {
  it('is locked once, and unlocked once; what was written stays, as at one address (VI-4…VI-6)', () => {
    const player = new DecodingPlayer();
    const { videoContext } = player;
    const decoder = player.decoder();
    const [size, buffer] = [out<number>(), out<Uint8Array>()];
    expect(videoContext.GetDecoderBuffer(decoder, BITSTREAM, size, buffer)).toBe(S_OK);
    const first = buffer.value!;
    expect(first.length).toBe(size.value);
    first.set(content);
    expect(videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), out())).toBe(DXGI_ERROR_INVALID_CALL);
    expect(videoContext.ReleaseDecoderBuffer(decoder, BITSTREAM)).toBe(S_OK);
    expect(first.length).toBe(0);
    expect(videoContext.ReleaseDecoderBuffer(decoder, BITSTREAM)).toBe(DXGI_ERROR_INVALID_CALL);
    expect(videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), buffer)).toBe(S_OK);
    expect(buffer.value!.subarray(0, content.length)).toEqual(content);
  });

  it('is taken back with its decoder when the device was removed meanwhile (XLT-11)', () => {
    const player = new DecodingPlayer();
    const { videoContext, driver } = player;
    const decoder = player.decoder();
    const buffer = out<Uint8Array>();
    videoContext.GetDecoderBuffer(decoder, BITSTREAM, out(), buffer);
    driver.control.removeDevice();
    expect(videoContext.ReleaseDecoderBuffer(decoder, BITSTREAM)).toBe(d3d11.DXGI_ERROR_DEVICE_REMOVED);
    decoder.Release();
    expect(buffer.value).toHaveLength(0);
  });

  it('may be locked before a frame begins', () => {
    const player = new DecodingPlayer();
    const decoder = player.decoder();
    player.fill(decoder, BITSTREAM, content);
    player.videoContext.DecoderBeginFrame(decoder, player.view(), 0, null);
    player.context3.SubmitDecoderBuffers1(decoder, 1, [{ ...clear1, DataSize: 160 }]);
    player.videoContext.DecoderEndFrame(decoder);
    expect(player.decoded(decoder)).toEqual([[BITSTREAM, content]]);
  });
});

describe('what is wrong with a frame', () => {
  it('is refused by the runtime outside a frame, and the driver is not asked', () => {
    const player = new DecodingPlayer();
    const { videoContext, context3 } = player;
    const decoder = player.decoder();
    const calls = [
      () => videoContext.DecoderEndFrame(decoder),
      () => videoContext.SubmitDecoderBuffers(decoder, 1, [clear]),
      () => context3.SubmitDecoderBuffers1(decoder, 1, [clear1]),
      () => context3.SubmitDecoderBuffers2(decoder, 1, [clear2]),
    ];
    for (const call of calls) {
      const said = player.said(() => {
        expect(call()).toBe(E_INVALIDARG);
      });
      expect(said).toEqual([checked('NO_FRAME')]);
    }
    expect(player.reason).toBe(S_OK);
  });

  it('leaves the frame as it is, where sub-samples are not the buffer', () => {
    const player = new DecodingPlayer();
    const decoder = player.inFrame();
    const pSubSampleMappingBlock = [{ ClearSize: 1, EncryptedSize: 16 }];
    const desc = { ...clear1, pSubSampleMappingBlock, SubSampleMappingCount: 1 };
    const said = player.said(() => {
      expect(player.context3.SubmitDecoderBuffers1(decoder, 1, [desc])).toBe(E_INVALIDARG);
    });
    expect(said).toContainEqual(checked('SUB_SAMPLE_SUM'));
    expect(player.videoContext.DecoderEndFrame(decoder)).toBe(S_OK);
    expect(player.decoded(decoder)).toEqual([]);
  });

  it.each<[string, (player: DecodingPlayer) => readonly [unknown, number], string]>([
    ['a session of another device', (player) => [named(foreignSession(player)), 48], 'OTHER_DEVICE'],
    ['a released session', (player) => [named(releasedSession(player)), 48], 'RELEASED_OBJECT'],
    ['no session', () => [{ ...named(null as never) }, 48], 'ARGUMENT'],
    ['another size', (player) => [named(player.keyedSession(key)), 24], 'ARGUMENT'],
    [
      'a session without a decoder profile (CCS-4)',
      (player) => [named(player.session(null)), 48],
      'ARGUMENT',
    ],
    [
      'a blob that is too short',
      (player) => [{ ...named(player.session()), BlobSize: 1 }, 48],
      'SHORT_BUFFER',
    ],
    ['bytes', () => [new Uint8Array(48), 48], 'ARGUMENT'],
    ['a size alone', () => [null, 16], 'ARGUMENT'],
  ])('as its key: %s', (_what, given, check) => {
    const player = new DecodingPlayer();
    const decoder = player.decoder(CENC);
    const view = player.view();
    const [pContentKey, size] = given(player);
    const said = player.said(() => {
      const code = player.videoContext.DecoderBeginFrame(decoder, view, size, pContentKey as Uint8Array);
      expect(code).toBe(E_INVALIDARG);
    });
    expect(said).toEqual([checked(check as 'ARGUMENT')]);
  });

  it('is told where the driver is too old for it', () => {
    const player = new DecodingPlayer({ profile: {} });
    const decoder = player.inFrame();
    const said = player.said(() => {
      expect(player.context3.SubmitDecoderBuffers1(decoder, 1, [clear1])).toBe(E_NOTIMPL);
      expect(player.context3.SubmitDecoderBuffers2(decoder, 1, [clear2])).toBe(E_NOTIMPL);
    });
    expect(said).toEqual([checked('NOT_IN_DRIVER'), checked('NOT_IN_DRIVER')]);
  });

  it('has no histograms where the driver is too old for them (VDEC-25)', () => {
    const player = new DecodingPlayer({ profile: { interfaceVersions: ['D3DWDDM2_1'] } });
    const decoder = player.decoder();
    const view = player.view();
    const buffer = createBuffer(player.device, { ...plain, ByteWidth: 4096 });
    const begin = (wanted: d3d11.ID3D11Buffer | null) =>
      player.context3.DecoderBeginFrame1(decoder, view, 0, null, 1, [0], [wanted]);
    const said = player.said(() => {
      expect(begin(buffer)).toBe(E_NOTIMPL);
    });
    expect(said).toEqual([checked('NOT_IN_DRIVER')]);
    expect(begin(null)).toBe(S_OK);
  });

  it('goes through the older slot where it has no pattern (VDEC-19)', () => {
    const player = new DecodingPlayer({ profile: { interfaceVersions: ['D3DWDDM2_0'] } });
    const decoder = player.inFrame();
    player.fill(decoder, BITSTREAM, content);
    expect(player.context3.SubmitDecoderBuffers2(decoder, 1, [{ ...clear2, DataSize: 160 }])).toBe(S_OK);
    const stripes = { cBlocksStripeEncrypted: 1, cBlocksStripeClear: 9 };
    expect(player.context3.SubmitDecoderBuffers2(decoder, 1, [{ ...clear2, ...stripes }])).toBe(E_NOTIMPL);
  });
});

function foreignSession(player: DecodingPlayer) {
  return player.sibling().keyedSession(key);
}

function releasedSession(player: DecodingPlayer) {
  const session = player.session(h264);
  session.Release();
  return session;
}
