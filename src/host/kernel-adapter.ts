import type { Guid, Hresult } from '../abi/index.js';
import type { InterfaceVersion } from '../ddi/index.js';
import {
  DXGI_ERROR_DEVICE_REMOVED,
  DXGI_ERROR_UNSUPPORTED,
  E_OUTOFMEMORY,
  INTERFACE_VERSIONS,
  S_OK,
} from '../ddi/index.js';
import type { DriverUnderTest, ProcessIdentity, TearDown } from '../driver/index.js';
import { hasEntry } from '../driver/index.js';
import { HostAdapter } from './host-adapter.js';
import { KernelDevice } from './kernel-device.js';
import { KernelOpm } from './kernel-opm.js';
import type { SharedHandles } from './shared-handles.js';
import { orOutOfMemory } from './scratch.js';
import { TearDowns } from './tear-downs.js';

/** What an adapter is to the system, and no function of a driver tells. */
export interface AdapterIdentity {
  /** Less than 128 characters. */
  readonly description: string;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly subSysId: number;
  readonly revision: number;
  readonly dedicatedVideoMemoryBytes: number;
  readonly dedicatedSystemMemoryBytes: number;
  readonly sharedSystemMemoryBytes: number;
}

/** A monitor of an adapter, as the desktop has it. */
export interface MonitorIdentity {
  /** Less than 32 characters: `\\.\DISPLAY1`. */
  readonly deviceName: string;
  /** HMONITOR, 64 bits. */
  readonly handle: bigint;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The VidPnTargetIds of the driver's outputs that lead to it; none where they are left out. */
  readonly targets?: readonly number[];
}

/** What stands in a machine: a driver, and what the system knows besides. */
export interface AdapterSetup {
  /** Without OpenAdapter10_2 there are no devices of it. */
  readonly driver: DriverUnderTest;
  /** Nobody's vendor and device where it is left out. */
  readonly identity?: AdapterIdentity;
  /** None where they are left out. */
  readonly monitors?: readonly MonitorIdentity[];
  /** Key exchanges that the driver judges itself, though it enumerates them for no type: a vendor's own (D-65). */
  readonly acceptedExchanges?: readonly Guid[];
}

/** An adapter that nobody has said anything of. */
const anyIdentity: AdapterIdentity = {
  description: 'A driver under SoftUMD',
  vendorId: 0,
  deviceId: 0,
  subSysId: 0,
  revision: 0,
  dedicatedVideoMemoryBytes: 0,
  dedicatedSystemMemoryBytes: 0,
  sharedSystemMemoryBytes: 0,
};

/** A device, or why there is none. */
export type OpenedDevice = { readonly hresult: Hresult; readonly device: KernelDevice | null };

/** One adapter of a machine. Its driver is opened with the first device and closed with the last (OPN-9). */
export class KernelAdapter {
  private readonly live = new Set<KernelDevice>();
  private opened: HostAdapter | null = null;
  private pipelineLevels = 0;
  private version: InterfaceVersion | undefined;
  private stopListening: (() => void) | undefined;
  private gone = false;

  /** The tear-downs of protection keys, of whoever made them, as long as there are devices. */
  readonly tearDowns = new TearDowns();
  readonly identity: AdapterIdentity;
  readonly monitors: readonly MonitorIdentity[];
  readonly acceptedExchanges: readonly Guid[];
  /** Its protected outputs. */
  readonly opm: KernelOpm;
  private readonly driver: DriverUnderTest;

  /**
   * @param luid what names it while the system runs, 64 bits
   * @param sharedHandles those of the machine
   */
  constructor(
    { driver, identity = anyIdentity, monitors = [], acceptedExchanges = [] }: AdapterSetup,
    readonly luid: bigint,
    private readonly sharedHandles: SharedHandles,
  ) {
    this.driver = driver;
    this.opm = new KernelOpm(driver);
    this.identity = identity;
    this.monitors = monitors;
    this.acceptedExchanges = acceptedExchanges;
  }

