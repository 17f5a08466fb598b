import { struct, UINT, UINT64 } from '../../../src/abi/index.js';
import type { ProcessIdentity } from '../../../src/driver/index.js';
import type { Device, Resource } from '../state.js';

/**
 * A process that a test has named.
 * @throws RangeError for a handle that has not 64 bits
 */
export function checkedProcess(process: ProcessIdentity): ProcessIdentity {
  if (process === 'dwm') return process;
  const { handle } = process;
  if (typeof handle !== 'bigint' || handle < 0n || handle >= 1n << 64n)
    throw new RangeError(`enterProcess: expected 'dwm' or a handle of 64 bits, received ${String(handle)}`);
  return { handle };
}

/** 16 bytes: this driver's private data of a shared resource. No document says what a driver puts there. */
const NAME = struct('SOFTUMD_SHARED_RESOURCE', { Signature: UINT, Bytes: UINT, Serial: UINT64 });

const signature = 0x64726873; // "shrd"

/** What a resource has that several devices can have. */
export interface Sharing {
  readonly serial: bigint;
  /** The device that made it, which may be gone. */
  readonly creator: Device;
  /** RESTRICT_SHARED_RESOURCE_DRIVER: not for every process (GEN-6). */
  readonly isRestricted: boolean;
  /** How many handles there are of it, of all devices: its memory is freed with the last. */
  handles: number;
}

/** The resources of one driver that were made with SHARED and still have a handle. */
export class SharedResources {
  private readonly bySerial = new Map<bigint, Resource>();
  private lastSerial = 0n;
  /** Whose devices are made now. */
  process: ProcessIdentity = { handle: 1n };

  /** Begins to share: the resource has one handle, its creator's. */
  begin(creator: Device, isRestricted: boolean): Sharing {
    this.lastSerial += 1n;
    return { serial: this.lastSerial, creator, isRestricted, handles: 1 };
  }

  add(resource: Resource, { serial }: Sharing): void {
    this.bySerial.set(serial, resource);
  }

  remove({ serial }: Sharing): void {
    this.bySerial.delete(serial);
  }

  /** Those that a device has made, as long as any device has them. */
  *madeBy(device: Device): IterableIterator<Resource> {
    for (const resource of this.bySerial.values()) if (resource.sharing?.creator === device) yield resource;
  }

  /** The private data that name it: 16 bytes. */
  nameOf({ serial }: Sharing): Uint8Array {
    return NAME.toBytes({ Signature: signature, Bytes: NAME.bytes, Serial: serial });
  }

  /** The resource that private data name; undefined where it is gone, or the bytes are not this driver's. */
  find(privateDriverData: Uint8Array): Resource | undefined {
    if (privateDriverData.length !== NAME.bytes) return undefined;
    const { Signature, Bytes, Serial } = NAME.fromBytes(privateDriverData);
    return Signature === signature && Bytes === NAME.bytes ? this.bySerial.get(Serial) : undefined;
  }
}
