import type { ProcessIdentity } from '../../../src/driver/index.js';
import type { Cause } from '../../core/refusal-recorder.js';

export const noSharedResource = (bytes: number): Cause => ({
  rule: 'the private driver data name no shared resource of this driver',
  clause: 'GEN-6, D-09',
  argument: 'pOpenResource',
  received: `${bytes} bytes`,
});

export const processNotAllowed = (process: ProcessIdentity): Cause => ({
  rule: 'the resource is restricted, and the process is neither its own nor one that its device allows',
  clause: 'GEN-6',
  argument: 'hDevice',
  received:
    process === 'dwm' ? 'a device of the DWM' : `a device of process 0x${process.handle.toString(16)}`,
});

export const notAnnounced = (code: string): Cause => ({
  rule: 'the kernel did not take the allocation',
  clause: 'RES-2',
  argument: 'pCreateResource',
  received: `${code} from pfnAllocateCb`,
});
