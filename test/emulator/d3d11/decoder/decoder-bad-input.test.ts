/** Decoders given structures at random, made from their declarations: what is refused has changed nothing (D-14). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Address, FunctionDeclaration, Struct } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { AccessViolation } from 'softumd/memory';
import { anyValueOf } from '../../../support/any-struct.js';
import { caught } from '../../../support/caught.js';
import type { DecoderKind } from './decoder-bench.js';
import {
  BUFFER_TYPE,
  CBCS,
  CENC,
  DecoderBench,
  decoderArguments,
  descriptionArguments,
  frameSession,
  mapBytes,
  viewArguments,
} from './decoder-bench.js';
import { runs } from '../../../support/runs.js';

const { NULL, NULL_GUID, S_OK, VIDEO_TABLES } = ddi;
const key = new Uint8Array(16).fill(0x3c);

/** Everything that may be found behind a pointer or a handle, live and not. */
function furnished(kind: DecoderKind) {
  const decoding = new DecoderBench(kind, { ivReuse: 'allow' });
  const { bench, device } = decoding;
  const hCryptoSession = device.keyedSession(key);
  if (kind.encryption === NULL_GUID) decoding.bind(hCryptoSession);
  const [mine, small, others] = [device.buffer(64), device.buffer(1), bench.device.buffer(64)];
  const addresses = [
    ...[NULL, mine, small, others, decoding.view, decoding.decoder, hCryptoSession, device.nv12(64, 32)],
    ...[device.session(), bench.device.keyedSession(key), bench.forged(decoding.view)],
    ...[bench.bytes(16), bench.bytes(mapBytes([[4, 60]])), bench.bytes(mapBytes([[0, 0]])), bench.bytes(3)],
    bench.bytes(frameSession({ hCryptoSession })),
    bench.bytes(frameSession({ hCryptoSession, BlobSize: 16, pBlob: bench.bytes(16) })),
    ...[1, 0x7fff_ffff_fff0],
  ] as Address[];
  return { decoding, addresses };
}

type World = ReturnType<typeof furnished>;

/** Values of a structure, its addresses and sizes now and then such as mean something. */
function anyArguments<T extends object>(struct: Struct<T>, { addresses }: World, good: Partial<T>) {
  const members = struct.members.map(({ name, type }) => {
    const random = anyValueOf(struct).map((value) => (value as Record<string, unknown>)[name]);
    const isAddress = type.size('x64') === 8 && typeof type.zero === 'number';
    const some = isAddress ? fc.constantFrom(...addresses) : fc.constantFrom(0, 1, 8, 16, 48, 64);
    const isNumber = typeof type.zero === 'number';
    const given = fc.constant((good as Record<string, unknown>)[name] ?? type.zero);
    const other = isNumber ? fc.oneof(some, some, random) : random;
    return [name, fc.oneof({ weight: 5, arbitrary: given }, { weight: 1, arbitrary: other })] as const;
  });
  return fc.record(Object.fromEntries(members)) as fc.Arbitrary<Partial<T>>;
}

interface Asked {
  readonly name: string;
  readonly declaration: FunctionDeclaration;
  readonly struct: Struct;
  readonly good: (world: World) => object;
  readonly call: (world: World, address: Address) => number;
}

const buffer = ({ addresses, decoding }: World) => ({
  hResource: addresses[1],
  BufferType: BUFFER_TYPE.BITSTREAM,
  DataSize: 64,
  pIV: decoding.bench.bytes(16),
  IVSize: 16,
});
const read = <T extends object>(struct: Struct<T>, { decoding }: World, address: Address) =>
  struct.decode(decoding.bench.memory, address);

