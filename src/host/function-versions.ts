/** The function tables of any version of the interface, as D3D11.1 has them. */
import type {
  Address,
  CodeSpace,
  DdiFunction,
  FunctionTable,
  Memory,
  TableDeclaration,
} from '../abi/index.js';
import { readTable } from '../abi/index.js';
import type {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_0DDI_VIDEODEVICEFUNCS,
  Flush_WDDM2_0,
  InterfaceVersion,
} from '../ddi/index.js';
import {
  D3D11_1DDI_DEVICEFUNCS,
  D3DWDDM2_0DDI_DEVICEFUNCS,
  D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS as FLAGS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
} from '../ddi/index.js';

type Device11_1 = FunctionTable<typeof D3D11_1DDI_DEVICEFUNCS>;
type Device2_0 = FunctionTable<typeof D3DWDDM2_0DDI_DEVICEFUNCS>;
type Video11_1 = FunctionTable<typeof D3D11_1DDI_VIDEODEVICEFUNCS>;
type Video2_0 = FunctionTable<typeof D3DWDDM2_0DDI_VIDEODEVICEFUNCS>;
type Video2_4 = FunctionTable<typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS>;

/** The device's functions: of D3D11.1, and those that came later; null where version or driver has none. */
export type DeviceFunctions = Device11_1 &
  Pick<Device2_0, 'pfnSetHardwareProtection' | 'pfnSetHardwareProtectionState'>;

/**
 * The video functions: of D3D11.1, and those that came later; null where version or driver has none.
 * pfnVideoDecoderBeginFrame of WDDM 2.4 reads 88 bytes, of which those before it read the first 24 (VDEC-25): callers
 * give it that many.
 */
export type VideoFunctions = Video11_1 &
  Pick<
    Video2_0,
    | 'pfnGetDataForNewHardwareKey'
    | 'pfnCheckCryptoSessionStatus'
    | 'pfnGetCryptoSessionPrivateDataSize'
    | 'pfnVideoDecoderSubmitBuffers1'
  > &
  Pick<Video2_4, 'pfnVideoDecoderSubmitBuffers2' | 'pfnNegotiateCryptoSessionKeyExchangeMT'>;

/** Where a table lies. */
interface Tables {
  readonly memory: Memory;
  readonly code: CodeSpace;
}

const noDeviceFunctions = { pfnSetHardwareProtection: null, pfnSetHardwareProtectionState: null };

const noVideoFunctions = {
  pfnGetDataForNewHardwareKey: null,
  pfnCheckCryptoSessionStatus: null,
  pfnGetCryptoSessionPrivateDataSize: null,
  pfnVideoDecoderSubmitBuffers1: null,
  pfnVideoDecoderSubmitBuffers2: null,
  pfnNegotiateCryptoSessionKeyExchangeMT: null,
};

/** Contexts of every type: what an immediate context flushes (DEV-21). */
const anyContextType = 0;

/** Reads the device table that CreateDevice has filled (DEV-7). */
export function readDeviceFunctions(
  { memory, code }: Tables,
  { deviceTable }: InterfaceVersion,
  address: Address,
): DeviceFunctions {
  if (deviceTable === D3D11_1DDI_DEVICEFUNCS)
    return { ...noDeviceFunctions, ...readTable(memory, code, D3D11_1DDI_DEVICEFUNCS, address) };
  // What WDDM 2.0 has lies at the same places in those after it.
  const { pfnFlush, ...alike } = readTable(memory, code, D3DWDDM2_0DDI_DEVICEFUNCS, address);
  const flush: DdiFunction<typeof Flush_WDDM2_0> | null = pfnFlush;
  return {
    ...alike,
    pfnFlush: flush && ((hDevice, FlushFlags) => flush(hDevice, anyContextType, FlushFlags)),
  };
}

/** Reads a video table that RetrieveSubObject has filled (SUB-5). */
export function readVideoFunctions(
  { memory, code }: Tables,
  table: TableDeclaration,
  address: Address,
): VideoFunctions {
  const read = readTable(memory, code, table, address);
  if (table !== D3DWDDM2_4DDI_VIDEODEVICEFUNCS) return { ...noVideoFunctions, ...(read as Video11_1) };
  const { pfnNegotiateCryptoSessionKeyExchange: negotiate, ...alike } = read as Video2_4;
  return {
    ...noVideoFunctions,
    ...alike,
    pfnNegotiateCryptoSessionKeyExchange:
      negotiate &&
      ((hDevice, hCryptoSession, DataSize, pData) =>
        negotiate(hDevice, hCryptoSession, FLAGS.NONE, DataSize, pData)),
  };
}
