import type { Hresult } from '../abi/index.js';
import { failed, hresultText } from '../abi/index.js';
import { implementationOf } from '../api/kit/index.js';
import { hresultName, S_OK } from '../ddi/index.js';
import type { Refusal } from '../driver/index.js';
import { refusalText } from '../driver/index.js';
import type { DebugMessage, ID3D11Device, MessageStore } from '../runtime/d3d11/index.js';
import { DXGI_ERROR_DEVICE_REMOVED, E_INVALIDARG, infoQueueOf } from '../runtime/d3d11/index.js';

/** What else is known of a failure. */
export interface ErrorDetails {
  /** Where no message has it. */
  readonly cause?: Refusal | undefined;
  readonly removedReason?: Hresult;
  /** What no message says. */
  readonly text?: string;
}

/**
 * A call of the API that failed.
 *
 * @example
 * ```ts
 * import { createDevice, HResultError } from 'softumd';
 * import { E_OUTOFMEMORY } from 'softumd/d3d11';
 *
 * const device = createDevice();
 * device.driver.control.failAllocation(1);
 * try {
 *   device.createBuffer('staging', 16);
 * } catch (error) {
 *   if (!(error instanceof HResultError) || error.hresult !== E_OUTOFMEMORY) throw error;
 *   console.log(error.call, error.clause); // Device.createBuffer RES-2
 * }
 * ```
 */
export class HResultError extends Error {
  /** The code's header name: E_INVALIDARG, DXGI_ERROR_DEVICE_REMOVED, … */
  override readonly name: string;
  /** Why the driver refused the call, where it was the driver (D-03): `{ function, rule, clause, argument, … }`. */
  declare readonly cause?: Refusal;
  /** Of DXGI_ERROR_DEVICE_REMOVED: why the device was removed. */
  declare readonly removedReason?: Hresult;

  constructor(
    readonly hresult: Hresult,
    /** The facade's method. */
    readonly call: string,
    /** The clauses that the call stands under, as the reference numbers them. */
    readonly clause: string,
    /** What the debug layer said during the call. */
    readonly messages: readonly DebugMessage[],
    {
      cause = messages.find((message) => message.cause)?.cause,
      removedReason,
      text: more,
    }: ErrorDetails = {},
  ) {
    const told = messages.map(({ name, text }) => (name ? `${text} (${name})` : text));
    if (cause && told.length === 0) told.push(refusalText(cause));
    if (more !== undefined) told.push(more);
    if (removedReason !== undefined) told.push(`the device was removed: ${hresultName(removedReason)}`);
    const said = told.join('; ');
    const text = `${call} failed with ${hresultName(hresult)} (${hresultText(hresult)}) [${clause}]`;
    super(`${text}${said && `: ${said}`}`, cause && { cause });
    this.name = hresultName(hresult);
    if (removedReason !== undefined) this.removedReason = removedReason;
  }
}

/** Runs calls of the API for the facade, and turns what fails into {@link HResultError}. */
export class Caller {
  readonly #infoQueue: MessageStore;
  /** Not the view: nobody called GetDeviceRemovedReason, so that no rule counts it, and no log has it. */
  readonly #device: Pick<ID3D11Device, 'GetDeviceRemovedReason'>;

  constructor(device: ID3D11Device) {
    this.#infoQueue = infoQueueOf(device);
    this.#device = implementationOf(device) as ID3D11Device;
  }

  /** A method that returns an HRESULT. */
  call(name: string, clause: string, body: () => Hresult): void {
    const before = this.#infoQueue.count;
    const code = body();
    if (failed(code)) throw this.#error(code, name, clause, this.#infoQueue.since(before));
  }

  /**
   * A method that is void in the API. A player would not hear of its failure; a test should: an error message of the
   * debug layer, or the loss of the device, is thrown.
   */
  callVoid(name: string, clause: string, body: () => void): void {
    this.#run(name, clause, body, true);
  }

  /** The same for a method that is legal on a removed device: only a loss during the call is thrown. */
  callEvenWhenRemoved(name: string, clause: string, body: () => void): void {
    this.#run(name, clause, body, false);
  }

  #run(name: string, clause: string, body: () => void, needsDevice: boolean): void {
    const before = this.#infoQueue.count;
    const wasRemoved = this.#device.GetDeviceRemovedReason() !== S_OK;
    body();
    const errors = this.#infoQueue
      .since(before)
      .filter(({ severity }) => severity !== 'WARNING' && severity !== 'INFO');
    const isRemoved = this.#device.GetDeviceRemovedReason() !== S_OK;
    if (isRemoved && (needsDevice || !wasRemoved))
      throw this.#error(DXGI_ERROR_DEVICE_REMOVED, name, clause, errors);
    if (errors.length === 0) return;
    const refused = errors.find(({ hresult }) => hresult !== undefined)?.hresult ?? E_INVALIDARG;
    throw this.#error(refused, name, clause, errors);
  }

  #error(code: Hresult, name: string, clause: string, messages: readonly DebugMessage[]): HResultError {
    const reason = this.#device.GetDeviceRemovedReason();
    const isRemoval = code === DXGI_ERROR_DEVICE_REMOVED && reason !== S_OK;
    return new HResultError(code, name, clause, messages, isRemoval ? { removedReason: reason } : {});
  }
}
