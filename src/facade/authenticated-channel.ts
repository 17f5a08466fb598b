import { stateOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type { Hresult, ID3D11AuthenticatedChannel, ID3D11VideoContext } from '../runtime/d3d11/index.js';
import { D3D11_AUTHENTICATED_CONFIGURE_OUTPUT, out } from '../runtime/d3d11/index.js';
import { checkBytes, checkWholeNumber } from './arguments.js';
import type { Caller } from './hresult-error.js';

/** What channels are made with, and talk through. */
interface ChannelParts {
  readonly api: ID3D11AuthenticatedChannel;
  readonly context: ID3D11VideoContext;
  readonly caller: Caller;
  /** D3D11_AUTHENTICATED_CHANNEL_TYPE. */
  readonly type: number;
}

/** A channel's three calls with their codes, for a client that signs and verifies by itself. */
interface ChannelCalls {
  /** @param data 256 bytes */
  negotiateKeyExchange(data: Uint8Array): Hresult;
  /** @param output gets the answer, also of a query that the driver refused (ACH-27) */
  query(input: Uint8Array, output: Uint8Array): Hresult;
  /** @param output 48 bytes, likewise */
  configure(input: Uint8Array, output: Uint8Array): Hresult;
}

/**
 * A channel whose messages are signed: to the driver, or to the runtime itself. Messages are bytes, as they are signed.
 *
 * @example
 * ```ts
 * import { type AuthenticatedChannel, createDevice } from 'softumd';
 * import { D3D11_AUTHENTICATED_CHANNEL_TYPE } from 'softumd/d3d11';
 * import { readCertificateChain, wrapSessionKey } from 'softumd/player';
 *
 * const { DRIVER_SOFTWARE } = D3D11_AUTHENTICATED_CHANNEL_TYPE;
 * const channel: AuthenticatedChannel = createDevice().videoDevice.createAuthenticatedChannel(DRIVER_SOFTWARE);
 * const { leaf } = readCertificateChain(channel.getCertificate());
 * channel.negotiateKeyExchange(wrapSessionKey(leaf, crypto.getRandomValues(new Uint8Array(16))));
 * console.log(channel.handle !== 0n); // true
 * channel.release();
 * ```
 */
export class AuthenticatedChannel {
  static {
    showBriefly(this.prototype, 'AuthenticatedChannel', ({ api }) => ({ state: stateOf(api) }));
  }

  readonly #parts: ChannelParts;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
  }

  /** The same object in the emulated runtime. */
  get api(): ID3D11AuthenticatedChannel {
    return this.#parts.api;
  }

  /** What it was made as: D3D11_AUTHENTICATED_CHANNEL_TYPE. */
  get type(): number {
    return this.#parts.type;
  }

  /** The number that its messages carry, all 64 bits (D-34). */
  get handle(): bigint {
    const { caller, api } = this.#parts;
    const handle = out<bigint>();
    caller.callVoid('AuthenticatedChannel.handle', 'CAC-4, D-34', () => {
      api.GetChannelHandle(handle);
    });
    return handle.value!;
  }

  /**
   * The calls themselves, which answer with codes: the `transport` of an AuthenticatedChannelClient of `softumd/player`,
   * which verifies answers to refused messages, too.
   */
  get transport(): ChannelCalls {
    const { context, api } = this.#parts;
    return {
      negotiateKeyExchange: (data) =>
        context.NegotiateAuthenticatedChannelKeyExchange(api, data.length, data),
      query: (input, output) =>
        context.QueryAuthenticatedChannel(api, input.length, input, output.length, output),
      configure: (input, output) => context.ConfigureAuthenticatedChannel(api, input.length, input, output),
    };
  }

  /**
   * The driver's certificate chain, as `readCertificateChain` takes it (GCS, GC).
   * @throws HResultError E_INVALIDARG on a channel of the runtime's own, which has none (GC-6)
   */
  getCertificate(): Uint8Array {
    const call = 'AuthenticatedChannel.getCertificate';
    const { caller, api } = this.#parts;
    const size = out<number>();
    caller.call(call, 'GCS-1, GC-6, D-08', () => api.GetCertificateSize(size));
    const certificate = new Uint8Array(size.value!);
    caller.call(call, 'GC-1, GC-6, D-08', () => api.GetCertificate(certificate.length, certificate));
    return certificate;
  }

  /**
   * Installs the channel's key.
   * @param keyBuffer 256 bytes from `wrapSessionKey`
   * @throws HResultError E_INVALIDARG, whatever is wrong with the buffer (D-03), and on a channel of the runtime's own (NAC-6)
   */
  negotiateKeyExchange(keyBuffer: Uint8Array): void {
    const call = 'AuthenticatedChannel.negotiateKeyExchange';
    // pData is in/out in the API; the caller's buffer stays as it is.
    const data = new Uint8Array(checkBytes(call, 'keyBuffer', keyBuffer));
    this.#parts.caller.call(call, 'NAC-5, NAC-6, D-03', () => this.transport.negotiateKeyExchange(data));
  }

  /**
   * Asks.
   * @param request begins with a D3D11_AUTHENTICATED_QUERY_INPUT
   * @param answerBytes how long the answer's structure is
   * @returns the answer, signed by the driver; who verifies it is the caller
   * @throws HResultError E_FAIL for a query that the channel does not take (QAC-5), E_INVALIDARG
   */
  query(request: Uint8Array, answerBytes: number): Uint8Array {
    const call = 'AuthenticatedChannel.query';
    const input = checkBytes(call, 'request', request);
    const answer = new Uint8Array(checkWholeNumber(call, 'answerBytes', answerBytes));
    this.#parts.caller.call(call, 'QAC, D-30…D-34', () => this.transport.query(input, answer));
    return answer;
  }

  /**
   * Sends a command.
   * @param command begins with a D3D11_AUTHENTICATED_CONFIGURE_INPUT, signed
   * @returns the answer, a D3D11_AUTHENTICATED_CONFIGURE_OUTPUT of 48 bytes, signed by the driver
   * @throws HResultError E_FAIL for a command that the channel does not take (CFG-7), E_INVALIDARG
   */
  configure(command: Uint8Array): Uint8Array {
    const call = 'AuthenticatedChannel.configure';
    const input = checkBytes(call, 'command', command);
    const answer = new Uint8Array(D3D11_AUTHENTICATED_CONFIGURE_OUTPUT.bytes);
    this.#parts.caller.call(call, 'CFG, D-30…D-36', () => this.transport.configure(input, answer));
    return answer;
  }

  /**
   * Destroys it, and what it protects with it (DAC-1, DAC-2, D-36).
   * @throws HResultError E_INVALIDARG when it was released before
   */
  release(): void {
    const { caller, api } = this.#parts;
    caller.callEvenWhenRemoved('AuthenticatedChannel.release', 'api REF-3', () => void api.Release());
  }
}
