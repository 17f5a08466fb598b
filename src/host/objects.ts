import type { Address, Handle, Hresult, Memory } from '../abi/index.js';
import { E_OUTOFMEMORY, S_OK } from '../ddi/index.js';
import { failed, NULL } from '../abi/index.js';
import type { HostDevice } from './host-device.js';
import type { PrivateMemory } from './private-memory.js';
import { allocatePrivate, processMemory } from './private-memory.js';

/** What an object belongs to: a device, or what else a driver makes objects of. */
export interface ObjectOwner {
  readonly memory: Memory;
  /** What the driver reported besides returning. */
  readonly pendingErrors: readonly Hresult[];
  /** The driver is not called any more for objects of it. */
  readonly isDestroyed: boolean;
}

/** One kind of driver object: how its private memory is measured, and the functions by which it comes and goes. */
export interface ObjectKind<H extends Handle, RT extends Handle, Owner = HostDevice> {
  /** The parameter that carries the driver's handle: `hCryptoSession`. */
  readonly handleName: string;
  /** CalcPrivate…Size; undefined where the driver leaves the slot empty. */
  privateBytes(device: Owner, pCreate: Address): number | undefined;
  /** Create…: what it returned, undefined of a VOID function, the code of a refusal where the slot is empty. */
  create(device: Owner, pCreate: Address, handle: H, runtimeHandle: RT): Hresult | undefined;
  /** Destroy…, where the slot is not empty. */
  destroy(device: Owner, handle: H): void;
}

/** What an object is made of: the create arguments in memory, and the runtime's own handle for it. */
export interface ObjectRequest<RT extends Handle> {
  readonly pCreate: Address;
  readonly runtimeHandle: RT;
}

/**
 * What came of making one object: a live one, or the remains of an attempt. What the driver passes to pfnSetErrorCb
 * meanwhile stays with the device, for `takeErrors`.
 */
export class DriverObject<H extends Handle = Handle, Owner extends ObjectOwner = HostDevice> {
  /** What the size query answered. */
  readonly bytes: number | undefined;
  /** The driver's handle, which is the address of its private memory; NULL when there was no memory for it. */
  readonly handle: H;
  /** The runtime's own handle for it. */
  readonly runtimeHandle: Handle;
  /** What the create function returned: S_OK of a VOID one, E_OUTOFMEMORY when there was no memory to call it with. */
  readonly code: Hresult;
  /** What the driver passed to pfnSetErrorCb during the create function; empty means that a VOID one succeeded (ERR-1). */
  readonly errors: readonly Hresult[];
  private readonly callDestroy: () => void;
  private live = false;

  private constructor(
    readonly device: Owner,
    kind: ObjectKind<H, never, Owner>,
    private readonly memory: PrivateMemory,
    { pCreate, runtimeHandle }: ObjectRequest<Handle>,
    create: (handle: H) => Hresult | undefined,
  ) {
    this.runtimeHandle = runtimeHandle;
    this.bytes = kind.privateBytes(device, pCreate);
    this.handle = allocatePrivate(memory, this.bytes, kind.handleName) as H;
    this.callDestroy = () => {
      kind.destroy(device, this.handle);
    };
    const before = device.pendingErrors.length;
    const returned = this.handle === NULL ? E_OUTOFMEMORY : create(this.handle);
    this.code = returned ?? S_OK;
    this.errors = device.pendingErrors.slice(before);
    this.live = returned === undefined ? this.errors.length === 0 : !failed(returned);
    if (!this.live && this.handle !== NULL) memory.free(this.handle); // RES-3: no Destroy after a reported error
  }

  /**
   * Makes an object in the order of DEV-1: size query, private memory, create with the same arguments (CCS-1).
   * @param memory the process's own, which refuses a size that cannot be had, unless told otherwise; who wants to use
   *   dead handles gives one whose `free` waits
   */
  static create<H extends Handle, RT extends Handle, Owner extends ObjectOwner = HostDevice>(
    device: Owner,
    kind: ObjectKind<H, RT, Owner>,
    request: ObjectRequest<RT>,
    memory: PrivateMemory = processMemory(device.memory),
  ): DriverObject<H, Owner> {
    return new DriverObject(device, kind, memory, request, (handle) =>
      kind.create(device, request.pCreate, handle, request.runtimeHandle),
    );
  }

  /** True from its creation until it is destroyed. */
  get isLive(): boolean {
    return this.live;
  }

  /** Destroy…, then the memory. Once; and the driver is not called for an object of a device that is no more (DEV-19). */
  destroy(): void {
    if (!this.live) return;
    this.live = false;
    if (!this.device.isDestroyed) this.callDestroy();
    this.memory.free(this.handle);
  }

  /** Gives the memory back without Destroy: for a creation that its maker does not accept, or destroys by hand. */
  discard(): void {
    if (!this.live) return;
    this.live = false;
    this.memory.free(this.handle);
  }
}
