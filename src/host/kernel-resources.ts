import type { Address, Hresult, Memory, StructValue } from '../abi/index.js';
import { NULL } from '../abi/index.js';
import type { D3D10DDIARG_OPENRESOURCE, HRTDevice, HRTResource } from '../ddi/index.js';
import {
  D3DDDI_ALLOCATIONINFO as INFO,
  D3DDDI_OPENALLOCATIONINFO as OPEN_INFO,
  D3DDDICB_ALLOCATE as ALLOCATE,
  D3DDDICB_DEALLOCATE as DEALLOCATE,
  E_INVALIDARG,
  S_OK,
} from '../ddi/index.js';

/** What a driver announced of one allocation: its own bytes, which mean nothing here. */
export interface KernelAllocation {
  /** D3DKMT_HANDLE. */
  readonly hAllocation: number;
  readonly privateDriverData: Uint8Array;
}

/** A resource that a driver has announced: it lives as long as one device has it. */
export interface KernelResource {
  /** D3DKMT_HANDLE. */
  readonly hKMResource: number;
  readonly privateDriverData: Uint8Array;
  readonly allocations: readonly KernelAllocation[];
}

/** A resource on one device, the one that made it or one that opened it. */
interface Holding {
  readonly hRTDevice: HRTDevice;
  readonly resource: KernelResource;
}

const at = (address: number) => address as Address;

/**
 * What the kernel keeps of the resources of one adapter: pfnAllocateCb announces one under the runtime's handle, and by the
 * same bytes another device opens it. pfnDeallocateCb ends it for a device. Memory is the driver's own throughout.
 */
export class KernelResources {
  private readonly holdings = new Map<HRTResource, Holding>();
  /** Allocations without a resource. */
  private readonly loose = new Map<number, HRTDevice>();
  private nextHandle = 0x4000_0040; // as Windows numbers kernel handles
  private lastRuntimeHandle = 0x4e50_0000;
  private refusal: Hresult | undefined;

  constructor(private readonly memory: Memory) {}

  /** A handle for a resource that the runtime is about to make or open. */
  newRuntimeHandle(): HRTResource {
    this.lastRuntimeHandle += 1;
    return this.lastRuntimeHandle as HRTResource;
  }

  /** Lets the next pfnAllocateCb fail with this code. */
  refuseNext(code: Hresult): void {
    this.refusal = code;
  }

  /** Takes that back, where nobody has called. */
  acceptNext(): void {
    this.refusal = undefined;
  }

  /** pfnAllocateCb. */
  allocate(hRTDevice: HRTDevice, pData: Address): Hresult {
    const { memory, refusal } = this;
    this.refusal = undefined;
    if (refusal !== undefined) return refusal;
    const { NumAllocations, pAllocationInfo, hResource, ...own } = ALLOCATE.decode(memory, pData);
    const hRTResource = Number(hResource) as HRTResource;
    const isKnown = this.holdings.has(hRTResource);
    if (NumAllocations === 0 || pAllocationInfo === NULL || isKnown) return E_INVALIDARG;
    const allocations = Array.from({ length: NumAllocations }, (_, index) => {
      const pInfo = at(pAllocationInfo + index * INFO.bytes);
      const hAllocation = this.newHandle();
      const allocation = { hAllocation, privateDriverData: this.bytesOf(INFO.decode(memory, pInfo)) };
      memory.writeU32(at(pInfo + INFO.offset.hAllocation), hAllocation);
      return allocation;
    });
    if (hResource === 0n) {
      for (const { hAllocation } of allocations) this.loose.set(hAllocation, hRTDevice);
      return S_OK;
    }
    const hKMResource = this.newHandle();
    const resource = { hKMResource, privateDriverData: this.bytesOf(own), allocations };
    this.holdings.set(hRTResource, { hRTDevice, resource });
    memory.writeU32(at(pData + ALLOCATE.offset.hKMResource), hKMResource);
    return S_OK;
  }

  /** pfnDeallocateCb. */
  deallocate(hRTDevice: HRTDevice, pData: Address): Hresult {
    const { hResource, NumAllocations, HandleList } = DEALLOCATE.decode(this.memory, pData);
    if (hResource !== 0n) {
      const hRTResource = Number(hResource) as HRTResource;
      if (this.holdings.get(hRTResource)?.hRTDevice !== hRTDevice) return E_INVALIDARG;
      this.holdings.delete(hRTResource);
      return S_OK;
    }
    const handles = Array.from({ length: NumAllocations }, (_, index) =>
      this.memory.readU32(at(HandleList + 4 * index)),
    );
    if (handles.some((handle) => this.loose.get(handle) !== hRTDevice)) return E_INVALIDARG;
    for (const handle of handles) this.loose.delete(handle);
    return S_OK;
  }

  /** What a device's resource is to the kernel; undefined of one that its driver has not announced, or has given back. */
  find(hRTResource: HRTResource): KernelResource | undefined {
    return this.holdings.get(hRTResource)?.resource;
  }

  /** Whether any device still has it. */
  isHeld(resource: KernelResource): boolean {
    return [...this.holdings.values()].some((holding) => holding.resource === resource);
  }

  /** Gives a further device its share of a resource, before its driver is called to open it. */
  open(hRTDevice: HRTDevice, hRTResource: HRTResource, resource: KernelResource): void {
    this.holdings.set(hRTResource, { hRTDevice, resource });
  }

  /** Takes that share back where the driver did not open it. */
  close(hRTResource: HRTResource): void {
    this.holdings.delete(hRTResource);
  }

  /** Takes back whatever a device's driver has left behind. */
  endDevice(hRTDevice: HRTDevice): void {
    for (const [hRTResource, holding] of this.holdings)
      if (holding.hRTDevice === hRTDevice) this.holdings.delete(hRTResource);
    for (const [handle, owner] of this.loose) if (owner === hRTDevice) this.loose.delete(handle);
  }

  private newHandle(): number {
    this.nextHandle += 0x40;
    return this.nextHandle;
  }

  private bytesOf(data: {
    readonly pPrivateDriverData: Address;
    readonly PrivateDriverDataSize: number;
  }): Uint8Array {
    const { pPrivateDriverData, PrivateDriverDataSize } = data;
    if (PrivateDriverDataSize === 0) return new Uint8Array();
    return this.memory.copyOut(pPrivateDriverData, PrivateDriverDataSize);
  }
}

/** What OpenResource is told of a resource. `place` puts bytes into the shared memory, for as long as the call takes. */
export function openArguments(
  { hKMResource, privateDriverData, allocations }: KernelResource,
  place: (bytes: Uint8Array, label: string) => Address,
): Partial<StructValue<typeof D3D10DDIARG_OPENRESOURCE>> {
  const infos = allocations.map(({ hAllocation, privateDriverData: data }) =>
    OPEN_INFO.toBytes({
      hAllocation,
      pPrivateDriverData: data.length === 0 ? NULL : place(data, 'private driver data'),
      PrivateDriverDataSize: data.length,
    }),
  );
  const list = place(Buffer.concat(infos), OPEN_INFO.name);
  return {
    NumAllocations: allocations.length,
    pOpenAllocationInfo: list,
    hKMResource: { handle: hKMResource },
    pPrivateDriverData:
      privateDriverData.length === 0 ? NULL : place(privateDriverData, 'private driver data'),
    PrivateDriverDataSize: privateDriverData.length,
  };
}
