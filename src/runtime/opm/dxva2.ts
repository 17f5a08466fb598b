/** What dxva2.dll exports, for one machine. */
import type { Hresult } from '../../abi/index.js';
import type { ApiInterposer } from '../../api/kit/index.js';
import * as dxva2 from '../../api/opm/functions.js';
import type { AdapterSetup } from '../../host/index.js';
import { Kernel } from '../../host/index.js';
import { System } from '../dxgi/system.js';
import type { Exporter } from '../exports-of.js';
import { exporter } from '../exports-of.js';
import type { OpmSandboxPolicy } from './sandbox.js';
import type { LiveVideoOutput } from './video-outputs.js';
import { VideoOutputs } from './video-outputs.js';

/** An adapter, and the policy of the sandbox that whoever asks for its outputs is in (RC-06). */
export type OpmAdapterSetup = AdapterSetup & { readonly opmSandbox?: OpmSandboxPolicy | null };

/** The functions of OPM, and what no application has. */
export interface Dxva2 {
  readonly OPMGetVideoOutputsFromHMONITOR: dxva2.OPMGetVideoOutputsFromHMONITOR;
  readonly OPMGetVideoOutputForTarget: dxva2.OPMGetVideoOutputForTarget;
  /** Every object that was made here and not released yet. */
  liveVideoOutputs(): readonly LiveVideoOutput[];
  /** Ends every object, whoever holds it. */
  endVideoOutputs(): void;
}

/** What stands in a machine that has OPM alone. */
export interface Dxva2Setup {
  readonly adapters: readonly OpmAdapterSetup[];
  /** What stands between callers and every method and function. */
  readonly interposer?: ApiInterposer;
  /** Told what was wrong with a call. */
  readonly onMessage?: (call: string, text: string, hresult?: Hresult) => void;
}

/**
 * The functions over the adapters of a system, which may have other libraries too.
 * @param setups those of the system's adapters, in their order
 */
export function dxva2Of(
  system: System,
  setups: readonly OpmAdapterSetup[],
  exported: Exporter,
  stack?: () => string,
): Dxva2 {
  const policies = new Map(
    system.kernel.adapters.map((adapter, index) => [adapter, setups[index]?.opmSandbox ?? null]),
  );
  const outputs = new VideoOutputs(system, { sandboxOf: (adapter) => policies.get(adapter) ?? null, stack });
  return {
    OPMGetVideoOutputsFromHMONITOR: exported(dxva2.OPMGetVideoOutputsFromHMONITOR, outputs),
    OPMGetVideoOutputForTarget: exported(dxva2.OPMGetVideoOutputForTarget, outputs),
    liveVideoOutputs: () => outputs.list(),
    endVideoOutputs: () => {
      outputs.end();
    },
  };
}

/**
 * dxva2.dll over drivers of OPM, which need no other interface.
 * @returns its functions, and the machine's kernel, which locks and switches sessions (OPM-40)
 */
export function loadDxva2({
  adapters,
  interposer,
  onMessage,
}: Dxva2Setup): Dxva2 & { readonly kernel: Kernel } {
  const kernel = new Kernel(adapters);
  const system = new System(
    kernel,
    (call, _check, text, hresult) => onMessage?.(call, text, hresult),
    interposer,
  );
  return { ...dxva2Of(system, adapters, exporter(system, interposer)), kernel };
}
