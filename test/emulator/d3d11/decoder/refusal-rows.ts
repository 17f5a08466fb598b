/** The ways in which functions of decoders refuse a call, for a Bench of `hardware-decode`. */
import * as ddi from 'softumd/ddi';
import { bindOverChannel } from '../../channel/bind-over-channel.js';
import type { Bench } from '../bench.js';
import type { CodedRow } from '../refused-row.js';
import type { DecoderKind } from './decoder-bench.js';
import {
  BUFFER_TYPE,
  CBCS,
  decoderArguments,
  descriptionArguments,
  frameArguments,
  frameSession,
  HW_CENC,
  makeDecoder,
  makeView,
  viewArguments,
} from './decoder-bench.js';

const { E_INVALIDARG, E_OUTOFMEMORY, E_PENDING, NULL_GUID, S_OK } = ddi;
const unknown = ddi.guid('2c3d4e5f-1111-2222-3333-444455556666');
const { P010 } = ddi.DXGI_FORMAT;
const key = new Uint8Array(16).fill(0x6b);

type Rows = Readonly<Record<string, CodedRow>>;
type Changes = CodedRow['changes'];

const refused = (cause: CodedRow['cause'], changes: Changes): CodedRow => ({
  code: E_INVALIDARG,
  cause,
  changes,
});
const noMemory = (clause: string): CodedRow => ({
  code: E_OUTOFMEMORY,
  cause: { rule: 'the driver gets no memory', clause },
  changes: () => ({}),
  arrange: ({ driver }) => {
    driver.control.failAllocation(1);
  },
});

const described =
  (kind: DecoderKind): Changes =>
  (bench) => ({ pDecodeDesc: descriptionArguments(bench, kind) });
const ofDescription: Rows = {
  'another profile': refused(
    { clause: 'VDEC-5, VDEC-9', argument: 'pDecodeDesc' },
    described({ profile: unknown }),
  ),
  'another format': refused(
    { clause: 'VDEC-5, VDEC-11', argument: 'pDecodeDesc', expected: 'NV12', received: 'P010' },
    described({ format: P010 }),
  ),
};
const noEntry = (Index: number, expected: string) =>
  refused({ clause: 'VDEC-9', argument: 'Index', expected, received: String(Index) }, () => ({ Index }));

const created =
  (kind: DecoderKind): Changes =>
  (bench) => ({ pCreateData: decoderArguments(bench, kind) });
const viewed =
  (changes: Parameters<typeof viewArguments>[1]): Changes =>
  ({ device }) => ({ pCreateData: viewArguments(device, changes) });

/** A decoder of a kind, with a session that has a key bound to it. */
function boundDecoder({ device }: Bench, kind: DecoderKind = { encryption: NULL_GUID }): ddi.HDecode {
  const hDecoder = makeDecoder(device, kind);
  const hCryptoSession = device.keyedSession(key);
  bindOverChannel(device, hDecoder, hCryptoSession);
  return hDecoder;
}

/** Puts a decoder into a frame under the key that is given, or in clear. */
function inFrame({ device }: Bench, decoder: ddi.HDecode, contentKey?: Uint8Array): ddi.HDecode {
  const pBeginFrame = frameArguments(device, makeView(device), contentKey);
  const code = device.video.pfnVideoDecoderBeginFrame(device.hDevice, decoder, pBeginFrame);
  if (code !== S_OK) throw new Error(`no frame: ${code}`);
  return decoder;
}

const beginWith =
  (contentKey: Uint8Array, kind?: DecoderKind): Changes =>
  (bench) => ({
    hDecoder: boundDecoder(bench, kind),
    pBeginFrame: frameArguments(bench.device, makeView(bench.device), contentKey),
  });
const beginNaming =
  (session: (bench: Bench) => Uint8Array): Changes =>
  (bench) =>
    beginWith(session(bench), { encryption: HW_CENC })(bench);

type Description = ddi.StructValue<typeof ddi.D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC>;
const bufferOf = (bench: Bench, changes: Partial<Description>) =>
  bench.bytes(
    ddi.D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC.toBytes({
      ...{ hResource: bench.device.buffer(64), BufferType: BUFFER_TYPE.BITSTREAM, DataSize: 64, ...changes },
    }),
  );
const submitted =
  (changes: Partial<Description>): Changes =>
  (bench) => ({ pBufferDesc: bufferOf(bench, changes) });
/** A buffer that is encrypted, for a frame under the session key. */
const encrypted =
  (changes: Partial<Description>, kind: DecoderKind = { encryption: NULL_GUID }): Changes =>
  (bench) => {
    const hCryptoSession = bench.device.keyedSession(key);
    const given = kind.encryption === NULL_GUID ? new Uint8Array(16) : frameSession({ hCryptoSession });
    const pIV = bench.bytes(16);
    return {
      hDecoder: inFrame(bench, boundDecoder(bench, kind), given),
      pBufferDesc: bufferOf(bench, { pIV, IVSize: 16, ...changes }),
    };
  };

