import type { Hresult } from '../abi/index.js';
import { failed, hresultText } from '../abi/index.js';
import { implementationOf } from '../api/kit/index.js';
import { hresultName, S_OK } from '../ddi/index.js';
import type { Refusal } from '../driver/index.js';
import { refusalText } from '../driver/index.js';
import type { DebugMessage, ID3D11Device, MessageStore } from '../runtime/d3d11/index.js';
import { E_INVALIDARG, infoQueueOf } from '../runtime/d3d11/index.js';

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

  constructor(
    readonly hresult: Hresult,
    /** The facade's method. */
    readonly call: string,
    /** The clauses that the call stands under, as the reference numbers them. */
    readonly clause: string,
    /** What the debug layer said during the call. */
    readonly messages: readonly DebugMessage[],
    /** Where no message has it. */
    cause: Refusal | undefined = messages.find((message) => message.cause)?.cause,
  ) {
    const told = messages.map(({ name, text }) => (name ? `${text} (${name})` : text));
    const said = (cause && messages.length === 0 ? [refusalText(cause)] : told).join('; ');
    const text = `${call} failed with ${hresultName(hresult)} (${hresultText(hresult)}) [${clause}]`;
    super(`${text}${said && `: ${said}`}`, cause && { cause });
    this.name = hresultName(hresult);
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
    if (failed(code)) throw new HResultError(code, name, clause, this.#infoQueue.since(before));
  }

  /**
   * A method that is void in the API. A player would not hear of its failure; a test should: an error message of the
   * debug layer, or the loss of the device, is thrown.
   */
  callVoid(name: string, clause: string, body: () => void): void {
    const reason = this.#device.GetDeviceRemovedReason();
    if (reason !== S_OK) throw new HResultError(reason, name, clause, []);
    this.callEvenWhenRemoved(name, clause, body);
  }

  /** The same for a method that is legal on a removed device: only a loss during the call is thrown. */
  callEvenWhenRemoved(name: string, clause: string, body: () => void): void {
    const before = this.#infoQueue.count;
    const wasRemoved = this.#device.GetDeviceRemovedReason() !== S_OK;
    body();
    const errors = this.#infoQueue
      .since(before)
      .filter(({ severity }) => severity !== 'WARNING' && severity !== 'INFO');
    const lost = wasRemoved ? S_OK : this.#device.GetDeviceRemovedReason();
    if (lost !== S_OK || errors.length > 0) {
      const refused = errors.find(({ hresult }) => hresult !== undefined)?.hresult ?? E_INVALIDARG;
      throw new HResultError(lost === S_OK ? refused : lost, name, clause, errors);
    }
  }
}
