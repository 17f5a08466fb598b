import type * as v from 'valibot';
import { members, text, wholeNumber } from '../src/options/index.js';

const adapter = members({
  /** Less than 128 characters. */
  description: text(),
  vendorId: wholeNumber(0, 0xffffffff),
  deviceId: wholeNumber(0, 0xffffffff),
  subSysId: wholeNumber(0, 0xffffffff),
  revision: wholeNumber(0, 0xffffffff),
  dedicatedVideoMemoryBytes: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  dedicatedSystemMemoryBytes: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  sharedSystemMemoryBytes: wholeNumber(0, Number.MAX_SAFE_INTEGER),
});

/** What the adapter is to the system: no function of the driver tells it, DXGI does (IDXGIAdapter::GetDesc). */
export const adapterProfileEntries = { adapter };

export type AdapterProfile = v.InferOutput<typeof adapter>;

/** Nobody's vendor and device: a player that refuses known software adapters by their ids takes this one (RC-11). */
export const defaultAdapter: AdapterProfile = {
  description: 'SoftUMD emulated adapter',
  vendorId: 0x5355,
  deviceId: 0x4d44,
  subSysId: 0,
  revision: 1,
  dedicatedVideoMemoryBytes: 0x4000_0000,
  dedicatedSystemMemoryBytes: 0,
  sharedSystemMemoryBytes: 0x4000_0000,
};
