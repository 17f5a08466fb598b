import type { Hresult, TableEntries } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import { D3D11_1DDI_VIDEODEVICEFUNCS, S_OK } from '../../src/ddi/index.js';
import type { Bodies } from '../core/prologue.js';
import { createPrologue } from '../core/prologue.js';
import type { D3D11Core, D3D11Objects } from './d3d11-core.js';
import type { D3D11Base, Device } from './state.js';

type DecryptionBltBody = Required<
  Pick<Bodies<typeof D3D11_1DDI_VIDEODEVICEFUNCS, D3D11Objects>, 'pfnDecryptionBlt'>
>;

/**
 * DecryptionBlt behind its prologue. By the switch it writes how it went into the block info, whatever refused it, and
 * calls pfnSetErrorCb only where there is none (D-27). A dead device has no switch: nothing is written.
 */
export function withBlockInfoStatus(
  core: D3D11Core,
  { pfnDecryptionBlt }: DecryptionBltBody,
): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { deviceChecks, ofDevice, policies, profile } = core;
  if (profile.blockInfoStatus === 'none')
    return ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, { pfnDecryptionBlt });
  const reported = ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, { pfnDecryptionBlt });
  /** What the call that is running came to; nothing where there is no live device. */
  const outcomes: Hresult[] = [];
  const written = createPrologue<D3D11Objects, Device, D3D11Base>({
    ...deviceChecks,
    reporter: () => (_device, code) => outcomes.push(code as Hresult),
  }).guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnDecryptionBlt: (...args) => {
      const code = pfnDecryptionBlt(...args);
      if (code === S_OK) outcomes.push(S_OK);
      return code;
    },
  });
  return {
    pfnDecryptionBlt: (...args) => {
      const pEncryptedBlockInfo = args[4];
      const { pfnDecryptionBlt: decrypt } = pEncryptedBlockInfo === NULL ? reported : written;
      decrypt!(...args);
      const code = outcomes.pop();
      if (code !== undefined) policies.writeBlockInfoStatus(core, pEncryptedBlockInfo, code);
    },
  };
}
