import type { FunctionDeclaration, Guid, Hresult, Memory } from '../../abi/index.js';
import type { Environment, Vtables } from '../../api/kit/index.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import { DXGI_ERROR_DEVICE_REMOVED } from '../../ddi/index.js';
import type { HostDevice, KernelDevice, KernelEvents, Removal, VideoFunctions } from '../../host/index.js';
import { Judge } from '../judge.js';
import { RuntimeProtection } from './channel/runtime-protection.js';
import { d3d11CodeRules } from './code-rules.js';
import { RuntimeLimits } from './device-limits.js';
import type { CallerCheckName, DebugSettings } from './debug-layer/index.js';
import {
  DriverAnswers,
  liveObjectText,
  LiveObjects,
  MessageStore,
  outOfMemoryName,
  tellOfRemoval,
} from './debug-layer/index.js';
import { ExceptionMode } from './exception-mode.js';
import type { Rule, RuleId, RuleTable } from './rules/index.js';
import { firstBroken } from './rules/index.js';

/** What a device makes the driver destroy with it. */
export interface Destroyable {
  destroy(): void;
}

/** What rules of the API depend on: the level of the device, its driver, and those that are switched off. */
export interface RuleSettings {
  readonly featureLevel: number;
  readonly skippedRules: ReadonlySet<RuleId>;
  /** What the driver is asked about though it does not enumerate it (D-65). */
  readonly acceptedExchanges: readonly Guid[];
  readonly debug: DebugSettings;
}

/** What every object of one API device shares: the driver's device, the debug layer, and whether it still lives. */
export class RuntimeDevice implements Environment {
  readonly messages: MessageStore;
  readonly live: LiveObjects;
  readonly debug: DebugSettings;
  readonly exceptions: ExceptionMode;
  /** What the runtime's own channels have set. */
  readonly protection = new RuntimeProtection();
  readonly memory: Memory;
  readonly limits: RuntimeLimits;
  readonly skippedRules: ReadonlySet<RuleId>;
  readonly acceptedExchanges: readonly Guid[];
  readonly removedCode = DXGI_ERROR_DEVICE_REMOVED;
  private readonly judgement: Judge;
  private readonly stopTelling: () => void;
  private readonly objects = new Set<Destroyable>();
  private ended = false;

  constructor(
    readonly kernel: KernelDevice,
    readonly events: KernelEvents,
    readonly vtables: Vtables,
    { featureLevel, skippedRules, acceptedExchanges, debug }: RuleSettings,
  ) {
    const { host } = kernel;
    this.skippedRules = skippedRules;
    this.acceptedExchanges = acceptedExchanges;
    this.debug = debug;
    this.messages = new MessageStore(debug);
    this.exceptions = new ExceptionMode(kernel.removal);
    this.stopTelling = tellOfRemoval(this.messages, kernel.removal);
    this.live = new LiveObjects(this.messages, debug.creationStacks);
    this.limits = new RuntimeLimits(this, featureLevel);
    this.memory = host.memory;
    const judged = {
      takeErrors: () => host.takeErrors(),
      probe: () => {
        host.functions.pfnFlush?.(host.hDevice, 0);
      },
    };
    const answers = new DriverAnswers(this.messages, host.adapter.driver.control);
    this.judgement = new Judge(d3d11CodeRules, judged, kernel.removal, answers, debug.criticalVoid);
  }

  get host(): HostDevice {
    return this.kernel.host;
  }

  /** The video table. Only reached through a video device, which exists only with one (D-19). */
  get video(): VideoFunctions {
    return this.host.video!;
  }

  get removal(): Removal {
    return this.kernel.removal;
  }

  get isRemoved(): boolean {
    return this.removal.isRemoved;
  }

  /** True once the device has ended, by its last reference or by force. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** To the holders of an ended device it is removed; a test is told which of the two it is. */
  usedWhenRemoved(call: string): void {
    if (this.isEnded) this.messages.add(call, 'DEVICE_RELEASED', 'the device was released');
  }

  complain(call: string, message: string, text: string, hresult?: Hresult): void {
    const name = message as MessageName | CallerCheckName; // names in declarations are in a table: a test holds them against it
    this.messages.add(call, name, text, hresult === undefined ? {} : { hresult });
  }

  /** The first rule of a table that a call breaks, said; undefined where it breaks none. */
  brokenRule<Subject>(call: string, table: RuleTable<Subject>, subject: Subject): Rule<Subject> | undefined {
    const broken = firstBroken(table, subject, this.skippedRules);
    if (!broken) return undefined;
    const text = `${broken.text} (${broken.id})`;
    this.complain(call, broken.message ?? 'ARGUMENT', text);
    return broken;
  }

  /** Says that there was no memory to call the driver with, and gives the code back. */
  shortage(call: string, hresult: Hresult): Hresult {
    this.messages.add(call, outOfMemoryName(call), 'there is no memory for it', { hresult });
    return hresult;
  }

  /** What an HRESULT function returned, as the API has it (D-17, XLT-15). */
  judge(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    const hresult = this.judgement.returned(declaration, call, code);
    this.exceptions.raiseIfLost(call);
    return hresult;
  }

  /** What a VOID function reported, as the API has it: S_OK without a report (ERR-3, D-08). */
  judgeVoid(declaration: FunctionDeclaration, call: string): Hresult {
    const hresult = this.judgement.reported(declaration, call);
    this.exceptions.raiseIfLost(call);
    return hresult;
  }

  /** A failure that a VOID function told in its output, as the API has it (D-27). */
  judgeTold(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    const hresult = this.judgement.told(declaration, call, code);
    this.exceptions.raiseIfLost(call);
    return hresult;
  }

  /** An object that the driver has; it is destroyed with the device at the latest (DEV-19). */
  adopt(object: Destroyable): void {
    this.objects.add(object);
  }

  abandon(object: Destroyable): void {
    this.objects.delete(object);
  }

  /**
   * Ends the device, whoever still holds it or its children: first what is left of its objects, then the driver's device
   * (DEV-19). To those who come later it is removed.
   */
  destroy(): void {
    if (this.ended) return;
    this.ended = true;
    for (const object of this.live.list()) {
      if (object.kind === 'CONTEXT') continue; // the device's own
      this.messages.add('ID3D11Device::Release', 'ALIVE_AT_END', liveObjectText(object));
    }
    this.stopTelling(); // an end is no removal (DR-16)
    for (const object of [...this.objects]) object.destroy();
    this.kernel.destroy();
    this.removal.remove(DXGI_ERROR_DEVICE_REMOVED);
  }
}
