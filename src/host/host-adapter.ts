import type { Address, FunctionTable, Hresult } from '../abi/index.js';
import type { D3D11Driver } from '../driver/index.js';
import type { HAdapter, HRTAdapter, HRTCoreLayer, HRTDevice } from '../ddi/index.js';
import {
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10_2DDIARG_GETCAPS,
  D3D10_2DDICAPS_TYPE,
  D3D10DDIARG_OPENADAPTER,
  D3D11DDI_3DPIPELINESUPPORT_CAPS,
  D3D11_1_DDI_INTERFACE,
  DXGI_ERROR_DRIVER_INTERNAL_ERROR,
  E_OUTOFMEMORY,
  interfaceVersion,
  S_OK,
} from '../ddi/index.js';
import { failed, NULL, readTable } from '../abi/index.js';
import { Blocks } from './blocks.js';
import type { CallbackTables } from './callbacks.js';
import { createCallbackTables } from './callbacks.js';
import type { DeviceParent } from './device-parent.js';
import type { CreatedDevice } from './host-device.js';
import { HostDevice } from './host-device.js';
import { KernelResources } from './kernel-resources.js';
import { orOutOfMemory, withBytes, withStruct } from './scratch.js';

/** A report through pfnSetErrorCb for a handle that no device has (DEV-18). */
export interface StrayError {
  readonly hRTCoreLayer: HRTCoreLayer;
  readonly code: Hresult;
}

/** What an opened adapter is, or why there is none. */
export type OpenedAdapter = { readonly hresult: Hresult; readonly adapter: HostAdapter | null };

/**
 * One opened adapter, as the runtime holds it: the driver's adapter functions and the callback tables. Opening goes
 * in the order of device-ddi §0: entry, table, versions.
 */
export class HostAdapter implements DeviceParent {
  private readonly devices = new Map<HRTCoreLayer, HostDevice>();
  private readonly foreignCoreLayers = new Set<HRTCoreLayer>();
  private strayErrors: StrayError[] = [];
  private devicesMade = 0;

  private constructor(
    readonly driver: D3D11Driver,
    readonly hAdapter: HAdapter,
    readonly functions: FunctionTable<typeof D3D10_2DDI_ADAPTERFUNCS>,
    readonly callbacks: CallbackTables,
    readonly kernelResources: KernelResources,
    private readonly blocks: Blocks,
  ) {}

  /** Opens the driver. E_OUTOFMEMORY also where there is no memory for what the runtime gives it. */
  static open(driver: D3D11Driver): OpenedAdapter {
    const blocks = new Blocks(driver.memory);
    const opened = orOutOfMemory(
      () => HostAdapter.callEntry(driver, blocks),
      (): OpenedAdapter => ({ hresult: E_OUTOFMEMORY, adapter: null }),
    );
    if (!opened.adapter) blocks.free();
    return opened;
  }

  /** Calls the driver's entry (OPN-3, OPN-4). */
  private static callEntry(driver: D3D11Driver, blocks: Blocks): OpenedAdapter {
    const { memory } = driver;
    const devices: { current: HostAdapter | null } = { current: null };
    const kernelResources = new KernelResources(memory);
    const callbacks = createCallbackTables(driver, blocks, kernelResources, (hRTCoreLayer, code) => {
      devices.current?.hear(hRTCoreLayer, code);
    });
    const table = blocks.add(D3D10_2DDI_ADAPTERFUNCS.bytes, 'runtime: D3D10_2DDI_ADAPTERFUNCS');
    const open = {
      hRTAdapter: 0xada_0001 as HRTAdapter,
      Interface: D3D11_1_DDI_INTERFACE,
      pAdapterCallbacks: callbacks.pAdapterCallbacks,
      pAdapterFuncs_2: table,
    };
    const opened = withStruct(memory, D3D10DDIARG_OPENADAPTER, open, (pOpenData): OpenedAdapter => {
      const hresult = driver.OpenAdapter10_2(pOpenData);
      if (failed(hresult)) return { hresult, adapter: null };
      // DV-AMB-1: the page calls the pointer "out", so it is read again.
      const { hAdapter, pAdapterFuncs_2 } = D3D10DDIARG_OPENADAPTER.decode(memory, pOpenData);
      const functions = readTable(memory, driver.code, D3D10_2DDI_ADAPTERFUNCS, pAdapterFuncs_2);
      return {
        hresult,
        adapter: new HostAdapter(driver, hAdapter, functions, callbacks, kernelResources, blocks),
      };
    });
    devices.current = opened.adapter;
    return opened;
  }