/** By function, and by what is wrong. */
export const decoderRefusals: Readonly<Record<string, Rows>> = {
  GetVideoDecoderProfile: { 'an index too large': noEntry(99, '0 to 4') },
  GetVideoDecoderConfigCount: ofDescription,
  GetVideoDecoderConfig: { ...ofDescription, 'an index too large': noEntry(10, '0 to 9') },
  GetVideoDecoderBufferTypeCount: ofDescription,
  GetVideoDecoderBufferInfo: { ...ofDescription, 'an index too large': noEntry(4, '0 to 3') },
  CreateVideoDecoder: {
    'another profile': refused({ clause: 'VDEC-5, VDEC-9' }, created({ profile: unknown })),
    'another format': refused({ clause: 'VDEC-5, VDEC-11' }, created({ format: P010 })),
    'no picture': refused({ clause: 'VDEC-5', received: '64 x 0' }, created({ height: 0 })),
    'another configuration': refused(
      { rule: 'the configuration is none of those that GetVideoDecoderConfig tells', clause: 'VDEC-5' },
      created({ raw: 0 }),
    ),
    'no memory': noMemory('VDEC-1'),
  },
  CreateVideoDecoderOutputView: {
    'a dead resource': refused({ rule: 'hDrvResource is dead', clause: 'D-09, VDEC-4' }, (bench) =>
      viewed({ hDrvResource: bench.bytes(16) })(bench),
    ),
    'a resource of another device': refused({ rule: 'hDrvResource is dead' }, (bench) =>
      viewed({ hDrvResource: bench.other.buffer(64) })(bench),
    ),
    'another profile': refused({ clause: 'VDEC-5, VDEC-9' }, viewed({ DecodeProfile: unknown })),
    'another level': refused({ clause: 'VDEC-22', received: '1' }, viewed({ MipSlice: 1 })),
    'no slice': refused({ clause: 'VDEC-22', received: '0 from 0 on' }, viewed({ ArraySize: 0 })),
    'a slice outside': refused(
      { clause: 'VDEC-22', received: '1 from 1 on' },
      viewed({ FirstArraySlice: 1 }),
    ),
    'another format': refused({ clause: 'VDEC-11, VDEC-21', expected: 'NV12' }, (bench) =>
      viewed({ hDrvResource: bench.device.buffer(64) })(bench),
    ),
    'no memory': noMemory('VDEC-21'),
  },
  VideoDecoderBeginFrame: {
    'a dead view': refused({ rule: 'hOutputView is dead', clause: 'D-09, D-61, VDEC-4' }, (bench) => ({
      pBeginFrame: frameArguments(bench.device, bench.bytes(16)),
    })),
    'a frame in a frame': refused({ clause: 'VDBF-4, VDEC-18', argument: 'hDecoder' }, (bench) => ({
      hDecoder: inFrame(bench, makeDecoder(bench.device)),
    })),
    'a busy decoder': {
      code: E_PENDING,
      cause: { clause: 'VDBF-8' },
      changes: () => ({}),
      arrange: ({ driver }) => {
        driver.control.stillDecoding(1, E_PENDING);
      },
    },
    'a key without a session': refused({ clause: 'CFG-15, D-36' }, (bench) => ({
      ...beginWith(key)(bench),
      hDecoder: makeDecoder(bench.device, { encryption: NULL_GUID }),
    })),
    'a key of 15 bytes': refused({ clause: 'D-28, VDBF-2', received: '15' }, beginWith(key.slice(1))),
    'another size of the structure': refused(
      { clause: 'VDBF-5, VDBF-6', received: '16' },
      beginWith(key, { encryption: HW_CENC }),
    ),
    'a session of another device': refused({ clause: 'CCS-3, D-09, D-61' }, (bench) =>
      beginNaming(({ other }) => frameSession({ hCryptoSession: other.keyedSession(key) }))(bench),
    ),
    'a session without a key': refused(
      { rule: 'there is no session key', clause: 'D-10' },
      beginNaming(({ device }) => frameSession({ hCryptoSession: device.session() })),
    ),
    'another size of the blob': refused(
      { clause: 'VDBF-2, VDBF-5', received: '15' },
      beginNaming((bench) =>
        frameSession({
          ...{ hCryptoSession: bench.device.keyedSession(key), pBlob: bench.bytes(16), BlobSize: 15 },
        }),
      ),
    ),
    'the id of a hardware key with a software session': refused(
      { clause: 'CCS-7, VDBF-5' },
      beginNaming((bench) =>
        frameSession({ hCryptoSession: bench.device.keyedSession(key), pKeyInfoId: bench.guid(unknown) }),
      ),
    ),
    'no memory': noMemory('VDEC-16'),
  },
  VideoDecoderSubmitBuffers: {
    'no frame': refused({ clause: 'VDEC-15, VDEC-18' }, ({ device }) => ({ hDecoder: makeDecoder(device) })),
    'a dead buffer': refused({ rule: 'hResource is dead', clause: 'D-09, VDEC-4' }, (bench) =>
      submitted({ hResource: bench.bytes(16) })(bench),
    ),
    'another type of buffer': refused({ clause: 'VDEC-14' }, submitted({ BufferType: 77 })),
    'an offset': refused({ clause: 'VDEC-17', received: '1' }, submitted({ DataOffset: 1 })),
    'more data than room': refused({ clause: 'VDEC-17', received: '65' }, submitted({ DataSize: 65 })),
    'an IV of 8 bytes': refused({ clause: 'IV-2, IV-7', received: '8' }, encrypted({ IVSize: 8 })),
    'a block info with blocks': refused(
      { clause: 'AMB-14, D-23' },
      encrypted({ PartialEncryption: 1 }, { encryption: CBCS }),
    ),
    'no memory': noMemory('VDEC-16'),
  },
  VideoDecoderEndFrame: {
    'no frame': refused({ clause: 'VDEC-15, VDEC-18' }, ({ device }) => ({ hDecoder: makeDecoder(device) })),
  },
};
