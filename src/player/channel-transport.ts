import { failed, type Hresult } from '../abi/index.js';
import { refusal } from './channel-error.js';

/**
 * The three calls that carry messages to an authenticated channel, whatever is behind them: a driver's functions, the
 * API, a file of recorded answers.
 *
 * @example
 * ```ts
 * import type { ChannelTransport } from 'softumd/player';
 *
 * // Counts what goes through.
 * function counted(inner: ChannelTransport): ChannelTransport & { messages: number } {
 *   return {
 *     messages: 0,
 *     negotiateKeyExchange: (data) => inner.negotiateKeyExchange(data),
 *     query(input, output) {
 *       this.messages += 1;
 *       return inner.query(input, output);
 *     },
 *     configure(input, output) {
 *       this.messages += 1;
 *       return inner.configure(input, output);
 *     },
 *   };
 * }
 * ```
 */
export interface ChannelTransport {
  /** NegotiateAuthenticatedChannelKeyExchange. @param data 256 bytes: the wrapped session key */
  negotiateKeyExchange(data: Uint8Array): Hresult;
  /** QueryAuthenticatedChannel. @param output gets the answer, as long as the structure of that query */
  query(input: Uint8Array, output: Uint8Array): Hresult;
  /** ConfigureAuthenticatedChannel. @param output gets the answer, 48 bytes (x86 44) */
  configure(input: Uint8Array, output: Uint8Array): Hresult;
}

/** What {@link channelOfApi} needs of an ID3D11VideoContext. */
interface ApiVideoContext<Channel> {
  NegotiateAuthenticatedChannelKeyExchange(pChannel: Channel, DataSize: number, pData: Uint8Array): Hresult;
  QueryAuthenticatedChannel(
    pChannel: Channel,
    InputSize: number,
    pInput: Uint8Array,
    OutputSize: number,
    pOutput: Uint8Array,
  ): Hresult;
  ConfigureAuthenticatedChannel(
    pChannel: Channel,
    InputSize: number,
    pInput: Uint8Array,
    pOutput: Uint8Array,
  ): Hresult;
}

/** What {@link channelOfApi} needs of an ID3D11AuthenticatedChannel. */
interface ApiChannel {
  GetCertificateSize(pCertificateSize: { value?: number | null }): Hresult;
  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult;
  GetChannelHandle(pChannelHandle: { value?: bigint | null }): void;
}

/** A channel of the API as a client takes it. */
interface OpenedApiChannel {
  readonly transport: ChannelTransport;
  readonly hChannel: bigint;
  /** The driver's chain: for `readCertificateChain`. */
  readonly certificate: Uint8Array;
}

/**
 * A channel of the Direct3D 11 API, ready for an `AuthenticatedChannelClient`. Not for the runtime's own channel type,
 * which has neither certificate nor key (ACH-5).
 * @throws AuthenticatedChannelError 'refused' when the certificate cannot be had
 *
 * @example
 * ```ts
 * import type { ID3D11AuthenticatedChannel, ID3D11VideoContext } from 'softumd/d3d11';
 * import {
 *   AuthenticatedChannelClient,
 *   channelOfApi,
 *   readCertificateChain,
 *   validateCertificateChain,
 * } from 'softumd/player';
 *
 * function openChannel(
 *   context: ID3D11VideoContext,
 *   pChannel: ID3D11AuthenticatedChannel,
 *   trustedRoot: string,
 * ): AuthenticatedChannelClient {
 *   const { transport, hChannel, certificate } = channelOfApi(context, pChannel);
 *   const chain = readCertificateChain(certificate);
 *   validateCertificateChain(chain, trustedRoot);
 *   const client = new AuthenticatedChannelClient({ transport, hChannel, leaf: chain.leaf });
 *   client.open();
 *   return client;
 * }
 * ```
 */
export function channelOfApi<Channel extends ApiChannel>(
  context: ApiVideoContext<Channel>,
  channel: Channel,
): OpenedApiChannel {
  const size: { value?: number | null } = {};
  const sized = channel.GetCertificateSize(size);
  if (failed(sized)) throw refusal('GetCertificateSize', { hresult: sized });
  const certificate = new Uint8Array(size.value ?? 0);
  const got = channel.GetCertificate(certificate.length, certificate);
  if (failed(got)) throw refusal('GetCertificate', { hresult: got });
  const handle: { value?: bigint | null } = {};
  channel.GetChannelHandle(handle);
  const transport: ChannelTransport = {
    negotiateKeyExchange: (data) =>
      context.NegotiateAuthenticatedChannelKeyExchange(channel, data.length, data),
    query: (input, output) =>
      context.QueryAuthenticatedChannel(channel, input.length, input, output.length, output),
    configure: (input, output) => context.ConfigureAuthenticatedChannel(channel, input.length, input, output),
  };
  return { transport, hChannel: handle.value ?? 0n, certificate };
}
