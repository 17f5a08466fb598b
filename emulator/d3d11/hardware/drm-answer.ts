import type { Hresult } from '../../../src/abi/index.js';
import { failed } from '../../../src/abi/index.js';
import { E_FAIL } from '../../../src/ddi/index.js';
import type { DrmCommand, DrmComponent } from '../../../src/driver/index.js';

/** What a command came to, whoever plays the DRM component. */
export interface DrmAnswer {
  readonly status: Hresult;
  /** More than the caller has room for, where the component did not heed that. */
  readonly data: Uint8Array;
  /** In units of 100 ns, 64 bits. */
  readonly transportTime: bigint;
  readonly executionTime: bigint;
}

const nothing = new Uint8Array();
const noAnswer: DrmAnswer = { status: E_FAIL, data: nothing, transportTime: 0n, executionTime: 0n };

export const isU64 = (value: unknown): value is bigint =>
  typeof value === 'bigint' && BigInt.asUintN(64, value) === value;

const isStatus = (value: unknown): value is Hresult => typeof value === 'number' && value >>> 0 === value;

// Not instanceof: the array may come from another realm, as those of test runners do.
const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && 'BYTES_PER_ELEMENT' in value && value.BYTES_PER_ELEMENT === 1;

/** The answer to one command. Of a component that throws, or answers what is none, it is E_FAIL (HWP-5). */
export function askDrm(drm: DrmComponent, command: DrmCommand): DrmAnswer {
  try {
    const result = drm.execute(command);
    const { status, data = nothing, transportTime = 0n, executionTime = 0n } = result;
    if (!isStatus(status) || !isBytes(data) || !isU64(transportTime) || !isU64(executionTime))
      return noAnswer;
    const isTooLong = data.length > command.maxResultBytes && !failed(status);
    return { status: isTooLong ? E_FAIL : status, data, transportTime, executionTime };
  } catch {
    return noAnswer;
  }
}

/** 64 bits from which a key is made (GDHK-1); undefined where the component throws, or answers otherwise. */
export function askForNewKeyData(ask: () => unknown): bigint | undefined {
  try {
    const answer = ask();
    return isU64(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}
