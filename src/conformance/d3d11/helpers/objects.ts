import type { Address, Handle } from '../../../abi/index.js';
import type { HostDevice, ObjectKind, ObjectRequest, PrivateMemory } from '../../../host/index.js';
import { DriverObject } from '../../../host/index.js';
import type { D3D11Case } from '../fixture.js';

/**
 * A block of private memory that an object has already, and in which a hostile caller makes another one.
 * @example
 * const { handle, bytes } = createSession(t, t.device());
 * const block: TakenBlock = { address: handle, bytes };
 */
export interface TakenBlock {
  readonly address: Address;
  readonly bytes: number;
}

/**
 * Makes an object in the order of DEV-1, whatever comes of it; one that comes of it is destroyed at the end of the case.
 * Its private memory stays until then, so that a dead handle can be used; any size is asked for as the driver said it.
 * @param taken where it is made, instead of in memory of its own
 */
export function createObject<H extends Handle, RT extends Handle>(
  t: D3D11Case,
  device: HostDevice,
  kind: ObjectKind<H, RT>,
  request: ObjectRequest<RT>,
  taken?: TakenBlock,
): DriverObject<H> {
  const memory: PrivateMemory = {
    allocate: (bytes, label) => {
      if (!taken) return t.allocate(bytes, label);
      return bytes <= taken.bytes ? taken.address : t.skip(`the block of ${taken.bytes} bytes is too short`);
    },
    free: () => undefined,
  };
  const object = DriverObject.create(device, kind, request, memory);
  t.atEnd(() => {
    object.destroy();
  });
  return object;
}
