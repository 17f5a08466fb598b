import type { KernelResource } from './kernel-resources.js';

/** A resource that has a global handle. */
export interface SharedResource {
  readonly resource: KernelResource;
  /** What the runtime that made it tells the runtime that opens it. */
  readonly runtimeData: Uint8Array;
  /** Whether any device still has it: its handle is dead when none has. */
  isHeld(): boolean;
}

/** The global handles of one machine's shared resources: the same for every process. */
export class SharedHandles {
  private readonly handles = new Map<bigint, SharedResource>();
  private next = 0x4000_0002n; // as Windows numbers them

  /** The handle of a resource: the same one each time. */
  of(shared: SharedResource): bigint {
    for (const [handle, { resource }] of this.handles) if (resource === shared.resource) return handle;
    const handle = this.next;
    this.next += 0x40n;
    this.handles.set(handle, shared);
    return handle;
  }

  /** The resource of a live handle. */
  find(handle: bigint): SharedResource | undefined {
    const shared = this.handles.get(handle);
    if (shared?.isHeld()) return shared;
    this.handles.delete(handle);
    return undefined;
  }
}
