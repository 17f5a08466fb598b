/** What channels say of processes and shared resources, and change of it (CFG-17, GEN-6). */
import type { Hresult } from '../../src/abi/index.js';
import {
  D3D10_DDI_RESOURCE_MISC as MISC,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE as CONFIGURE,
  D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE as PROCESS,
  D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT as PROCESS_INPUT,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import { noSuchIndex, noSuchProcessType } from './causes.js';
import type { AllowedProcess } from '../d3d11/sharing/processes.js';
import type { Asked } from './replies.js';

/** The process that a command names; of the DWM the handle is not read. */
function processOf(type: number, handle: bigint): AllowedProcess | undefined {
  if (type === PROCESS.DWM) return { type: 'DWM', handle: 0n };
  return type === PROCESS.HANDLE ? { type: 'HANDLE', handle } : undefined;
}

/** CONFIGURE_SHARED_RESOURCE: lets a process open the device's restricted resources, or lets it no more. */
export function setAccess({ core, refuse, device, bytes }: Asked): Hresult {
  const { ProcessType, ProcessHandle, AllowAccess } = CONFIGURE.fromBytes(bytes);
  const process = processOf(ProcessType, ProcessHandle);
  if (!process) return refuse(E_INVALIDARG, () => noSuchProcessType(ProcessType));
  core.channelPolicies.setAccess(core, device, process, AllowAccess !== 0);
  return S_OK;
}

/** How many processes are allowed. */
export const processCount = ({ core, device }: Asked) => ({
  RestrictedSharedResourceProcessCount: core.allowedProcesses.of(device).list().length,
});

/** One of them, by its place. */
export function processAt({ core, refuse, device, bytes }: Asked) {
  const { ProcessIndex } = PROCESS_INPUT.fromBytes(bytes);
  const processes = core.allowedProcesses.of(device).list();
  const process = processes[ProcessIndex];
  return process === undefined
    ? refuse(E_INVALIDARG, () => noSuchIndex('ProcessIndex', processes.length, ProcessIndex))
    : { ProcessIndex, ProcessIdentifier: PROCESS[process.type], ProcessHandle: process.handle };
}

/** The device's shared resources that are protected and that any process may open. */
export const unrestrictedCount = ({ core, device }: Asked) => {
  const resources = [...core.sharedResources.madeBy(device)].filter(
    ({ miscFlags, sharing }) =>
      (miscFlags & (MISC.RESTRICTED_CONTENT | MISC.HW_PROTECTED)) !== 0 && sharing?.isRestricted === false,
  );
  return { UnrestrictedProtectedSharedResourceCount: resources.length };
};
