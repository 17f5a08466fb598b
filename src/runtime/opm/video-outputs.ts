/** The bodies of dxva2.dll's functions, and the objects that they made. */
import type { Hresult } from '../../abi/index.js';
import type { Implementor, KitCheck, Out } from '../../api/kit/index.js';
import type { LUID } from '../../api/windows-types.js';
import {
  E_INVALIDARG,
  ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
  OPM_VIDEO_OUTPUT_SEMANTICS,
  S_OK,
} from '../../ddi/index.js';
import type { KernelAdapter, MonitorIdentity } from '../../host/index.js';
import type { System } from '../dxgi/system.js';
import { hresultOf } from './ntstatus.js';
import type { OpmSandboxPolicy } from './sandbox.js';
import { OpmSandbox } from './sandbox.js';
import { VideoOutput } from './video-output.js';

/** An object of OPM that callers hold, as plain data. */
export interface LiveVideoOutput {
  /** Counted from 1 in the order in which the machine's are made. */
  readonly number: number;
  readonly references: number;
  readonly target: number;
  readonly semantics: 'OPM' | 'COPP';
  /** Where it was made; only where the machine keeps that. */
  readonly stack?: string;
}

/** What the objects of one machine are made with. */
export interface VideoOutputsSetup {
  /** The policy of the sandbox that callers for an adapter's outputs are in; none where it is left out. */
  sandboxOf(adapter: KernelAdapter): OpmSandboxPolicy | null;
  /** Tells where an object is made, where that is kept. */
  readonly stack?: (() => string) | undefined;
}

type MadeIn = Pick<LiveVideoOutput, 'number' | 'stack'>;

/** Everything that a machine has of OPM. */
export class VideoOutputs {
  private readonly live = new Map<VideoOutput, MadeIn>();
  private made = 0;

  constructor(
    private readonly system: System,
    private readonly setup: VideoOutputsSetup,
  ) {}

  /** Every object that callers hold, in the order in which they were made. */
  list(): readonly LiveVideoOutput[] {
    return [...this.live].map(([{ com, target, semantics }, madeIn]) => ({
      ...madeIn,
      references: com.referenceCount,
      target,
      semantics: semantics === OPM_VIDEO_OUTPUT_SEMANTICS.COPP ? 'COPP' : 'OPM',
    }));
  }

  /** Ends them all, whoever holds them: what no application can do. */
  end(): void {
    for (const output of [...this.live.keys()]) output.end();
  }

  OPMGetVideoOutputsFromHMONITOR(
    hMonitor: bigint,
    vos: number,
    pulNumVideoOutputs: Out<number>,
    pppOPMVideoOutputArray: Out<readonly Implementor[]>,
  ): Hresult {
    const call = 'OPMGetVideoOutputsFromHMONITOR';
    if (!this.isSemantics(call, vos)) return E_INVALIDARG;
    const found = this.findMonitor(hMonitor);
    const targets = found?.monitor.targets ?? [];
    const connected = found?.adapter.opm.connected(targets) ?? [];
    if (!found || (targets.length > 0 && connected.length === 0))
      return ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE;
    const outputs = this.make(found.adapter, connected, vos);
    if (typeof outputs === 'number') return outputs;
    pulNumVideoOutputs.value = outputs.length;
    pppOPMVideoOutputArray.value = outputs;
    return S_OK;
  }

  OPMGetVideoOutputForTarget(
    { LowPart, HighPart }: LUID,
    VidPnTarget: number,
    vos: number,
    ppOPMVideoOutput: Out<Implementor>,
  ): Hresult {
    const call = 'OPMGetVideoOutputForTarget';
    if (!this.isSemantics(call, vos)) return E_INVALIDARG;
    const luid = (BigInt(HighPart) << 32n) | BigInt(LowPart);
    const adapter = this.system.kernel.adapters.find((one) => one.luid === luid);
    if (!adapter) return this.refuse(call, `pAdapterLuid: ${luid} is no adapter's`);
    if (adapter.opm.connected([VidPnTarget]).length === 0)
      return ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE;
    const outputs = this.make(adapter, [VidPnTarget], vos);
    if (typeof outputs === 'number') return outputs;
    ppOPMVideoOutput.value = outputs[0]!;
    return S_OK;
  }

  private findMonitor(
    hMonitor: bigint,
  ): { readonly adapter: KernelAdapter; readonly monitor: MonitorIdentity } | undefined {
    for (const adapter of this.system.kernel.adapters) {
      const monitor = adapter.monitors.find(({ handle }) => handle === hMonitor);
      if (monitor) return { adapter, monitor };
    }
    return undefined;
  }

  /** An object for each target; where the driver refuses one, none is left, and its code is the answer (D-14). */
  private make(
    adapter: KernelAdapter,
    targets: readonly number[],
    semantics: number,
  ): readonly VideoOutput[] | Hresult {
    const { opm } = adapter;
    const policy = this.setup.sandboxOf(adapter);
    const sandbox = policy && new OpmSandbox(policy, semantics);
    const made: VideoOutput[] = [];
    let code: Hresult | undefined;
    try {
      for (const target of targets) {
        const { status, output } = opm.create(target, semantics);
        if (!output) {
          code = hresultOf(status);
          break;
        }
        const ended = (one: VideoOutput) => void this.live.delete(one);
        made.push(new VideoOutput({ system: this.system, opm, sandbox, ended }, output, target));
      }
    } finally {
      if (made.length < targets.length) for (const one of made) one.end();
    }
    if (code !== undefined) return code;
    for (const one of made) this.remember(one);
    return made;
  }

  private remember(output: VideoOutput): void {
    this.made += 1;
    const { stack } = this.setup;
    this.live.set(output, { number: this.made, ...(stack && { stack: stack() }) });
  }

  private isSemantics(call: string, vos: number): boolean {
    const isKnown = vos === OPM_VIDEO_OUTPUT_SEMANTICS.OPM || vos === OPM_VIDEO_OUTPUT_SEMANTICS.COPP;
    if (!isKnown) this.refuse(call, `vos: expected OPM's or COPP's semantics, received ${vos}`);
    return isKnown;
  }

  private refuse(call: string, text: string): Hresult {
    const check: KitCheck = 'ARGUMENT';
    this.system.complain(call, check, text, E_INVALIDARG);
    return E_INVALIDARG;
  }
}
