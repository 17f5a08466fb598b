import { createCipheriv } from 'node:crypto';
import type { Hresult } from 'softumd/ddi';
import { E_INVALIDARG, S_OK } from 'softumd/ddi';

/** What a call is expected to answer; VOID functions answer what they report through pfnSetErrorCb, or S_OK. */
export type Expected = Hresult;

interface ModelSession {
  readonly device: number;
  key: Uint8Array | undefined;
  lastIv: bigint | undefined;
  isLost?: boolean;
}

/**
 * The life of crypto sessions, said a second time and more simply than in the driver: sessions by number, each of
 * one device, with or without a key. It knows nothing of memory, headers, slabs or tables.
 */
export class SessionModel {
  private readonly sessions = new Map<number, ModelSession>();

  create(session: number, device: number): Expected {
    if (this.sessions.has(session)) return E_INVALIDARG;
    this.sessions.set(session, { device, key: undefined, lastIv: undefined });
    return S_OK;
  }

  destroy(session: number, device: number): Expected {
    if (!this.find(session, device)) return E_INVALIDARG; // CCS-3, D-09
    this.sessions.delete(session);
    return S_OK;
  }

  getHandle(session: number, device: number): Expected {
    return this.find(session, device) ? S_OK : E_INVALIDARG;
  }

  /** `key` is what a well-made buffer holds; undefined is a buffer that does not open. */
  negotiate(session: number, device: number, key: Uint8Array | undefined): Expected {
    const found = this.find(session, device);
    if (!found || !key || found.isLost) return E_INVALIDARG; // NCS-7, NCS-8, D-44
    found.key = key; // D-04
    found.lastIv = undefined;
    return S_OK;
  }

  /** Its key goes, and it takes no other (D-44). */
  tearDown(session: number): void {
    Object.assign(this.sessions.get(session)!, { key: undefined, isLost: true });
  }

  keyOf(session: number): Uint8Array | undefined {
    return this.sessions.get(session)?.key;
  }

  /** What lies in the target afterwards, or undefined where the call is refused. */
  decrypt(session: number, device: number, iv: Uint8Array, content: Uint8Array): Uint8Array | undefined {
    const key = this.find(session, device)?.key;
    return key && new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(content));
  }

  /** Whether EncryptionBlt may answer with this IV: any below 2^63 at first, then one more each time (D-20). */
  acceptsIv(session: number, iv: bigint): boolean {
    const found = this.sessions.get(session)!;
    const right = found.lastIv === undefined ? iv < 1n << 63n : iv === found.lastIv + 1n;
    found.lastIv = iv;
    return right;
  }

  keys(): readonly Uint8Array[] {
    return [...this.sessions.values()].flatMap(({ key }) => (key ? [key] : []));
  }

  private find(session: number, device: number): ModelSession | undefined {
    const found = this.sessions.get(session);
    return found?.device === device ? found : undefined;
  }
}
