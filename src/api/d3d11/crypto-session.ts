import type { Guid, Hresult } from '../../abi/index.js';
import { HANDLE, UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { bytesOut, comInterface, evenWhenRemoved, hresult, nothing, uint, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';

/** ID3D11CryptoSession. */
export interface ID3D11CryptoSession extends ID3D11DeviceChild {
  GetCryptoType(pCryptoType: Out<Guid>): void;
  GetDecoderProfile(pDecoderProfile: Out<Guid>): void;
  GetCertificateSize(pCertificateSize: Out<number>): Hresult;
  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult;
  GetCryptoSessionHandle(pCryptoSessionHandle: Out<bigint>): void;
}

export const ID3D11CryptoSession: ComInterface<ID3D11CryptoSession> = comInterface<
  ID3D11CryptoSession,
  ID3D11DeviceChild
>('ID3D11CryptoSession', '9b32f9ad-bdcc-40a6-a39d-d5c865845720', ID3D11DeviceChild, {
  GetCryptoType: evenWhenRemoved(nothing([valueOut('pCryptoType', GUID)], 'GETCRYPTOTYPE_NULLPARAM')),
  GetDecoderProfile: evenWhenRemoved(
    nothing([valueOut('pDecoderProfile', GUID)], 'GETDECODERPROFILE_NULLPARAM'),
  ),
  GetCertificateSize: hresult(
    [valueOut('pCertificateSize', UINT)],
    'GETCRYPTOSESSIONCERTIFICATESIZE_NULLPARAM',
  ),
  GetCertificate: hresult(
    [
      uint('CertificateSize', 'GETCRYPTOSESSIONCERTIFICATE_WRONGSIZE'),
      bytesOut('pCertificate', 'CertificateSize'),
    ],
    'GETCRYPTOSESSIONCERTIFICATE_NULLPARAM',
  ),
  GetCryptoSessionHandle: nothing([valueOut('pCryptoSessionHandle', HANDLE)], {
    outOfMemory: 'GETCRYPTOSESSIONHANDLE_OUTOFMEMORY',
  }),
});