  /** Asks for the versions, count first (OPN-10). Empty when the driver fails the call. */
  supportedVersions(): bigint[] {
    const { memory } = this.driver;
    const ask = this.functions.pfnGetSupportedVersions;
    if (!ask) return [];
    return withBytes(memory, 4, 'puEntries', (puEntries) => {
      if (failed(ask(this.hAdapter, puEntries, NULL))) return [];
      const count = memory.readU32(puEntries);
      return withBytes(memory, 8 * count, 'pSupportedDDIInterfaceVersions', (list) => {
        if (failed(ask(this.hAdapter, puEntries, list))) return [];
        return Array.from({ length: count }, (_, index) => memory.readU64((list + 8 * index) as Address));
      });
    });
  }

  /** The pipeline levels that the driver has: 1 << D3DDDI_3DPIPELINELEVEL, one bit each; 0 when it fails the call (OPN-20). */
  pipelineLevels(): number {
    const { memory } = this.driver;
    const ask = this.functions.pfnGetCaps;
    if (!ask) return 0;
    const answer = D3D11DDI_3DPIPELINESUPPORT_CAPS;
    return withBytes(memory, answer.bytes, answer.name, (pData) => {
      const Type = D3D10_2DDICAPS_TYPE.PIPELINESUPPORT_3D;
      const query = { Type, pData, DataSize: answer.bytes };
      return withStruct(memory, D3D10_2DDIARG_GETCAPS, query, (pCaps) =>
        failed(ask(this.hAdapter, pCaps)) ? 0 : answer.decode(memory, pData).Caps,
      );
    });
  }

  /** Makes a device of a version of the interface, D3D11.1 unless told; its video table included. */
  createDevice(version = interfaceVersion('D3D11_1')): CreatedDevice {
    this.devicesMade += 1;
    const hRTCoreLayer = (0xc0de_0000 + this.devicesMade) as HRTCoreLayer;
    const hRTDevice = (0xde1_0000 + this.devicesMade) as HRTDevice;
    if (!this.functions.pfnCalcPrivateDeviceSize || !this.functions.pfnCreateDevice) {
      return { hresult: DXGI_ERROR_DRIVER_INTERNAL_ERROR, device: null };
    }
    return HostDevice.create(this, { hRTCoreLayer, hRTDevice }, version, (device) => {
      this.devices.set(hRTCoreLayer, device);
    });
  }

  forget(hRTCoreLayer: HRTCoreLayer): void {
    this.devices.delete(hRTCoreLayer);
  }

  /** Says that somebody made a device with this handle without this adapter. */
  knowCoreLayer(hRTCoreLayer: HRTCoreLayer): void {
    this.foreignCoreLayers.add(hRTCoreLayer);
  }

  /** Reports for handles of nobody, since the last time this was asked. */
  takeStrayErrors(): StrayError[] {
    const strays = this.strayErrors;
    this.strayErrors = [];
    return strays;
  }

  private hear(hRTCoreLayer: HRTCoreLayer, code: Hresult): void {
    const device = this.devices.get(hRTCoreLayer);
    if (device) device.hear(code);
    else if (!this.foreignCoreLayers.has(hRTCoreLayer)) this.strayErrors.push({ hRTCoreLayer, code });
  }

  /** CloseAdapter, after all its devices (OPN-9). */
  close(): Hresult {
    for (const device of [...this.devices.values()]) device.destroy();
    const hresult = this.functions.pfnCloseAdapter?.(this.hAdapter) ?? S_OK;
    this.blocks.free();
    return hresult;
  }
}
