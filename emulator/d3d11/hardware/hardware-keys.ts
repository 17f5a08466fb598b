import type { Guid } from '../../../src/abi/index.js';
import type { HardwareKeys } from '../../../src/driver/index.js';
import { KeyRing } from '../../core/key-ring.js';
import type { KeySlab } from '../../core/key-slab.js';

const keyBytes = 16;

/** Keys of the trusted environment, by name. They lie in the slab like those of sessions, and no function returns one. */
export class HardwareKeyStore implements HardwareKeys {
  private readonly rings = new Map<Guid, KeyRing>();

  constructor(private readonly slab: KeySlab) {}

  install(keyId: Guid, key: Uint8Array): void {
    if (key.length !== keyBytes)
      throw new RangeError(`key: expected ${keyBytes} bytes, received ${key.length}`);
    const ring = this.rings.get(keyId) ?? new KeyRing(this.slab);
    ring.install('session', key);
    this.rings.set(keyId, ring);
  }

  forget(keyId: Guid): void {
    this.rings.get(keyId)?.clear();
    this.rings.delete(keyId);
  }

  /** The 16 bytes of a key, in place; undefined where there is none of that name. */
  find(keyId: Guid): Uint8Array | undefined {
    return this.rings.get(keyId)?.key('session');
  }

  /** Overwrites every key: a tear-down of all (D-44). */
  clear(): void {
    for (const keyId of [...this.rings.keys()]) this.forget(keyId);
  }
}
