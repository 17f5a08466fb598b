import type { Address, FunctionDeclaration, Hresult } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { defaultProfile } from 'softumd/emulator';
import type { Bench, BenchDevice } from './bench.js';
import { decoderCalls } from './decoder/decoder-calls.js';

const readBackDecodeProfile = ddi.guid('7f1c0f3a-95d5-4c0f-a2a4-70a7e0cbb1a5');

/** A bench's options with which every function has a good call: the default, and a decode profile whose read-back has a key. */
export const everyFunction = {
  profile: {
    cryptoTypes: [
      ...defaultProfile.cryptoTypes,
      {
        ...defaultProfile.cryptoTypes[0]!,
        decodeProfiles: [readBackDecodeProfile],
        caps: defaultProfile.caps | ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS.ENCRYPTED_READ_BACK_KEY,
      },
    ],
  },
};

/** Where a function is found, what a good call looks like, and what D-15 makes of it on a removed device. */
export interface CallPlan {
  readonly declaration: FunctionDeclaration;
  readonly find: (bench: Bench, device: BenchDevice) => unknown;
  readonly good: (bench: Bench, device: BenchDevice) => unknown[];
  readonly removed: Hresult;
}

/** What a failing or succeeding call comes to: its HRESULT, or for VOID what was reported. */
export function run(bench: Bench, plan: CallPlan, args: readonly unknown[]): Hresult {
  const answer: unknown = (plan.find(bench, bench.device) as (...args: readonly unknown[]) => unknown)(
    ...args,
  );
  return plan.declaration.returns === ddi.HRESULT ? (answer as Hresult) : bench.reported();
}

const key = new Uint8Array(16).fill(0x6b);
const { S_OK, E_INVALIDARG, E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED, NULL } = ddi;

/** Where a driver's chain begins and how long it is. */
function certificateBytes(bench: Bench, device: BenchDevice): number {
  const size = bench.bytes(4);
  device.video.pfnGetCertificateSize(device.hDevice, bench.certificateInfo(), size);
  return bench.memory.readU32(size);
}

const caps = (bench: Bench): [Address, Address] => [
  bench.guid(ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR),
  bench.guid(ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT),
];

/** Source and target of a blt, both with content. */
function surfaces(device: BenchDevice): [ddi.HResource, ddi.HResource] {
  return [device.buffer(new Uint8Array(64).fill(1)), device.buffer(new Uint8Array(64).fill(2))];
}

const iv = new Uint8Array(16).fill(3);
const box = ddi.D3D10_DDI_BOX.toBytes({ right: 16, bottom: 1, back: 1 });

