/** The emulated dxva2.dll: OPM's own names, arguments, out-parameters and HRESULTs. It throws for no caller's mistake. */
export * from '../../ddi/opm/enums.js';
export * from '../../ddi/opm/guids.js';
export * from '../../ddi/opm/opm.js';
export * from '../../ddi/opm/requests.js';
export * from '../../ddi/hresults.js';
export { failed, guid, hresult } from '../../abi/index.js';
export type { Guid, Hresult } from '../../abi/index.js';
export * from '../../api/opm/index.js';
export { HMONITOR, LUID } from '../../api/windows-types.js';
export { IUnknown, out } from '../../api/kit/index.js';
export type { ApiInterposer, Out } from '../../api/kit/index.js';
export type { AdapterSetup, Kernel, MonitorIdentity } from '../../host/index.js';
export { loadDxva2 } from './dxva2.js';
export type { Dxva2, Dxva2Setup, OpmAdapterSetup } from './dxva2.js';
export type { OpmRequestName, OpmSandboxPolicy, SandboxedProtection } from './sandbox.js';
export type { LiveVideoOutput } from './video-outputs.js';
