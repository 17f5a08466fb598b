import { loadProfile, type DriverOptions } from 'softumd';
import type { Address, Guid, HCryptoSession, HDevice, HResource, Hresult } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { EmulatedProfile } from 'softumd/emulator';
import { createResourceLayout } from '../../../../src/host/index.js';
import { Bench } from '../bench.js';

/** The crypto type of `hardware-drm` that is its own key exchange. */
export const VENDOR = ddi.guid('0586e681-4e14-4133-85e5-a1041f599e26');
export const HW_PROTECTION = ddi.D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION;
/** What `hardware-drm` asks for in front of input and output. */
export const [IN_PRIVATE, OUT_PRIVATE] = [16, 24];
/** Where the bytes begin in the two blocks, from the documents, not from our declarations. */
export const [IN_HEAD, OUT_HEAD, ENVELOPE_BYTES] = [8, 32, 32];

const H264 = ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT;

/** A bench of WDDM 2.4 devices, of `hardware-drm` unless told otherwise. */
export function hardwareBench(
  changes: Partial<EmulatedProfile> = {},
  options: DriverOptions = {},
  version: ddi.InterfaceVersionName = 'D3DWDDM2_4',
): Bench {
  const profile = { ...loadProfile('hardware-drm'), ...changes };
  return new Bench({ ...options, profile }, ddi.interfaceVersion(version));
}

/** A session of the vendor's type: with HW_PROTECTION, or with that type for an exchange. */
export function vendorSession({ device }: Bench, exchange: Guid = HW_PROTECTION): HCryptoSession {
  return device.session(device.bench.sessionArguments(VENDOR, H264, exchange));
}

const word = (value: number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};
const pointer = (value: number) => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
};
const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** What a message is made of, each part of it as a test may want it wrong. */
export interface MessageParts {
  readonly functionId?: number;
  readonly data?: Uint8Array;
  /** MaxHWProtectionDataSize. */
  readonly max?: number;
  readonly inputPrivate?: number;
  readonly outputPrivate?: number;
  /** HWProtectionDataSize as it is told; as many as there are otherwise. */
  readonly told?: number;
  /** Bytes behind the sizes of the output, driver's own and result; as many as belong there otherwise. */
  readonly outputRoom?: number;
  readonly pInputData?: Address;
  readonly pOutputData?: Address;
}

export interface Message {
  readonly pData: Address;
  readonly pInputData: Address;
  readonly pOutputData: Address;
}

/** Bytes of the input: sizes, the driver's own, the command's. */
export function inputBytes({
  data = new Uint8Array(),
  inputPrivate = IN_PRIVATE,
  told,
}: MessageParts): Uint8Array {
  return joined(word(inputPrivate), word(told ?? data.length), new Uint8Array(inputPrivate).fill(0xd1), data);
}

/** Bytes of the output before the call, all of them 0xee but the sizes. */
export function outputBytes({ max = 0, outputPrivate = OUT_PRIVATE, outputRoom }: MessageParts): Uint8Array {
  const room = outputRoom ?? outputPrivate + max;
  return joined(word(outputPrivate), word(max), new Uint8Array(24 + room).fill(0xee));
}

/** The envelope: HWProtectionFunctionID at 0, pointers at 8 and 16, Status at 24. */
export function envelopeBytes(functionId: number, pInputData: number, pOutputData: number): Uint8Array {
  return joined(
    word(functionId),
    new Uint8Array(4),
    pointer(pInputData),
    pointer(pOutputData),
    new Uint8Array(8).fill(0xee),
  );
}

/** Puts a message into memory, three blocks of it. */
export function message(bench: Bench, parts: MessageParts = {}): Message {
  const pInputData = parts.pInputData ?? bench.bytes(inputBytes(parts), 'test: input');
  const pOutputData = parts.pOutputData ?? bench.bytes(outputBytes(parts), 'test: output');
  const envelope = envelopeBytes(parts.functionId ?? 0x9000_0001, pInputData, pOutputData);
  return { pData: bench.bytes(envelope, 'test: envelope'), pInputData, pOutputData };
}

/** NegotiateCryptoSessionKeyExchange with the structure of HW_PROTECTION. */
export function exchange(
  { device }: Bench,
  session: HCryptoSession,
  { pData }: Message,
  DataSize = ENVELOPE_BYTES,
): Hresult {
  return device.video.pfnNegotiateCryptoSessionKeyExchange(device.hDevice, session, DataSize, pData);
}

/** What came of a message. */
export function outcome({ memory }: Bench, { pData, pOutputData }: Message, bytes = 0) {
  const at = (address: number) => address as Address;
  return {
    status: memory.readU32(at(pData + 24)),
    bytes: memory.readU32(at(pOutputData + 8)),
    transport: memory.readU64(at(pOutputData + 16)),
    execution: memory.readU64(at(pOutputData + 24)),
    result: bytes === 0 ? new Uint8Array() : memory.copyOut(at(pOutputData + OUT_HEAD + OUT_PRIVATE), bytes),
  };
}

/** CheckCryptoSessionStatus. */
export function statusOf(
  bench: Bench,
  session: HCryptoSession,
  hDevice: HDevice = bench.device.hDevice,
): number {
  const pStatus = bench.bytes(new Uint8Array(4).fill(0xee));
  bench.device.video.pfnCheckCryptoSessionStatus(hDevice, session, pStatus);
  return bench.memory.readU32(pStatus);
}

/** Arguments of CreateResource with HW_PROTECTED, 0x10000. */
export function protectedArguments(
  bench: Bench,
  content: number | Uint8Array = 64,
  changes: Partial<ddi.StructValue<typeof ddi.D3D11DDIARG_CREATERESOURCE>> = {},
): Address {
  const CREATE = createResourceLayout(bench.device.host.version);
  const plain = ddi.D3D11DDIARG_CREATERESOURCE.decode(bench.memory, bench.bufferArguments(content));
  return bench.bytes(CREATE.toBytes({ ...plain, MiscFlags: 0x10000, ...changes }));
}

export function protectedBuffer(bench: Bench, content: number | Uint8Array = 64): HResource {
  return bench.device.resource(protectedArguments(bench, content));
}
