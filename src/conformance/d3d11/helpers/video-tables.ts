import type { FunctionTable, Hresult, TableDeclaration } from '../../../abi/index.js';
import { failed, readTable } from '../../../abi/index.js';
import type { VideoTable } from '../../../ddi/index.js';
import { D3D11_1DDI_VIDEO_INPUT } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import type { D3D11Case } from '../fixture.js';

/** What RetrieveSubObject made of a table that was zeros. */
export interface FetchedTable<T extends TableDeclaration> {
  readonly code: Hresult;
  readonly block: GuardedBytes;
  /** Its slots as the declaration types them, not as the host translates them. */
  readonly functions: FunctionTable<T>;
}

/** A video table with its declaration. */
export type VideoTableOf<T extends TableDeclaration> = VideoTable & { readonly table: T };

/** RetrieveSubObject in the form that all known drivers take (SUB-7). */
export function fetchTable<T extends TableDeclaration>(
  t: D3D11Case,
  device: HostDevice,
  { SubDeviceID, table }: VideoTableOf<T>,
): FetchedTable<T> {
  const call = t.filled('*ppfnRetrieveSubObject', device.retrieveSubObject);
  const block = t.guarded(table.bytes, table.name, 0);
  const input = t.struct(D3D11_1DDI_VIDEO_INPUT, { p11VideoDeviceFuncs: block.address });
  const output = t.allocate(1, 'D3D11_1DDI_VIDEO_OUTPUT');
  const code = call(device.hDevice, SubDeviceID, D3D11_1DDI_VIDEO_INPUT.bytes, input, 1, output);
  return { code, block, functions: readTable(t.memory, t.observed.code, table, block.address) };
}

/** The same; skips where the driver has no such table (SUB-12). */
export function requireTable<T extends TableDeclaration>(
  t: D3D11Case,
  device: HostDevice,
  video: VideoTableOf<T>,
): FetchedTable<T> {
  const fetched = fetchTable(t, device, video);
  if (failed(fetched.code)) t.skip(`the driver has no ${video.table.name}`);
  return fetched;
}
