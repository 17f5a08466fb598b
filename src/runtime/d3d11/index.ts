/** The emulated Direct3D 11 runtime: the API's own names, arguments, out-parameters and HRESULTs. It throws for no caller's mistake. */
export { DXGI_FORMAT } from '../../ddi/index.js';
export * from '../../ddi/api/channel-configures.js';
export * from '../../ddi/api/channel-queries.js';
export * from '../../ddi/hresults.js';
export { failed, guid, hresult } from '../../abi/index.js';
export type { Guid, Hresult } from '../../abi/index.js';
export * from '../../api/d3d11/index.js';
export * from '../../api/dxgi/index.js';
export { HMODULE, HMONITOR, LUID, RECT } from '../../api/windows-types.js';
export { IUnknown, out } from '../../api/kit/index.js';
export type { ApiInterposer, ComInterface, Out } from '../../api/kit/index.js';
export type {
  AdapterIdentity,
  AdapterSetup,
  Kernel,
  KernelEvent,
  MonitorIdentity,
} from '../../host/index.js';
export * from './channel-constants.js';
export * from './constants.js';
export * from './flag-words.js';
export { CALLER_CHECKS, callerCheckId, liveObjectText, referencesText } from './debug-layer/index.js';
export type {
  CallerCheckName,
  Category,
  DebugMessage,
  DebugSettings,
  LiveDevice,
  LiveKind,
  LiveObject,
  MessageStore,
  Severity,
} from './debug-layer/index.js';
export { DriverInternalErrorException } from './exception-mode.js';
export {
  driverHandlesOf,
  endDevice,
  infoQueueOf,
  liveObjectsOf,
  loadLibraries,
  removeDevice,
  tearDown,
} from './libraries.js';
export type { DriverHandles, Libraries, MachineSetup } from './libraries.js';