export const videoCalls: readonly CallPlan[] = [
  {
    declaration: ddi.GetContentProtectionCaps,
    find: (_bench, { video }) => video.pfnGetContentProtectionCaps,
    good: (bench, { hDevice }) => [hDevice, ...caps(bench), bench.bytes(new Uint8Array(24).fill(0xee))],
    removed: E_INVALIDARG,
  },
  {
    declaration: ddi.GetCryptoKeyExchangeType,
    find: (_bench, { video }) => video.pfnGetCryptoKeyExchangeType,
    good: (bench, { hDevice }) => [hDevice, ...caps(bench), 0, bench.bytes(new Uint8Array(16).fill(0xee))],
    removed: E_INVALIDARG,
  },
  {
    declaration: ddi.CreateCryptoSession,
    find: (_bench, { video }) => video.pfnCreateCryptoSession,
    good: (bench, { hDevice }) => [hDevice, bench.sessionArguments(), bench.bytes(16), 0x77],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.DestroyCryptoSession,
    find: (_bench, { video }) => video.pfnDestroyCryptoSession,
    good: (_bench, device) => [device.hDevice, device.keyedSession(key)],
    removed: S_OK,
  },
  {
    declaration: ddi.GetCertificateSize,
    find: (_bench, { video }) => video.pfnGetCertificateSize,
    good: (bench, { hDevice }) => [hDevice, bench.certificateInfo(), bench.bytes(4)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetCertificate,
    find: (_bench, { video }) => video.pfnGetCertificate,
    good: (bench, device) => {
      const bytes = certificateBytes(bench, device);
      return [device.hDevice, bench.certificateInfo(), bytes, bench.bytes(bytes)];
    },
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.NegotiateCryptoSessionKeyExchange,
    find: (_bench, { video }) => video.pfnNegotiateCryptoSessionKeyExchange,
    good: (bench, device) => [device.hDevice, device.keyedSession(key), 256, bench.bytes(bench.keyBuffer())],
    removed: E_OUTOFMEMORY,
  },
  {
    declaration: ddi.EncryptionBlt,
    find: (_bench, { video }) => video.pfnEncryptionBlt,
    good: (bench, device) => [
      device.hDevice,
      device.keyedSession(key),
      ...surfaces(device),
      16,
      bench.bytes(iv),
    ],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.DecryptionBlt,
    find: (_bench, { video }) => video.pfnDecryptionBlt,
    good: (bench, device) => [
      ...[device.hDevice, device.keyedSession(key), ...surfaces(device)],
      ...[NULL, 0, NULL, 16, bench.bytes(iv)],
    ],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.StartSessionKeyRefresh,
    find: (_bench, { video }) => video.pfnStartSessionKeyRefresh,
    good: (bench, device) => [device.hDevice, device.keyedSession(key), 16, bench.bytes(16)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.FinishSessionKeyRefresh,
    find: (_bench, { video }) => video.pfnFinishSessionKeyRefresh,
    good: (_bench, device) => {
      const session = device.keyedSession(key);
      device.startRefresh(session);
      return [device.hDevice, session];
    },
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetEncryptionBltKey,
    find: (_bench, { video }) => video.pfnGetEncryptionBltKey,
    good: (bench, device) => {
      const session = device.keyedSession(key, bench.sessionArguments(undefined, readBackDecodeProfile));
      return [device.hDevice, session, 16, bench.bytes(16)];
    },
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.CryptoSessionGetHandle,
    find: (_bench, { video }) => video.pfnCryptoSessionGetHandle,
    good: (bench, device) => [device.hDevice, device.session(), bench.bytes(8)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  ...decoderCalls,
];

/** Every slot of the device table that maps or unmaps, by its function's name (RES-19). */
const mapCalls = Object.entries(ddi.D3D11_1DDI_DEVICEFUNCS.functions).flatMap(
  ([slot, declaration]): CallPlan[] => {
    const find = (_bench: Bench, { functions }: BenchDevice) => functions[slot as keyof typeof functions];
    const removed = D3DDDIERR_DEVICEREMOVED;
    if (declaration.typedef === ddi.ResourceUnmap.typedef) {
      return [{ declaration, find, removed, good: (_, device) => [device.hDevice, device.buffer(iv), 0] }];
    }
    if (declaration.typedef !== ddi.ResourceMap.typedef) return [];
    const good: CallPlan['good'] = (bench, device) => [
      device.hDevice,
      device.buffer(iv),
      0,
      1,
      0,
      bench.bytes(16),
    ];
    return [{ declaration, find, removed, good }];
  },
);

export const deviceCalls: readonly CallPlan[] = [
  {
    declaration: ddi.CreateResource,
    find: (_bench, { functions }) => functions.pfnCreateResource,
    good: (bench, { hDevice }) => [hDevice, bench.bufferArguments(iv), bench.bytes(16), 0x78],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.DestroyResource,
    find: (_bench, { functions }) => functions.pfnDestroyResource,
    good: (_bench, device) => [device.hDevice, device.buffer(iv)],
    removed: S_OK,
  },
  ...mapCalls,
  {
    declaration: ddi.ResourceCopy,
    find: (_bench, { functions }) => functions.pfnResourceCopy,
    good: (_bench, device) => [device.hDevice, ...surfaces(device)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.ResourceCopyRegion,
    find: (_bench, { functions }) => functions.pfnResourceCopyRegion,
    good: (bench, device) => {
      const [source, target] = surfaces(device);
      return [device.hDevice, target, 0, 0, 0, 0, source, 0, bench.bytes(box), 0];
    },
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.ResourceUpdateSubresourceUP,
    find: (_bench, { functions }) => functions.pfnResourceUpdateSubresourceUP,
    good: (bench, device) => [
      ...[device.hDevice, device.buffer(iv), 0, bench.bytes(box)],
      ...[bench.bytes(new Uint8Array(16).fill(9)), 16, 0, 0],
    ],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.CheckFormatSupport,
    find: (_bench, { functions }) => functions.pfnCheckFormatSupport,
    good: (bench, { hDevice }) => [hDevice, ddi.DXGI_FORMAT.NV12, bench.bytes(4)],
    removed: S_OK, // DEV-23: never DEVICEREMOVED
  },
  {
    declaration: ddi.Flush,
    find: (_bench, { functions }) => functions.pfnFlush,
    good: (_bench, { hDevice }) => [hDevice, 0],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
];

/** Functions that the device does not have to live for. */
export const adapterCalls: readonly CallPlan[] = [
  {
    declaration: ddi.OpenAdapter10_2,
    find: ({ driver }) => driver.OpenAdapter10_2,
    good: (bench) => [bench.openArguments()],
    removed: S_OK,
  },
  {
    declaration: ddi.CreateDevice,
    find: ({ adapter }) => adapter.functions.pfnCreateDevice,
    good: (bench) => [bench.adapter.hAdapter, bench.deviceArguments()],
    removed: S_OK,
  },
  {
    declaration: ddi.GetSupportedVersions,
    find: ({ adapter }) => adapter.functions.pfnGetSupportedVersions,
    good: (bench) => [bench.adapter.hAdapter, bench.bytes(new Uint8Array([1, 0, 0, 0])), bench.bytes(8)],
    removed: S_OK,
  },
  {
    declaration: ddi.GetCaps,
    find: ({ adapter }) => adapter.functions.pfnGetCaps,
    good: (bench) => [bench.adapter.hAdapter, bench.capsArguments()],
    removed: S_OK,
  },
  {
    declaration: ddi.RetrieveSubObject,
    find: (_bench, { host }) => host.retrieveSubObject,
    good: (bench, { hDevice }) => [
      hDevice,
      ddi.D3D11_1DDI_VIDEO_FUNCTIONS,
      16,
      bench.videoInput(),
      1,
      bench.bytes(1),
    ],
    removed: S_OK,
  },
];

export const allCalls = [...videoCalls, ...deviceCalls, ...adapterCalls];
