import type { CryptoSession } from './state.js';

/**
 * The IVs that DecryptionBlt has taken under each session's present key, for a profile that refuses one twice (D-21,
 * DB-13). IV and Count together are compared: under one IV a caller may go on counting.
 */
export class UsedIvs {
  private readonly ofSessions = new WeakMap<CryptoSession, Set<string>>();

  /** Remembers an IV of 16 bytes; false where it was there already. */
  add(session: CryptoSession, iv: Uint8Array): boolean {
    const used = this.ofSessions.get(session) ?? new Set<string>();
    this.ofSessions.set(session, used);
    const before = used.size;
    return used.add(Buffer.from(iv).toString('latin1')).size > before;
  }

  /** The session gets another key, under which none was used. */
  forget(session: CryptoSession): void {
    this.ofSessions.delete(session);
  }
}