  /** True once it was taken out of the machine: there are no new devices of it. */
  get isGone(): boolean {
    return this.gone;
  }

  /**
   * OpenAdapter10_2 where it is not open yet, and CreateDevice.
   * @returns S_OK; DXGI_ERROR_UNSUPPORTED for a driver without a known version, or an adapter that is gone; the driver's codes
   */
  createDevice(): OpenedDevice {
    if (this.gone) return { hresult: DXGI_ERROR_UNSUPPORTED, device: null };
    const hresult = this.open();
    if (hresult !== S_OK || !this.opened) return { hresult, device: null };
    const made = this.opened.createDevice(this.version);
    if (!made.device) {
      this.closeIfIdle();
      return { hresult: made.hresult, device: null };
    }
    const device = new KernelDevice(made.device, this.pipelineLevels, {
      tearDowns: this.tearDowns,
      sharedHandles: this.sharedHandles,
      ended: (ended) => {
        this.live.delete(ended);
        this.closeIfIdle();
      },
      tearDown: (which) => {
        this.tearDown(which);
      },
    });
    this.live.add(device);
    return { hresult: made.hresult, device };
  }

  /** Lets devices that are made from now on belong to a process, where the driver can be told. */
  enterProcess(process: ProcessIdentity): void {
    this.driver.control?.enterProcess?.(process);
  }

  /** Its devices that processes have, removed ones too. */
  get devices(): readonly KernelDevice[] {
    return [...this.live];
  }

  /** Removes one device or all. */
  removeDevices(reason: Hresult, only?: KernelDevice): void {
    for (const device of [...this.live]) {
      if (!only || device === only) device.remove(reason);
    }
  }

  /** Takes it out of the machine: its devices are removed, and its protected outputs are no more. */
  remove(): void {
    this.gone = true;
    this.opm.close();
    this.removeDevices(DXGI_ERROR_DEVICE_REMOVED);
  }

  /**
   * Loses keys of sessions and what lies in protected memory (D-44): of all its devices where nothing else is said. Whoever
   * listens hears it once, also of a driver that cannot be told.
   */
  tearDown(which: TearDown = {}): void {
    const before = this.tearDowns.count;
    this.driver.control?.tearDown?.(which);
    if (this.tearDowns.count === before) this.tearDowns.tell();
  }

  private open(): Hresult {
    if (this.opened) return S_OK;
    const { driver } = this;
    if (!hasEntry(driver, 'OpenAdapter10_2')) return DXGI_ERROR_UNSUPPORTED;
    const { hresult, adapter } = HostAdapter.open(driver);
    if (!adapter) return hresult;
    const told = orOutOfMemory(
      () => ({ versions: adapter.supportedVersions(), levels: adapter.pipelineLevels() }),
      () => null,
    );
    // The highest that both have (OPN-16).
    this.version = INTERFACE_VERSIONS.findLast(({ supported }) => told?.versions.includes(supported));
    if (!told || !this.version) {
      adapter.close();
      return told ? DXGI_ERROR_UNSUPPORTED : E_OUTOFMEMORY;
    }
    this.opened = adapter;
    this.pipelineLevels = told.levels;
    const stops = [
      driver.control?.onRemoval?.((hDevice) => {
        const device = [...this.live].find(({ host }) => host.hDevice === hDevice);
        device?.removal.remove(DXGI_ERROR_DEVICE_REMOVED);
      }),
      driver.control?.onTearDown?.(() => {
        this.tearDowns.tell();
      }),
    ];
    this.stopListening = () => {
      for (const stop of stops) stop?.();
    };
    return S_OK;
  }

  private closeIfIdle(): void {
    if (this.live.size > 0 || !this.opened) return;
    this.stopListening?.();
    this.opened.close();
    this.opened = null;
  }
}
