import type { Address, FunctionDeclaration, Hresult, Memory } from '../../abi/index.js';
import type { DriverUnderTest } from '../../driver/index.js';
import {
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_WASSTILLDRAWING,
  DXGI_DDI_ERR_UNSUPPORTED,
  DXGI_DDI_ERR_WASSTILLDRAWING,
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_DRIVER_INTERNAL_ERROR,
  DXGI_ERROR_UNSUPPORTED,
  DXGI_ERROR_WAS_STILL_DRAWING,
  hresultName,
  S_OK,
} from '../../ddi/index.js';
import { failed, NULL } from '../../abi/index.js';
import type { HostDevice, VideoFunctions } from '../../host/index.js';
import { InfoQueue } from '../info-queue.js';

/** DDI codes that the API has other numbers for (D-17, XLT-5, XLT-10). */
const translations = new Map<Hresult, Hresult>([
  [D3DDDIERR_DEVICEREMOVED, DXGI_ERROR_DEVICE_REMOVED],
  [D3DDDIERR_WASSTILLDRAWING, DXGI_ERROR_WAS_STILL_DRAWING],
  [DXGI_DDI_ERR_WASSTILLDRAWING, DXGI_ERROR_WAS_STILL_DRAWING],
  [DXGI_DDI_ERR_UNSUPPORTED, DXGI_ERROR_UNSUPPORTED],
]);

/** An object of a device: released by its owner, or by the device at its end (DEV-19). */
export interface DeviceChild {
  Release(): void;
}

/** What every object of one API device shares: the driver's device, the debug layer, and whether it still lives. */
export class RuntimeDevice {
  readonly infoQueue = new InfoQueue();
  readonly memory: Memory;
  private reason: Hresult = S_OK;
  private readonly children = new Set<DeviceChild>();

  constructor(
    readonly host: HostDevice,
    private readonly whenReleased: (device: RuntimeDevice) => void,
  ) {
    this.memory = host.adapter.driver.memory;
  }

  get driver(): DriverUnderTest {
    return this.host.adapter.driver;
  }

  /** The video table. Only reached through a video device, which exists only with one (D-19). */
  get video(): VideoFunctions {
    return this.host.video!;
  }

  get removedReason(): Hresult {
    return this.reason;
  }

  get isRemoved(): boolean {
    return this.reason !== S_OK;
  }

  /** Private memory for a driver object, or NULL. */
  allocate(bytes: number, label: string): Address {
    return bytes < 2 ** 32 ? this.memory.allocate(bytes, label) : NULL;
  }

  adopt(child: DeviceChild): void {
    this.children.add(child);
  }

  abandon(child: DeviceChild): void {
    this.children.delete(child);
  }

  /** Ends the device: first what is left of its objects, then the driver's device (DEV-19). From then on it is removed. */
  release(): void {
    for (const child of [...this.children]) child.Release();
    this.host.destroy();
    this.remove(DXGI_ERROR_DEVICE_REMOVED);
    this.whenReleased(this);
  }

  /**
   * Judges what an HRESULT function returned: translated for the API (D-17). A code that the function may not return
   * loses the device (XLT-2, XLT-15).
   */
  judge(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    const allowed = [...declaration.codes, ...declaration.decidedCodes];
    const [reported] = this.host.takeErrors();
    if (reported !== undefined && reported !== code) return this.judge(declaration, call, reported);
    if (code === D3DDDIERR_DEVICEREMOVED) return this.remove(DXGI_ERROR_DEVICE_REMOVED);
    if (!allowed.includes(code)) return this.lose(declaration, call, code);
    if (failed(code) && this.isAdapterGone()) return this.remove(DXGI_ERROR_DEVICE_REMOVED);
    return translations.get(code) ?? code;
  }

  /**
   * Judges what a VOID function reported through pfnSetErrorCb: S_OK without a report, the translated code where the
   * function may report it, and the device lost where it may not (ERR-3, D-08).
   */
  judgeVoid(declaration: FunctionDeclaration, call: string): Hresult {
    const [code] = this.host.takeErrors();
    if (code === undefined) return S_OK;
    if (code === D3DDDIERR_DEVICEREMOVED) return this.remove(DXGI_ERROR_DEVICE_REMOVED);
    if (!declaration.codes.includes(code)) return this.lose(declaration, call, code);
    return translations.get(code) ?? code;
  }

  /**
   * Not every function has a code for a removed device (D-15), so a failure is looked into before it is passed on, as
   * the real runtime asks the kernel (XLT-3); here the driver's Flush answers, which may say so.
   */
  private isAdapterGone(): boolean {
    this.host.functions.pfnFlush?.(this.host.hDevice, 0);
    return this.host.takeErrors().includes(D3DDDIERR_DEVICEREMOVED);
  }

  private lose(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    this.infoQueue.addCallerCheck(
      call,
      `the driver answered ${hresultName(code)} from ${declaration.name}, which is critical there: the device is removed (ERR-3)`,
      'CORRUPTION',
    );
    return this.remove(DXGI_ERROR_DRIVER_INTERNAL_ERROR);
  }

  /** The first reason stays. What a caller gets is always DEVICE_REMOVED (D-18). */
  private remove(reason: Hresult): Hresult {
    if (this.reason === S_OK) this.reason = reason;
    return DXGI_ERROR_DEVICE_REMOVED;
  }
}
