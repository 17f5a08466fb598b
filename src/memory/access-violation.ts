import type { Address } from '../abi/index.js';
import { byteCount } from '../abi/index.js';

/** What lies nearest to an address that nobody may touch. */
export interface Nearest {
  readonly address: Address;
  readonly bytes: number;
  readonly label: string;
  /** False once it has been freed. */
  readonly live: boolean;
}

/** The call in which an access violation happened. */
export interface Culprit {
  readonly functionName: string;
  /** The pointer that the address came by, where one is near enough to tell: `pData`, `pCreateResource->pMipInfoList`. */
  readonly parameter?: string;
}

/**
 * What a real process would answer with an exception 0xC0000005: a read, write or call outside live memory (D-13).
 * The one thing that may be thrown out of a function of the DDI.
 */
export class AccessViolation extends Error {
  override readonly name = 'AccessViolation';
  culprit: Culprit | undefined;

  constructor(
    readonly kind: 'access' | 'execute' | 'free',
    readonly address: Address,
    readonly bytes: number,
    readonly nearest: Nearest | undefined,
  ) {
    super();
  }

  /** Says in which call it happened; the first (innermost) culprit stays. */
  during(culprit: Culprit): this {
    this.culprit ??= culprit;
    return this;
  }

  // Built late, so that it can name the function that only an outer frame knows.
  override get message(): string {
    const at = hex(this.address);
    const access =
      this.bytes === 0
        ? `${at} is in no live allocation;`
        : `${byteCount(this.bytes)} at ${at} are not all live;`;
    const what = { access, execute: `no code at ${at}`, free: `nothing to free at ${at}` }[this.kind];
    const where = this.culprit
      ? ` in ${this.culprit.functionName}${this.culprit.parameter ? `, parameter ${this.culprit.parameter}` : ''}`
      : '';
    return `access violation${where}: ${what} ${this.neighbour()}`;
  }

  private neighbour(): string {
    if (!this.nearest) return 'no allocation is near';
    const { address, bytes, label, live } = this.nearest;
    const offset = this.address - address;
    return `nearest is '${label}', ${bytes} bytes at ${hex(address)}${live ? '' : ', already freed'} (offset ${offset})`;
  }
}

function hex(value: number): string {
  return Number.isInteger(value) && value >= 0 ? `0x${value.toString(16)}` : String(value);
}
