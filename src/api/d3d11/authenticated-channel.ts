import type { Hresult } from '../../abi/index.js';
import { HANDLE, UINT } from '../../abi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { bytesOut, comInterface, hresult, nothing, uint, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';

/** ID3D11AuthenticatedChannel: a channel to the driver, or to the runtime, whose messages are signed. */
export interface ID3D11AuthenticatedChannel extends ID3D11DeviceChild {
  /**
   * How long the driver's certificate is, in bytes.
   * @returns S_OK; an error on a channel of the runtime's, which has none
   */
  GetCertificateSize(pCertificateSize: Out<number>): Hresult;
  /**
   * Copies the driver's certificate, a chain (D-05).
   * @param CertificateSize length of pCertificate in bytes: what GetCertificateSize tells, exactly (D-06)
   * @returns S_OK; E_INVALIDARG for another size
   */
  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult;
  /** The number that messages to the channel carry (D-34). */
  GetChannelHandle(pChannelHandle: Out<bigint>): void;
}

export const ID3D11AuthenticatedChannel: ComInterface<ID3D11AuthenticatedChannel> = comInterface<
  ID3D11AuthenticatedChannel,
  ID3D11DeviceChild
>('ID3D11AuthenticatedChannel', '3015a308-dcbd-47aa-a747-192486d14d4a', ID3D11DeviceChild, {
  GetCertificateSize: hresult(
    [valueOut('pCertificateSize', UINT)],
    'GETAUTHENTICATEDCHANNELCERTIFICATESIZE_NULLPARAM',
  ),
  GetCertificate: hresult(
    [
      uint('CertificateSize', 'GETAUTHENTICATEDCHANNELCERTIFICATE_WRONGSIZE'),
      bytesOut('pCertificate', 'CertificateSize'),
    ],
    'GETAUTHENTICATEDCHANNELCERTIFICATE_NULLPARAM',
  ),
  GetChannelHandle: nothing([valueOut('pChannelHandle', HANDLE)]),
});
