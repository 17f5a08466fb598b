/** One way after another in which a function refuses a call, and what is said of it. */
import type { EmulatedProfile } from 'softumd/emulator';
import type { Refusal } from 'softumd/driver';
import * as ddi from 'softumd/ddi';
import { wrapSessionKey } from 'softumd/player';
import { leaf } from '../../certificate/test-chain.js';
import type { Bench } from './bench.js';

export interface RefusalRow {
  readonly profile?: Partial<EmulatedProfile>;
  /** Arguments, by the header's names, that take the place of those of a good call. */
  readonly changes: (bench: Bench) => Readonly<Record<string, number>>;
  /** What is done just before the call. */
  readonly arrange?: (bench: Bench) => void;
  readonly cause: Readonly<Partial<Refusal>>;
}

const { NULL, D3D11_1DDI_CONTENT_PROTECTION_CAPS: CAPS } = ddi;
const whole = CAPS.SOFTWARE | CAPS.DECRYPTION_BLT;
const other = ddi.D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY;
const zeros = (bench: Bench) => bench.bytes(16);
const otherGuid = (bench: Bench) => bench.guid(other);
const noMemory = ({ driver }: Bench) => {
  driver.control.failAllocation(1);
};

const session = (arguments_: (bench: Bench) => number) => (bench: Bench) => ({
  pCreateData: arguments_(bench),
});

const resource =
  (changes: Partial<ddi.StructValue<typeof ddi.D3D11DDIARG_CREATERESOURCE>>) => (bench: Bench) => {
    const { D3D11DDIARG_CREATERESOURCE: CREATE } = ddi;
    const good = CREATE.decode(bench.memory, bench.bufferArguments(16));
    return { pCreateResource: bench.bytes(CREATE.toBytes({ ...good, ...changes })) };
  };

const certificateInfo =
  (info: Partial<ddi.StructValue<typeof ddi.D3D11_1DDI_CERTIFICATE_INFO>>) => (bench: Bench) => ({
    pCertificateInfo: bench.bytes(ddi.D3D11_1DDI_CERTIFICATE_INFO.toBytes(info)),
  });

const keyBuffer = (make: () => Uint8Array) => (bench: Bench) => ({ pData: bench.bytes(make()) });
const wrapped = (hash: 'sha512' | 'sha1') => wrapSessionKey(leaf, new Uint8Array(16).fill(0x7d), { hash });

const device = (changes: Parameters<Bench['deviceArguments']>[0]) => (bench: Bench) => ({
  pCreateData: bench.deviceArguments(changes),
});

const box = (bench: Bench, right: number) =>
  bench.bytes(ddi.D3D10_DDI_BOX.toBytes({ right, bottom: 1, back: 1 }));

const OAEP = '16 bytes by RSAES-OAEP, SHA-512 for an empty label and in MGF1, big-endian';

