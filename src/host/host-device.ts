import type { Address, DdiFunction, FunctionTable, Hresult } from '../abi/index.js';
import type { HDevice, HRTCoreLayer, HRTDevice } from '../ddi/index.js';
import {
  D3D10DDIARG_CALCPRIVATEDEVICESIZE,
  D3D10DDIARG_CREATEDEVICE,
  D3D11_1_DDI_INTERFACE,
  D3D11_1DDI_DEVICEFUNCS,
  D3D11_1DDI_VIDEO_FUNCTIONS,
  D3D11_1DDI_VIDEO_INPUT,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_OUTOFMEMORY,
  RetrieveSubObject,
} from '../ddi/index.js';
import { failed, NULL, readTable } from '../abi/index.js';
import type { HostAdapter } from './host-adapter.js';
import { OutOfMemory, withBytes, withStruct } from './scratch.js';

/** A device, or why there is none. */
export type CreatedDevice = { readonly hresult: Hresult; readonly device: HostDevice | null };

export type DeviceFunctions = FunctionTable<typeof D3D11_1DDI_DEVICEFUNCS>;
export type VideoFunctions = FunctionTable<typeof D3D11_1DDI_VIDEODEVICEFUNCS>;

/** Larger than any version's table, so that unwritten slots read null (DEV-8). */
const deviceTableBytes = 2048;
const dxgiTableBytes = 256;
/** A CalcPrivate… result that no allocation can have: SIZE_T(-1) stops the creation (DEV-3). */
const refusedSize = 2 ** 32;

/** One device as the runtime holds it: its private block, its function tables, and the errors it reported. */
export class HostDevice {
  private heard: Hresult[] = [];
  private listener: ((code: Hresult) => void) | undefined;
  private readonly blocks: Address[] = [];
  private destroyed = false;

  private constructor(
    readonly adapter: HostAdapter,
    readonly hDevice: HDevice,
    readonly hRTCoreLayer: HRTCoreLayer,
  ) {}

  /** There once CreateDevice has succeeded, which it has wherever a device is handed out. */
  functions!: DeviceFunctions;
  private created = false;
  /** Null when the driver has no video table (SUB-10). */
  video: VideoFunctions | null = null;
  retrieveSubObject: DdiFunction<typeof RetrieveSubObject> | null = null;

  static create(
    adapter: HostAdapter,
    hRTCoreLayer: HRTCoreLayer,
    register: (device: HostDevice) => void,
  ): CreatedDevice {
    const { memory } = adapter.driver;
    const version = { Interface: D3D11_1_DDI_INTERFACE, Version: 0, Flags: 0 };
    const bytes = withStruct(memory, D3D10DDIARG_CALCPRIVATEDEVICESIZE, version, (pCalcData) =>
      adapter.functions.pfnCalcPrivateDeviceSize!(adapter.hAdapter, pCalcData),
    );
    const hDevice =
      bytes < refusedSize ? (memory.allocate(bytes, 'hDevice: private memory') as HDevice) : NULL;
    if (hDevice === NULL) return { hresult: E_OUTOFMEMORY, device: null };
    const device = new HostDevice(adapter, hDevice, hRTCoreLayer);
    device.blocks.push(hDevice);
    register(device);
    const hresult = device.createOrFree();
    return { hresult, device: failed(hresult) ? null : device };
  }

  /** CreateDevice; after a failure, the driver's or the runtime's own, nothing is left. */
  private createOrFree(): Hresult {
    try {
      const hresult = this.callCreateDevice();
      if (failed(hresult)) this.release();
      return hresult;
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      this.destroy();
      return E_OUTOFMEMORY;
    }
  }

  private callCreateDevice(): Hresult {
    const { driver, functions, hAdapter, callbacks } = this.adapter;
    const { memory, code } = driver;
    const table = this.block(deviceTableBytes, 'runtime: D3D11_1DDI_DEVICEFUNCS');
    const dxgiTable = this.block(dxgiTableBytes, 'runtime: DXGI_DDI_BASE_FUNCTIONS');
    const dxgiCallbacks = this.block(24, 'runtime: DXGI_DDI_BASE_CALLBACKS');
    const create = {
      hRTDevice: 0xde1_0001 as HRTDevice,
      Interface: D3D11_1_DDI_INTERFACE,
      pKTCallbacks: callbacks.pKTCallbacks,
      p11_1DeviceFuncs: table,
      hDrvDevice: this.hDevice,
      DXGIBaseDDI: { pDXGIBaseCallbacks: dxgiCallbacks, pDXGIDDIBaseFunctions: dxgiTable },
      hRTCoreLayer: this.hRTCoreLayer,
      p11UMCallbacks: callbacks.p11UMCallbacks,
    };
    return withBytes(memory, 8, 'ppfnRetrieveSubObject', (ppfnRetrieveSubObject) =>
      withStruct(memory, D3D10DDIARG_CREATEDEVICE, { ...create, ppfnRetrieveSubObject }, (pCreateData) => {
        const hresult = functions.pfnCreateDevice!(hAdapter, pCreateData);
        if (failed(hresult)) return hresult;
        this.created = true;
        this.functions = readTable(memory, code, D3D11_1DDI_DEVICEFUNCS, table);
        const entry = Number(memory.readU64(ppfnRetrieveSubObject)) as Address;
        this.retrieveSubObject = entry === NULL ? null : code.functionAt(RetrieveSubObject, entry);
        this.video = this.readVideoTable();
        return hresult;
      }),
    );
  }

  /** RetrieveSubObject in the form that all known drivers take (SUB-7): id 2, 16 bytes in, one byte out. */
  private readVideoTable(): VideoFunctions | null {
    const { memory, code } = this.adapter.driver;
    const retrieve = this.retrieveSubObject;
    if (!retrieve) return null;
    const table = this.block(D3D11_1DDI_VIDEODEVICEFUNCS.bytes, 'runtime: D3D11_1DDI_VIDEODEVICEFUNCS');
    return withBytes(memory, 1, 'D3D11_1DDI_VIDEO_OUTPUT', (output) =>
      withStruct(memory, D3D11_1DDI_VIDEO_INPUT, { p11VideoDeviceFuncs: table }, (input) => {
        const bytes = D3D11_1DDI_VIDEO_INPUT.bytes;
        const hresult = retrieve(this.hDevice, D3D11_1DDI_VIDEO_FUNCTIONS, bytes, input, 1, output);
        return failed(hresult) ? null : readTable(memory, code, D3D11_1DDI_VIDEODEVICEFUNCS, table);
      }),
    );
  }

  /** Called when the driver reports through pfnSetErrorCb for this device (ERR-1). */
  hear(code: Hresult): void {
    this.heard.push(code);
    this.listener?.(code);
  }

  onError(listener: (code: Hresult) => void): void {
    this.listener = listener;
  }

  /** What the driver reported since the last time this was asked. */
  takeErrors(): Hresult[] {
    const errors = this.heard;
    this.heard = [];
    return errors;
  }

  /** DestroyDevice, then the memory (DEV-19). Objects of the device are the caller's to destroy before. */
  destroy(): void {
    if (this.destroyed) return;
    if (this.created) this.functions.pfnDestroyDevice?.(this.hDevice);
    this.release();
  }

  private release(): void {
    this.destroyed = true;
    this.adapter.forget(this);
    for (const address of this.blocks) this.adapter.driver.memory.free(address);
  }

  private block(bytes: number, label: string): Address {
    const address = this.adapter.driver.memory.allocate(bytes, label);
    if (address === NULL) throw new OutOfMemory(`no ${bytes} bytes left for ${label}`);
    this.blocks.push(address);
    return address;
  }
}
