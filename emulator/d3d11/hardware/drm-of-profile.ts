import type { DrmCommand, DrmComponent, DrmResult } from '../../../src/driver/index.js';
import { bytesAccess } from '../../../src/abi/index.js';
import type { Address } from '../../../src/abi/index.js';
import { E_INVALIDARG, E_NOTIMPL, GUID, S_OK } from '../../../src/ddi/index.js';
import { KEY_BYTES } from '../../core/key-slab.js';
import type { HardwareProfile } from './profile-schema.js';

type Does = HardwareProfile['hwProtection']['commands'][number]['does'];

const guidBytes = GUID.size('x64');

/** What each kind of command does. */
const actions: Readonly<Record<Does, (command: DrmCommand) => DrmResult>> = {
  echo: ({ data, maxResultBytes }) => ({ status: S_OK, data: data.subarray(0, maxResultBytes) }),
  'install-key': ({ data, keys }) => {
    if (data.length !== guidBytes + KEY_BYTES) return { status: E_INVALIDARG };
    keys.install(keyIdOf(data), data.subarray(guidBytes));
    data.fill(0); // the copy that the command brought (DCS-2)
    return { status: S_OK };
  },
  'forget-key': ({ data, keys }) => {
    if (data.length !== guidBytes) return { status: E_INVALIDARG };
    keys.forget(keyIdOf(data));
    return { status: S_OK };
  },
};

const keyIdOf = (data: Uint8Array) => GUID.read(bytesAccess(data), 0 as Address, 'x64');

/** The trusted environment that a profile lists the commands of; to others it answers E_NOTIMPL (D-42). */
export function profileDrm(commands: HardwareProfile['hwProtection']['commands']): DrmComponent {
  const byId = new Map(commands.map(({ functionId, does }) => [functionId, actions[does]]));
  return { execute: (command) => byId.get(command.functionId)?.(command) ?? { status: E_NOTIMPL } };
}