/** By function, and by what is wrong. */
export const refusalRows: Readonly<Record<string, Readonly<Record<string, RefusalRow>>>> = {
  OpenAdapter10_2: {
    'a table that is NULL': {
      changes: (bench) => ({ pOpenData: bench.bytes(ddi.D3D10DDIARG_OPENADAPTER.toBytes({})) }),
      cause: { rule: 'pAdapterFuncs_2 is NULL', clause: 'D-13', argument: 'pOpenData' },
    },
    'no memory': { arrange: noMemory, changes: () => ({}), cause: { rule: 'the driver gets no memory' } },
  },
  CreateDevice: {
    'a block that is NULL': {
      changes: device({ hDrvDevice: NULL }),
      cause: { rule: 'hDrvDevice is NULL', clause: 'D-13', argument: 'pCreateData' },
    },
    'a block in use': {
      changes: (bench) => device({ hDrvDevice: bench.other.hDevice })(bench),
      cause: { clause: 'D-61', argument: 'pCreateData', received: 'a live device' },
    },
    'another version': {
      changes: device({ Interface: 1 }),
      cause: { clause: 'DEV-7, OPN-8', argument: 'pCreateData', received: '0x1' },
    },
    'no memory': { arrange: noMemory, changes: () => ({}), cause: { rule: 'the driver gets no memory' } },
  },
  GetSupportedVersions: {
    'a short array': {
      changes: (bench) => ({ puEntries: bench.bytes(4) }),
      cause: { clause: 'OPN-12', argument: 'puEntries', expected: 'at least 1', received: '0' },
    },
  },
  GetCaps: {
    'an unknown type': {
      changes: (bench) => ({ pData: bench.capsArguments(77) }),
      cause: { clause: 'OPN-17, OPN-21', argument: 'pData', received: '77' },
    },
    'a short answer': {
      changes: (bench) => ({ pData: bench.capsArguments(undefined, 3) }),
      cause: { clause: 'OPN-21', expected: 'DataSize of at least 4', received: '3' },
    },
    'an answer that is NULL': {
      changes: (bench) => ({
        pData: bench.bytes(
          ddi.D3D10_2DDIARG_GETCAPS.toBytes({ Type: ddi.D3D10_2DDICAPS_TYPE.SHADER, DataSize: 4 }),
        ),
      }),
      cause: { rule: 'pData is NULL', clause: 'D-13', argument: 'pData' },
    },
  },
  RetrieveSubObject: {
    'no video functions': {
      profile: { videoFunctions: false },
      changes: () => ({}),
      cause: { clause: 'D-19, SUB-8', argument: 'SubDeviceID' },
    },
    'another id': {
      changes: () => ({ SubDeviceID: 7 }),
      cause: { clause: 'SUB-8', argument: 'SubDeviceID', expected: '2', received: '7' },
    },
    'short parameters': {
      changes: () => ({ ParamSize: 15 }),
      cause: { clause: 'SUB-6', argument: 'ParamSize', expected: 'at least 16', received: '15' },
    },
    'a table that is NULL': {
      changes: (bench) => ({ pParams: zeros(bench) }),
      cause: { rule: 'p11VideoDeviceFuncs is NULL', clause: 'D-13', argument: 'pParams' },
    },
    'parameters that are NULL': {
      changes: () => ({ pParams: NULL }),
      cause: { clause: 'D-13', argument: 'pParams' },
    },
  },
  GetContentProtectionCaps: {
    'another crypto type': {
      changes: (bench) => ({ pCryptoType: otherGuid(bench) }),
      cause: {
        rule: 'the driver does not offer this crypto type',
        argument: 'pCryptoType',
        expected: 'D3D11_1DDI_CRYPTO_TYPE_AES128_CTR',
        received: 'D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY',
      },
    },
    'another decode profile': {
      changes: (bench) => ({ pDecodeProfile: otherGuid(bench) }),
      cause: { clause: 'D-12, GCPC-9', argument: 'pDecodeProfile' },
    },
    'another decode profile for all types': {
      changes: (bench) => ({ pCryptoType: bench.guid(ddi.NULL_GUID), pDecodeProfile: otherGuid(bench) }),
      cause: { clause: 'D-12, GCPC-9', argument: 'pDecodeProfile' },
    },
  },
  GetCryptoKeyExchangeType: {
    'another crypto type': {
      changes: (bench) => ({ pCryptoType: otherGuid(bench) }),
      cause: { argument: 'pCryptoType' },
    },
    'an index too large': {
      changes: () => ({ Index: 1 }),
      cause: { clause: 'GCKE-4', argument: 'Index', expected: '0 to 0', received: '1' },
    },
  },
  CreateCryptoSession: {
    'another crypto type': {
      changes: session((bench) => bench.sessionArguments(other)),
      cause: { clause: 'CCS-10, D-11', argument: 'pCreateData' },
    },
    'another decode profile': {
      changes: session((bench) => bench.sessionArguments(undefined, other)),
      cause: { clause: 'CCS-5, D-11' },
    },
    'another key exchange': {
      changes: session((bench) => bench.sessionArguments(undefined, undefined, other)),
      cause: {
        rule: 'the driver does not offer this KeyExchangeType',
        clause: 'CCS-7, D-11',
        expected: 'D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP',
      },
    },
    'no memory': { arrange: noMemory, changes: () => ({}), cause: { clause: 'CCS-11' } },
  },
  GetCertificateSize: {
    'another crypto type': {
      changes: certificateInfo({ CertificateType: 2, CryptoSessionType: other }),
      cause: { clause: 'D-11, GCS-4', argument: 'pCertificateInfo' },
    },
    'another certificate type': {
      changes: certificateInfo({ CertificateType: 3 }),
      cause: { clause: 'GCS-2, GCS-3', received: '3' },
    },
    'a channel that there is not': {
      changes: certificateInfo({ CertificateType: 1, ChannelType: 3 }),
      cause: { clause: 'CAC-5, GCS-3', received: '3' },
    },
  },
  GetCertificate: {
    'a short buffer': {
      changes: () => ({ CertificateSize: 5 }),
      cause: { clause: 'D-06', argument: 'CertificateSize', received: '5' },
    },
    'another certificate type': {
      changes: certificateInfo({ CertificateType: 3 }),
      cause: { clause: 'GCS-2, GCS-3' },
    },
  },
  NegotiateCryptoSessionKeyExchange: {
    'a second time': {
      profile: { renegotiation: 'refuse' },
      changes: () => ({}),
      cause: { clause: 'D-04', argument: 'hCryptoSession' },
    },
    'another size': {
      changes: () => ({ DataSize: 255 }),
      cause: { argument: 'DataSize', expected: '256', received: '255' },
    },
    'no memory': { arrange: noMemory, changes: () => ({}), cause: { clause: 'NCS-7' } },
    'another hash': {
      changes: keyBuffer(() => wrapped('sha1')),
      cause: {
        rule: 'OAEP with another hash',
        clause: 'D-01, NCS-5',
        argument: 'pData',
        expected: OAEP,
        received: 'SHA-1 for the label, SHA-1 in MGF1',
      },
    },
    'no number below the modulus': {
      changes: keyBuffer(() => new Uint8Array(256).fill(0xff)),
      cause: { rule: 'the key buffer is no number below the modulus', clause: 'NCS-3' },
    },
    noise: {
      changes: keyBuffer(() => new Uint8Array(256).fill(0x11)),
      cause: { rule: 'damaged, or made for another certificate' },
    },
    'the bytes in reverse': {
      changes: keyBuffer(() => wrapped('sha512').reverse()),
      cause: { rule: 'the bytes are in reversed order', received: 'little-endian' },
    },
  },
  StartSessionKeyRefresh: {
    'no cap': {
      profile: { caps: 1 },
      changes: () => ({}),
      cause: { rule: 'the caps have no FRESHEN_SESSION_KEY' },
    },
    'no session key': {
      changes: (bench) => ({ hCryptoSession: bench.device.session() }),
      cause: { rule: 'there is no session key', clause: 'D-10', argument: 'hCryptoSession' },
    },
    'another size': {
      changes: () => ({ RandomNumberSize: 15 }),
      cause: { clause: 'D-26, SSKR-3', argument: 'RandomNumberSize', expected: '16', received: '15' },
    },
  },
  FinishSessionKeyRefresh: {
    'no session key': {
      changes: (bench) => ({ hCryptoSession: bench.device.session() }),
      cause: { rule: 'there is no session key', clause: 'D-10', argument: 'hCryptoSession' },
    },
    'no refresh before': {
      changes: (bench) => ({ hCryptoSession: bench.device.keyedSession(new Uint8Array(16).fill(1)) }),
      cause: { rule: 'no refresh was started', clause: 'D-26, FSKR-3', argument: 'hCryptoSession' },
    },
  },
  GetEncryptionBltKey: {
    'no cap': {
      changes: (bench) => ({ hCryptoSession: bench.device.session() }),
      cause: { rule: 'the caps have no ENCRYPTED_READ_BACK_KEY' },
    },
    'another size': {
      changes: () => ({ KeySize: 17 }),
      cause: { clause: 'D-26, GEBK-3', argument: 'KeySize', expected: '16', received: '17' },
    },
  },
  EncryptionBlt: {
    'no IV': { changes: () => ({ pIV: NULL }), cause: { clause: 'D-20, EB-8', argument: 'pIV' } },
    'no cap': {
      profile: { caps: 1 },
      changes: () => ({}),
      cause: { rule: 'the caps have no ENCRYPTED_READ_BACK' },
    },
  },
  DecryptionBlt: {
    'no IV': { changes: () => ({ pIV: NULL }), cause: { clause: 'D-21, DB-10', argument: 'pIV' } },
    'no cap': {
      profile: { caps: 1 },
      changes: () => ({}),
      cause: { rule: 'the caps have no DECRYPTION_BLT' },
    },
    'block info without its cap': {
      profile: { caps: whole },
      changes: (bench) => ({ pEncryptedBlockInfo: zeros(bench) }),
      cause: { clause: 'DB-4', argument: 'pEncryptedBlockInfo' },
    },
    'a content key without its cap': {
      profile: { caps: whole },
      changes: (bench) => ({ pContentKey: zeros(bench) }),
      cause: { clause: 'DB-7', argument: 'pContentKey' },
    },
    'a content key of 24 bytes': {
      changes: (bench) => ({ pContentKey: bench.bytes(24), ContentKeySize: 24 }),
      cause: { clause: 'DB-5', argument: 'ContentKeySize', expected: '16', received: '24' },
    },
    'no session key': {
      changes: (bench) => ({ hCryptoSession: bench.device.session() }),
      cause: { rule: 'there is no session key', clause: 'D-10', argument: 'hCryptoSession' },
    },
    'an IV of 8 bytes': {
      changes: () => ({ IVSize: 8 }),
      cause: { clause: 'IV-2', argument: 'IVSize', expected: '16', received: '8' },
    },
    'another size': {
      changes: (bench) => ({ hDstResource: bench.device.buffer(48) }),
      cause: { argument: 'hDstResource', expected: '64 bytes', received: '48 bytes' },
    },
    'another format': {
      changes: (bench) => ({ hDstResource: bench.device.nv12(16, 8) }),
      cause: { expected: '64 bytes', received: 'NV12 of 16 x 8' },
    },
    'no whole blocks': {
      changes: (bench) => ({ hSrcResource: bench.device.buffer(20), hDstResource: bench.device.buffer(20) }),
      cause: { rule: '20 bytes are no multiple of 16', clause: 'D-24, GCPC-11' },
    },
  },
  CreateResource: {
    'no mip levels': {
      changes: resource({ MipLevels: 0 }),
      cause: { clause: 'RES-2', received: 'MipLevels 0' },
    },
    'no mip list': { changes: resource({ pMipInfoList: NULL }), cause: { received: 'pMipInfoList NULL' } },
    'no slices': { changes: resource({ ArraySize: 0 }), cause: { received: 'ArraySize 0' } },
    samples: { changes: resource({ SampleDesc: { Count: 2, Quality: 0 } }), cause: { received: 'Count 2' } },
    'another dimension': {
      changes: resource({ ResourceDimension: ddi.D3D10DDIRESOURCE_TYPE.TEXTURE3D }),
      cause: { rule: 'there are buffers and 2D textures alone' },
    },
    'protection in hardware': {
      changes: resource({ MiscFlags: ddi.D3DWDDM2_0DDI_RESOURCE_MISC_HW_PROTECTED }),
      cause: { received: 'HW_PROTECTED' },
    },
    'half a sample of chroma': {
      changes: (bench) => ({ pCreateResource: bench.nv12Arguments(5, 4) }),
      cause: { received: 'NV12 of 5 x 4, 1 mip levels' },
    },
    'no memory': { arrange: noMemory, changes: () => ({}), cause: { clause: 'RES-2' } },
  },
  StagingResourceMap: {
    'no such subresource': {
      changes: () => ({ Subresource: 1 }),
      cause: { clause: 'RES-25', argument: 'Subresource', expected: '0 to 0', received: '1' },
    },
    'still drawing': {
      arrange: ({ driver }) => {
        driver.control.stillDrawing(1);
      },
      changes: () => ({ Flags: ddi.D3D10_DDI_MAP_FLAG.DONOTWAIT }),
      cause: { clause: 'RES-20', argument: 'Flags' },
    },
  },
  ResourceUnmap: { 'no such subresource': { changes: () => ({ Subresource: 9 }), cause: { received: '9' } } },
  ResourceCopy: {
    'another size': {
      changes: (bench) => ({ hDstResource: bench.device.buffer(48) }),
      cause: {
        clause: 'RES-28',
        expected: '1 slices of 1 mip levels, 64 bytes',
        received: '1 slices of 1 mip levels, 48 bytes',
      },
    },
  },
  ResourceCopyRegion: {
    'no source': {
      changes: () => ({ SrcSubresource: 1 }),
      cause: { clause: 'RES-25', argument: 'SrcSubresource' },
    },
    'no destination': { changes: () => ({ DstSubresource: 1 }), cause: { argument: 'DstSubresource' } },
    'another format': {
      changes: (bench) => ({ hDstResource: bench.device.nv12(16, 8) }),
      cause: { rule: 'source and destination differ in format', received: 'NV12 of 16 x 8' },
    },
    depth: { changes: () => ({ DstZ: 1 }), cause: { argument: 'DstZ', received: '1' } },
    'a box outside the source': {
      changes: (bench) => ({ pSrcBox: box(bench, 65) }),
      cause: {
        clause: 'RES-12, RES-31',
        argument: 'pSrcBox',
        expected: '64 bytes',
        received: '0, 0 to 65, 1',
      },
    },
    'a place outside the destination': {
      changes: () => ({ DstX: 60 }),
      cause: { argument: 'DstX', received: '60, 0 to 76, 1' },
    },
  },
  ResourceUpdateSubresourceUP: {
    'no such subresource': { changes: () => ({ DstSubresource: 1 }), cause: { argument: 'DstSubresource' } },
    'a box outside': { changes: (bench) => ({ pDstBox: box(bench, 17) }), cause: { argument: 'pDstBox' } },
  },
  CheckFormatSupport: {
    'no such format': {
      changes: () => ({ Format: 999 }),
      cause: { clause: 'DEV-23', argument: 'Format', received: '999' },
    },
  },
};