const asked: readonly Asked[] = [
  {
    ...{ name: 'CreateVideoDecoder', declaration: ddi.CreateVideoDecoder },
    struct: ddi.D3D11_1DDIARG_CREATEVIDEODECODER,
    good: (world) =>
      read(ddi.D3D11_1DDIARG_CREATEVIDEODECODER, world, decoderArguments(world.decoding.bench)),
    call: ({ decoding: { bench, device } }, address) =>
      device.video.pfnCreateVideoDecoder(device.hDevice, address, bench.bytes(16), NULL),
  },
  {
    ...{ name: 'CreateVideoDecoderOutputView', declaration: ddi.CreateVideoDecoderOutputView },
    struct: ddi.D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW,
    good: (world) => ({
      ...read(ddi.D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW, world, viewArguments(world.decoding.device)),
      hDrvResource: world.addresses[7],
    }),
    call: ({ decoding: { bench, device } }, address) =>
      device.video.pfnCreateVideoDecoderOutputView(device.hDevice, address, bench.bytes(16), NULL),
  },
  {
    ...{ name: 'VideoDecoderBeginFrame', declaration: ddi.VideoDecoderBeginFrame },
    struct: ddi.D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME,
    good: ({ decoding, addresses }) => ({
      hOutputView: decoding.view,
      pContentKey: addresses[15],
      ContentKeySize: 48,
    }),
    call: ({ decoding: { decoder, device } }, address) =>
      device.video.pfnVideoDecoderBeginFrame(device.hDevice, decoder, address),
  },
  {
    ...{ name: 'BEGIN_FRAME_CRYPTO_SESSION', declaration: ddi.VideoDecoderBeginFrame },
    struct: ddi.D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION,
    good: ({ addresses }) => ({ hCryptoSession: addresses[6] }),
    call: ({ decoding: { bench, decoder, device, view } }, pContentKey) => {
      const image = ddi.D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME.toBytes({
        ...{ hOutputView: view, pContentKey, ContentKeySize: 48 },
      });
      return device.video.pfnVideoDecoderBeginFrame(device.hDevice, decoder, bench.bytes(image));
    },
  },
  {
    ...{ name: 'SubmitBuffers', declaration: ddi.VideoDecoderSubmitBuffers },
    struct: ddi.D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC,
    good: buffer,
    call: ({ decoding: { decoder, device } }, address) =>
      device.video.pfnVideoDecoderSubmitBuffers(device.hDevice, decoder, 1, address),
  },
  {
    ...{ name: 'SubmitBuffers1', declaration: ddi.VideoDecoderSubmitBuffers1 },
    struct: ddi.D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1,
    good: buffer,
    call: ({ decoding: { decoder, device } }, address) => {
      const video = device.host.videoFunctions(VIDEO_TABLES.D3DWDDM2_0)!;
      return video.pfnVideoDecoderSubmitBuffers1!(device.hDevice, decoder, 1, address);
    },
  },
  {
    ...{ name: 'SubmitBuffers2', declaration: ddi.VideoDecoderSubmitBuffers2 },
    struct: ddi.D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC,
    good: (world) => ({
      ...buffer(world),
      ...{ pSubSampleMappingBlock: world.addresses[12], SubSampleMappingCount: 1 },
    }),
    call: ({ decoding: { decoder, device } }, address) =>
      device.video.pfnVideoDecoderSubmitBuffers2(device.hDevice, decoder, 1, address),
  },
];

const kinds: readonly (readonly [string, DecoderKind])[] = [
  ['without encryption', {}],
  ['under a bound session', { encryption: NULL_GUID }],
  ['with CENC', { encryption: CENC }],
  ['with CBCS', { encryption: CBCS }],
];

describe.each(kinds)('a decoder %s', (_kind, kind) => {
  it.each(asked.map((one) => [one.name, one] as const))(
    '%s of anything is done, refused by a code that it may, or an access violation; and no more',
    (name, { declaration, struct, good, call }) => {
      const world = furnished(kind);
      const { decoding } = world;
      const { bench } = decoding;
      const named = frameSession({ hCryptoSession: world.addresses[6] as never });
      const isSubmit = name.startsWith('Submit');
      if (isSubmit) decoding.begin(kind.encryption === NULL_GUID ? new Uint8Array(16) : named);
      bench.driver.control.refusals.keep(true);
      const taken: number[] = [];
      const codes = [...declaration.codes, ...declaration.decidedCodes];
      fc.assert(
        fc.property(anyArguments(struct, world, good(world)), (value) => {
          const address = bench.bytes(struct.toBytes(value));
          const before = bench.snapshot();
          const blocks = bench.memory.live().length;
          let code: number = S_OK;
          const error = caught(() => {
            code = call(world, address);
          });
          if (error !== undefined) expect(error).toBeInstanceOf(AccessViolation);
          const isDone = error === undefined && code === S_OK;
          taken.push(isDone ? 1 : 0);
          expect(codes).toContain(code);
          expect(decoding.reported()).toBe(S_OK);
          if (isDone && declaration === ddi.VideoDecoderBeginFrame) decoding.end();
          if (!isDone) {
            const after = bench.snapshot() as { memory: unknown[]; devices: unknown };
            const { memory, devices } = before as typeof after;
            expect(after.devices).toEqual(devices);
            expect(after.memory.slice(0, blocks)).toEqual(memory);
            if (error === undefined)
              expect(bench.driver.control.refusals.take()).toMatchObject({
                rule: expect.stringMatching(/./),
              });
          }
          bench.memory.free(address);
        }),
        { numRuns: runs(40) },
      );
      if (isSubmit) {
        // What was refused is not in the frame.
        expect(decoding.end()).toBe(S_OK);
        expect(decoding.decoded()).toHaveLength(taken.filter((one) => one === 1).length);
      }
      // Without encryption nobody looks at a frame's key.
      if (name !== 'BEGIN_FRAME_CRYPTO_SESSION' || kind.encryption !== undefined) expect(taken).toContain(0);
    },
  );
});

it('queries of anything write nothing where they are refused', () => {
  const world = furnished({});
  const { bench, device } = world.decoding;
  const DESC = ddi.D3D11_1DDI_VIDEO_DECODER_DESC;
  const good = read(DESC, world, descriptionArguments(bench));
  fc.assert(
    fc.property(anyArguments(DESC, world, good), fc.nat(6), (value, index) => {
      const [pDesc, room] = [bench.bytes(DESC.toBytes(value)), new Uint8Array(100).fill(0xee)];
      const out = bench.bytes(room);
      device.video.pfnGetVideoDecoderConfig(device.hDevice, pDesc, index, out);
      if (world.decoding.reported() !== S_OK) expect(bench.memory.copyOut(out, 100)).toEqual(room);
      device.video.pfnGetVideoDecoderBufferInfo(device.hDevice, pDesc, index, out);
      world.decoding.reported();
    }),
    { numRuns: runs(100) },
  );
});
