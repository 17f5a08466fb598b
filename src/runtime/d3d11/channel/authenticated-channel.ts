import type { Hresult } from '../../../abi/index.js';
import type { ID3D11AuthenticatedChannel } from '../../../api/d3d11/index.js';
import type { Implementation, Out } from '../../../api/kit/index.js';
import type { QueryArguments } from './received-message.js';

/** What an ID3D11AuthenticatedChannel does, and what a video context has it do: with the driver, or by itself. */
export interface AuthenticatedChannel extends Implementation<ID3D11AuthenticatedChannel> {
  GetCertificateSize(pCertificateSize: Out<number>): Hresult;
  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult;
  GetChannelHandle(pChannelHandle: Out<bigint>): void;
  /** NegotiateAuthenticatedChannelKeyExchange. */
  negotiate(call: string, DataSize: number, pData: Uint8Array): Hresult;
  /** QueryAuthenticatedChannel; `pOutput` has at least OutputSize bytes. */
  query(call: string, query: QueryArguments, pOutput: Uint8Array): Hresult;
  /** ConfigureAuthenticatedChannel; `pOutput` has the 48 bytes of the answer. */
  configure(call: string, input: Uint8Array, pOutput: Uint8Array): Hresult;
}
