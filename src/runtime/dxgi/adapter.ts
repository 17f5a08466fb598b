import type { Guid, Hresult } from '../../abi/index.js';
import { guid } from '../../abi/index.js';
import type {
  DXGI_ADAPTER_DESC,
  DXGI_ADAPTER_DESC1,
  DXGI_ADAPTER_DESC2,
  DXGI_ADAPTER_DESC3,
} from '../../api/dxgi/index.js';
import { IDXGIAdapter4, IDXGIDevice } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, KitCheck, Offer, Out } from '../../api/kit/index.js';
import { offer } from '../../api/kit/index.js';
import { DXGI_ERROR_NOT_FOUND, DXGI_ERROR_UNSUPPORTED, E_INVALIDARG, S_OK } from '../../ddi/index.js';
import type { KernelAdapter } from '../../host/index.js';
import { OwnDxgiObject } from './object.js';
import { Output } from './output.js';
import type { System } from './system.js';
import { RegisteredEvents } from '../registered-events.js';

/** Declared, and not emulated: memory budgets. */
type NotOfAdapter =
  | 'QueryVideoMemoryInfo'
  | 'SetVideoMemoryReservation'
  | 'RegisterVideoMemoryBudgetChangeNotificationEvent'
  | 'UnregisterVideoMemoryBudgetChangeNotification';

/** The interfaces of Direct3D 10 that CheckInterfaceSupport knows, besides IDXGIDevice. */
const direct3d10 = ['9b7e4c0f-342c-4106-a19f-4f2704f689f0', '9b7e4c8f-342c-4106-a19f-4f2704f689f0'].map(guid);

/** IDXGIAdapter: an adapter, as one enumeration gave it. */
export class Adapter extends OwnDxgiObject implements Implementation<IDXGIAdapter4, NotOfAdapter> {
  private readonly tearDownEvents: RegisteredEvents;

  constructor(
    system: System,
    factory: Implementor,
    readonly kernel: KernelAdapter,
  ) {
    super(system, factory);
    this.tearDownEvents = new RegisteredEvents((tell) => kernel.tearDowns.listen(tell));
  }

  protected override offers(): readonly Offer[] {
    return [offer<IDXGIAdapter4, NotOfAdapter>(IDXGIAdapter4, this)];
  }

  EnumOutputs(Output_: number, ppOutput: Out<Implementor>): Hresult {
    const monitor = this.kernel.monitors[Output_];
    if (!monitor) return DXGI_ERROR_NOT_FOUND;
    ppOutput.value = new Output(this.system, this, monitor);
    return S_OK;
  }

  GetDesc(pDesc: Out<DXGI_ADAPTER_DESC>): Hresult {
    pDesc.value = this.description();
    return S_OK;
  }

  GetDesc1(pDesc: Out<DXGI_ADAPTER_DESC1>): Hresult {
    pDesc.value = { ...this.description(), Flags: 0 };
    return S_OK;
  }

  GetDesc2(pDesc: Out<DXGI_ADAPTER_DESC2>): Hresult {
    pDesc.value = { ...this.description(), Flags: 0, ...noPreemption };
    return S_OK;
  }

  GetDesc3(pDesc: Out<DXGI_ADAPTER_DESC3>): Hresult {
    pDesc.value = { ...this.description(), Flags: 0, ...noPreemption };
    return S_OK;
  }

  /** An event that each tear-down of protection keys sets (D-44). Clients ask for it whatever the caps say (RC-01). */
  RegisterHardwareContentProtectionTeardownStatusEvent(hEvent: bigint, pdwCookie: Out<number>): Hresult {
    const event = this.system.kernel.events.find(hEvent);
    if (!event) {
      const call = 'IDXGIAdapter3::RegisterHardwareContentProtectionTeardownStatusEvent';
      this.system.complain(call, 'ARGUMENT', `hEvent: ${hEvent} is no event's handle`);
      return E_INVALIDARG;
    }
    pdwCookie.value = this.tearDownEvents.register(event);
    return S_OK;
  }

  UnregisterHardwareContentProtectionTeardownStatus(dwCookie: number): void {
    this.tearDownEvents.unregister(dwCookie);
  }

  /** Registrations end with the object that has them. */
  protected override ended(): void {
    this.tearDownEvents.clear();
  }

  /** Only what Direct3D 10 has: a program that asks for more gets no (api §4.5). */
  CheckInterfaceSupport(InterfaceName: Guid, pUMDVersion: Out<bigint> | null): Hresult {
    if (InterfaceName !== IDXGIDevice.iid && !direct3d10.includes(InterfaceName)) {
      const check: KitCheck = 'NO_INTERFACE';
      const text = 'InterfaceName: adapters know IDXGIDevice and Direct3D 10 alone';
      this.system.complain('IDXGIAdapter::CheckInterfaceSupport', check, text, DXGI_ERROR_UNSUPPORTED);
      return DXGI_ERROR_UNSUPPORTED;
    }
    if (pUMDVersion) pUMDVersion.value = 0n;
    return S_OK;
  }

  private description(): DXGI_ADAPTER_DESC {
    const { identity } = this.kernel;
    return {
      Description: identity.description,
      VendorId: identity.vendorId,
      DeviceId: identity.deviceId,
      SubSysId: identity.subSysId,
      Revision: identity.revision,
      DedicatedVideoMemory: identity.dedicatedVideoMemoryBytes,
      DedicatedSystemMemory: identity.dedicatedSystemMemoryBytes,
      SharedSystemMemory: identity.sharedSystemMemoryBytes,
      AdapterLuid: {
        LowPart: Number(this.kernel.luid & 0xffffffffn),
        HighPart: Number(BigInt.asIntN(32, this.kernel.luid >> 32n)),
      },
    };
  }
}

const noPreemption = { GraphicsPreemptionGranularity: 0, ComputePreemptionGranularity: 0 };
