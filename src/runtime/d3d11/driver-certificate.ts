import type { Address, Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { Out } from '../../api/kit/index.js';
import {
  D3D11_1DDI_CERTIFICATE_INFO,
  E_INVALIDARG,
  GetCertificate,
  GetCertificateSize,
} from '../../ddi/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import type { RuntimeDevice } from './runtime-device.js';

/** Whose certificate: the type of the channel or of the session, not the instance (GCS-4). */
type CertificateInfo = Parameters<typeof D3D11_1DDI_CERTIFICATE_INFO.toBytes>[0];

/** The certificate that a driver has for a kind of session or channel (GCS, GC). */
export class DriverCertificate {
  private wasRead = false;

  constructor(
    private readonly runtime: RuntimeDevice,
    private readonly info: CertificateInfo,
  ) {}

  size(call: string, pCertificateSize: Out<number>): Hresult {
    const { memory, host, video } = this.runtime;
    return this.withInfo((pInfo) =>
      withBytes(memory, 4, 'pCertificateSize', (pSize) => {
        video.pfnGetCertificateSize?.(host.hDevice, pInfo, pSize);
        const hresult = this.runtime.judgeVoid(GetCertificateSize, call);
        if (!failed(hresult)) pCertificateSize.value = memory.readU32(pSize);
        return hresult;
      }),
    );
  }

  /** The size must be the one that {@link size} gives (GC-1, D-06); else the message is `wrongSize`. */
  read(call: string, CertificateSize: number, pCertificate: Uint8Array, wrongSize: MessageName): Hresult {
    const size: Out<number> = {};
    const hresult = this.size(call, size);
    if (failed(hresult)) return hresult;
    const bytes = size.value!;
    if (CertificateSize !== bytes) {
      const text = `CertificateSize: expected ${bytes}, received ${CertificateSize}`;
      this.runtime.complain(call, wrongSize, text);
      return E_INVALIDARG;
    }
    const { memory, host, video } = this.runtime;
    return this.withInfo((pInfo) =>
      withBytes(memory, bytes, 'pCertificate', (target) => {
        video.pfnGetCertificate?.(host.hDevice, pInfo, bytes, target);
        const code = this.runtime.judgeVoid(GetCertificate, call);
        if (!failed(code)) {
          this.wasRead = true;
          pCertificate.set(memory.copyOut(target, bytes));
        }
        return code;
      }),
    );
  }

  /** Says, on request, that a key was negotiated before it was read. */
  tellIfUnread(call: string): void {
    if (!this.runtime.debug.certificateChecks || this.wasRead) return;
    this.runtime.messages.add(call, 'CERTIFICATE_NOT_READ', 'the certificate was never read');
  }

  private withInfo<R>(use: (pInfo: Address) => R): R {
    return withStruct(this.runtime.memory, D3D11_1DDI_CERTIFICATE_INFO, this.info, use);
  }
}
