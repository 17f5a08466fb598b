import type { FunctionDeclaration, Hresult, Memory } from '../../abi/index.js';
import type { DriverUnderTest } from '../../driver/index.js';
import { DXGI_ERROR_DEVICE_REMOVED, E_OUTOFMEMORY } from '../../ddi/index.js';
import type { HostDevice, VideoFunctions } from '../../host/index.js';
import { orOutOfMemory } from '../../host/index.js';
import { Judge } from '../judge.js';
import type { Parent } from '../objects.js';
import { ChildObject, Children } from '../objects.js';
import { Removal } from '../removal.js';
import { d3d11CodeRules } from './code-rules.js';
import { InfoQueue } from './info-queue.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';

/** What every object of one API device shares: the driver's device, the debug layer, and whether it still lives. */
export class RuntimeDevice extends ChildObject<Parent> implements Parent {
  readonly infoQueue = new InfoQueue();
  readonly children = new Children();
  readonly memory: Memory;
  private readonly removal = new Removal();
  private readonly judgement: Judge;

  constructor(
    adapter: Parent,
    readonly host: HostDevice,
  ) {
    super(adapter);
    this.memory = host.memory;
    const judged = {
      takeErrors: () => host.takeErrors(),
      probe: () => {
        host.functions.pfnFlush?.(host.hDevice, 0);
      },
    };
    this.judgement = new Judge(d3d11CodeRules, judged, this.removal, this.infoQueue);
  }

  get driver(): DriverUnderTest {
    return this.host.adapter.driver;
  }

  /** The video table. Only reached through a video device, which exists only with one (D-19). */
  get video(): VideoFunctions {
    return this.host.video!;
  }

  get removedReason(): Hresult {
    return this.removal.reason;
  }

  get isRemoved(): boolean {
    return this.removal.isRemoved;
  }

  /** What an HRESULT function returned, as the API has it (D-17, XLT-15). */
  judge(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    return this.judgement.returned(declaration, call, code);
  }

  /** What a VOID function reported, as the API has it: S_OK without a report (ERR-3, D-08). */
  judgeVoid(declaration: FunctionDeclaration, call: string): Hresult {
    return this.judgement.reported(declaration, call);
  }

  /**
   * Runs what a method does with memory of the runtime's own. Where the shared process has none left, the method
   * answers E_OUTOFMEMORY, and nothing has happened: memory is had before the driver is called.
   */
  method(body: () => Hresult): Hresult {
    return orOutOfMemory(body, () => E_OUTOFMEMORY);
  }

  /** The same for a method that returns nothing: the debug layer says it. */
  voidMethod(call: string, body: () => void, name: MessageName | null = null): void {
    orOutOfMemory(body, () => {
      this.infoQueue.addFailure(call, E_OUTOFMEMORY, 'the runtime has no memory for the call', name);
    });
  }

  /** First what is left of its objects, then the driver's device (DEV-19). From then on it is removed. */
  protected override end(): void {
    this.children.release();
    this.host.destroy();
    this.removal.remove(DXGI_ERROR_DEVICE_REMOVED);
  }
}
