import type { Hresult } from '../../abi/index.js';
import { HANDLE, UINT } from '../../abi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { bytesOut, comInterface, hresult, nothing, uint, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';

/** ID3D11AuthenticatedChannel. */
export interface ID3D11AuthenticatedChannel extends ID3D11DeviceChild {
  GetCertificateSize(pCertificateSize: Out<number>): Hresult;
  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult;
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
