import type { Guid, Hresult } from '../../abi/index.js';
import { HANDLE, UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import { bytesOut, comInterface, evenWhenRemoved, hresult, nothing, uint, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';

/** ID3D11CryptoSession: a session: one key that player and driver agree on. */
export interface ID3D11CryptoSession extends ID3D11DeviceChild {
  /** The crypto type that it was made with. The runtime knows it by itself. */
  GetCryptoType(pCryptoType: Out<Guid>): void;
  /** The decoder profile that it was made with; NULL_GUID where there was none. */
  GetDecoderProfile(pDecoderProfile: Out<Guid>): void;
  /** How long the driver's certificate is, in bytes. @returns S_OK; E_INVALIDARG; DXGI_ERROR_DEVICE_REMOVED */
  GetCertificateSize(pCertificateSize: Out<number>): Hresult;
  /**
   * Copies the driver's certificate, a chain whose leaf has the key that the session key is wrapped with (D-05).
   * @param CertificateSize length of pCertificate in bytes: what GetCertificateSize tells, exactly (D-06)
   * @returns S_OK; E_INVALIDARG for another size; DXGI_ERROR_DEVICE_REMOVED
   */
  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult;
  /** The driver's number for it, by which messages of a channel bind it to a decoder. */
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
