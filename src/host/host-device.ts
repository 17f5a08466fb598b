import type { Address, DdiFunction, Hresult, Memory } from '../abi/index.js';
import type { HDevice, HRTCoreLayer, HRTDevice, InterfaceVersion, VideoTable } from '../ddi/index.js';
import {
  D3D10DDIARG_CALCPRIVATEDEVICESIZE,
  D3D10DDIARG_CREATEDEVICE,
  D3D11_1DDI_VIDEO_INPUT,
  E_OUTOFMEMORY,
  RetrieveSubObject,
} from '../ddi/index.js';
import { failed, NULL } from '../abi/index.js';
import { Blocks } from './blocks.js';
import type { DeviceParent } from './device-parent.js';
import type { DeviceFunctions, VideoFunctions } from './function-versions.js';
import { readDeviceFunctions, readVideoFunctions } from './function-versions.js';
import { allocatePrivate, processMemory } from './private-memory.js';
import { orOutOfMemory, withBytes, withStruct } from './scratch.js';

/** A device, or why there is none. */
export type CreatedDevice = { readonly hresult: Hresult; readonly device: HostDevice | null };

/** The runtime's own handles of a device. */
export interface RuntimeHandles {
  readonly hRTCoreLayer: HRTCoreLayer;
  readonly hRTDevice: HRTDevice;
}

/** Larger than any version's table, so that unwritten slots read null (DEV-8). */
const deviceTableBytes = 2048;
const dxgiTableBytes = 256;
const dxgiCallbackBytes = 40;

/** One device as the runtime holds it: its private block, its function tables, and the errors it reported. */
export class HostDevice {
  private heard: Hresult[] = [];
  private listener: ((code: Hresult) => void) | undefined;
  private readonly blocks: Blocks;
  private destroyed = false;

  private constructor(
    readonly adapter: DeviceParent,
    readonly hDevice: HDevice,
    readonly hRTCoreLayer: HRTCoreLayer,
    /** What the driver calls the kernel with. */
    readonly hRTDevice: HRTDevice,
    /** The version of the interface that it is made with. */
    readonly version: InterfaceVersion,
  ) {
    this.blocks = new Blocks(adapter.driver.memory);
  }

  /** There once CreateDevice has succeeded, which it has wherever a device is handed out. */
  functions!: DeviceFunctions;
  private created = false;
  /** Null when the driver has no video table (SUB-10). */
  video: VideoFunctions | null = null;
  retrieveSubObject: DdiFunction<typeof RetrieveSubObject> | null = null;

  /**
   * Size query, private memory, CreateDevice (DEV-1).
   * @param register told of the device before the driver hears of it, for errors that come during CreateDevice
   */
  static create(
    adapter: DeviceParent,
    { hRTCoreLayer, hRTDevice }: RuntimeHandles,
    version: InterfaceVersion,
    register: (device: HostDevice) => void,
  ): CreatedDevice {
    const { memory } = adapter.driver;
    const bytes = HostDevice.privateBytes(adapter, version);
    const hDevice = allocatePrivate(processMemory(memory), bytes, 'hDevice') as HDevice;
    if (hDevice === NULL) return { hresult: E_OUTOFMEMORY, device: null };
    const device = new HostDevice(adapter, hDevice, hRTCoreLayer, hRTDevice, version);
    register(device);
    const hresult = device.createOrFree();
    return { hresult, device: failed(hresult) ? null : device };
  }

  /** CalcPrivateDeviceSize; undefined where there is no memory to ask with. */
  private static privateBytes(
    { driver, functions, hAdapter }: DeviceParent,
    { Interface, Version }: InterfaceVersion,
  ): number | undefined {
    const calculation = { Interface, Version, Flags: 0 };
    return orOutOfMemory(
      () =>
        withStruct(driver.memory, D3D10DDIARG_CALCPRIVATEDEVICESIZE, calculation, (pCalcData) =>
          functions.pfnCalcPrivateDeviceSize!(hAdapter, pCalcData),
        ),
      () => undefined,
    );
  }

  /** CreateDevice; after a failure, the driver's or the runtime's own, nothing is left. */
  private createOrFree(): Hresult {
    const hresult = orOutOfMemory(
      () => this.callCreateDevice(),
      () => E_OUTOFMEMORY,
    );
    if (failed(hresult)) this.destroy();
    return hresult;
  }

  private callCreateDevice(): Hresult {
    const { driver, functions, hAdapter, callbacks } = this.adapter;
    const { memory, code } = driver;
    const table = this.blocks.add(deviceTableBytes, `runtime: ${this.version.deviceTable.name}`);
    const dxgiTable = this.blocks.add(dxgiTableBytes, 'runtime: DXGI_DDI_BASE_FUNCTIONS');
    const dxgiCallbacks = this.blocks.add(dxgiCallbackBytes, 'runtime: DXGI_DDI_BASE_CALLBACKS');
    const create = {
      hRTDevice: this.hRTDevice,
      Interface: this.version.Interface,
      Version: this.version.Version,
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
        this.functions = readDeviceFunctions({ memory, code }, this.version, table);
        const entry = Number(memory.readU64(ppfnRetrieveSubObject)) as Address;
        this.retrieveSubObject = entry === NULL ? null : code.functionAt(RetrieveSubObject, entry);
        this.video = this.videoFunctions(this.version.videoTable);
        return hresult;
      }),
    );
  }

  /**
   * RetrieveSubObject in the form that all known drivers take (SUB-7): 16 bytes in, one byte out.
   * @returns the functions of the table, or null where the driver refuses its id
   */
  videoFunctions({ SubDeviceID, table }: VideoTable): VideoFunctions | null {
    const { memory, code } = this.adapter.driver;
    const retrieve = this.retrieveSubObject;
    if (!retrieve) return null;
    const block = this.blocks.add(table.bytes, `runtime: ${table.name}`);
    return withBytes(memory, 1, 'D3D11_1DDI_VIDEO_OUTPUT', (output) =>
      withStruct(memory, D3D11_1DDI_VIDEO_INPUT, { p11VideoDeviceFuncs: block }, (input) => {
        const bytes = D3D11_1DDI_VIDEO_INPUT.bytes;
        const hresult = retrieve(this.hDevice, SubDeviceID, bytes, input, 1, output);
        return failed(hresult) ? null : readVideoFunctions({ memory, code }, table, block);
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

  /** The process that driver and runtime share. */
  get memory(): Memory {
    return this.adapter.driver.memory;
  }

  /** True once DestroyDevice was called: its handle and those of its objects are dead. */
  get isDestroyed(): boolean {
    return this.destroyed;
  }

  /** What the driver reported and nobody has taken yet. */
  get pendingErrors(): readonly Hresult[] {
    return this.heard;
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
    this.destroyed = true;
    if (this.created) this.functions.pfnDestroyDevice?.(this.hDevice);
    this.adapter.kernelResources.endDevice(this.hRTDevice);
    this.adapter.forget(this.hRTCoreLayer);
    this.memory.free(this.hDevice);
    this.blocks.free();
  }
}
