import type { CryptoEngine, OmacKey } from '../../src/crypto/index.js';
import type { DriverCore } from './driver-core.js';
import type { KeyName } from './key-ring.js';
import { KeyRing } from './key-ring.js';

/** A key ring whose session key signs messages: it is set up for OMACs once. */
export class SigningKeyRing extends KeyRing {
  readonly #engine: CryptoEngine;
  /** Set up at the first OMAC, for all that come under the same key. */
  #omacKey: OmacKey | undefined = undefined;

  constructor({ keys, engine }: Pick<DriverCore, 'keys' | 'engine'>) {
    super(keys);
    this.#engine = engine;
  }

  /** OMAC-1 under the session key, which is there: 16 bytes. */
  omac(data: Uint8Array): Uint8Array {
    this.#omacKey ??= this.#engine.omacKey(this.key('session')!);
    return this.#omacKey.mac(data);
  }

  override install(name: KeyName, key: Uint8Array): void {
    this.#endOmacs();
    super.install(name, key);
  }

  override drop(name: KeyName): void {
    this.#endOmacs();
    super.drop(name);
  }

  #endOmacs(): void {
    this.#omacKey?.clear();
    this.#omacKey = undefined;
  }
}
