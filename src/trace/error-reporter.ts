import type { Address, Hresult, Interposer, Memory, Process } from '../abi/index.js';
import { failed } from '../abi/index.js';
import type { HRTCoreLayer } from '../ddi/index.js';
import { CreateDevice, D3D10DDIARG_CREATEDEVICE, SetErrorCb } from '../ddi/index.js';
import { on } from './interpose.js';

/** Where each device hears of errors: learnt from CreateDevice, as the driver learns it (DEV-17, DEV-18). */
class ErrorReporters {
  private readonly layers = new Map<unknown, { layer: HRTCoreLayer; table: Address }>();

  readonly interposer: Interposer = on(CreateDevice, {
    after: ({ args: [, pCreateData], process: { memory } }, code) => {
      if (!failed(code)) this.learn(memory, pCreateData);
    },
  });

  private learn(memory: Memory, pCreateData: Address): void {
    const { hDrvDevice, hRTCoreLayer, p11UMCallbacks } = D3D10DDIARG_CREATEDEVICE.decode(memory, pCreateData);
    this.layers.set(hDrvDevice, { layer: hRTCoreLayer, table: p11UMCallbacks });
  }

  report({ memory, code }: Process, hDevice: unknown, error: Hresult): void {
    const found = this.layers.get(hDevice);
    if (!found) return;
    code.functionAt(SetErrorCb, Number(memory.readU64(found.table)) as Address)(found.layer, error);
  }
}

/**
 * Calls pfnSetErrorCb of a device, from outside the driver. For faults on VOID functions, which have no other answer.
 * Hang `interposer` on the driver's tables, so that it sees the devices come.
 */
export function createErrorReporter(): Pick<ErrorReporters, 'interposer' | 'report'> {
  return new ErrorReporters();
}
