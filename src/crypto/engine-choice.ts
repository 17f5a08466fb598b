import { versions } from 'node:process';
import { loadKoffi } from '../ffi/index.js';
import { evpFunctions } from './evp.js';

/** Which engine a driver runs on that is given none, and how it runs AES-CTR. */
export interface EngineChoice {
  readonly engine: 'openssl';
  /** OpenSSL's, as Node has it. */
  readonly version: string;
  /** `in place`: from one surface straight to another; `copied`: by Node's cipher, which answers with new memory. */
  readonly ctr: 'in place' | 'copied';
  /** Why AES-CTR is run so: a sentence without its full stop. */
  readonly why: string;
}

/**
 * Looks what {@link opensslEngine} finds on this machine.
 * @param koffi how koffi is loaded
 * @param evp how OpenSSL's C functions are bound
 */
export function engineChoice(koffi = loadKoffi, evp: () => unknown = evpFunctions): EngineChoice {
  const found = { engine: 'openssl', version: versions.openssl } as const;
  if (koffi() instanceof Error)
    return { ...found, ctr: 'copied', why: 'koffi, an optional dependency, is not installed' };
  return evp() === undefined
    ? { ...found, ctr: 'copied', why: 'koffi is installed, but this Node does not export its OpenSSL' }
    : { ...found, ctr: 'in place', why: 'koffi is installed, and this Node exports its OpenSSL' };
}
