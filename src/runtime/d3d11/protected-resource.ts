/** What is done with resources that the hardware protects: who reads or writes them past it is refused (RES-11, RES-35). */
import type { D3D11_BUFFER_DESC } from '../../api/d3d11/index.js';
import { D3D11_USAGE } from '../../api/d3d11/index.js';
import { D3D11_BIND as BIND, D3D11_RESOURCE_MISC_FLAG as MISC } from '../../ddi/index.js';
import type { AnyResource } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

/** HW_PROTECTED, or RESTRICTED_CONTENT where the driver protects single resources (RES-10, RES-11). */
function isProtected(runtime: RuntimeDevice, { facts }: AnyResource): boolean {
  const { MiscFlags } = facts.desc;
  if ((MiscFlags & MISC.HW_PROTECTED) !== 0) return true;
  return (MiscFlags & MISC.RESTRICTED_CONTENT) !== 0 && runtime.limits.hasHardwareProtection;
}

/** Says that a copy would take content out of protected memory. */
export function refusesCopy(
  runtime: RuntimeDevice,
  call: string,
  target: AnyResource,
  source: AnyResource,
): boolean {
  if (!isProtected(runtime, source) || isProtected(runtime, target)) return false;
  runtime.complain(
    call,
    'HW_PROTECTED',
    'the source is protected by the hardware, and the destination is not',
  );
  return true;
}

/** Says that the CPU cannot write a protected resource. */
export function refusesUpdate(runtime: RuntimeDevice, call: string, target: AnyResource): boolean {
  if (!isProtected(runtime, target)) return false;
  runtime.complain(call, 'HW_PROTECTED', 'the destination is protected by the hardware');
  return true;
}

/** Whether a buffer cannot be protected by the hardware: of textures the rules say so (CT-34). */
export function isImpossibleBuffer(runtime: RuntimeDevice, desc: D3D11_BUFFER_DESC): boolean {
  if ((desc.MiscFlags & MISC.HW_PROTECTED) === 0) return false;
  return (
    !runtime.limits.hasHardwareProtection ||
    desc.CPUAccessFlags !== 0 ||
    desc.Usage === D3D11_USAGE.DYNAMIC ||
    desc.Usage === D3D11_USAGE.STAGING ||
    (desc.BindFlags & (BIND.VERTEX_BUFFER | BIND.INDEX_BUFFER)) !== 0
  );
}
