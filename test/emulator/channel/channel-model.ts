import type { Hresult } from 'softumd/ddi';
import { E_INVALIDARG, S_OK } from 'softumd/ddi';

interface ModelChannel {
  readonly device: number;
  hasKey: boolean;
  isStarted: boolean;
  flags: number;
}

/** A decoder with the session that is bound to it, and the frame that has begun on it. */
interface ModelDecoder {
  readonly device: number;
  session: number | undefined;
  /** Its own copy of the key, undefined once the session has lost it. */
  frame: { readonly session: number; key: Uint8Array | undefined } | undefined;
}

/**
 * The life of channels beside sessions and decoders, said a second time and more simply than in the driver: objects by
 * number, each of one device. It knows nothing of memory, OMACs, numbers or HANDLEs.
 */
export class ChannelModel {
  readonly channels = new Map<number, ModelChannel>();
  /** By session: its device. */
  readonly sessions = new Map<number, number>();
  readonly decoders = new Map<number, ModelDecoder>();

  create(channel: number, device: number): void {
    this.channels.set(channel, { device, hasKey: false, isStarted: false, flags: 0 });
  }

  negotiate(channel: number): Hresult {
    this.channels.get(channel)!.hasKey = true; // D-04: what was started stays
    return S_OK;
  }

  initialize(channel: number): Hresult {
    const found = this.channels.get(channel)!;
    if (!found.hasKey || found.isStarted) return E_INVALIDARG; // D-33
    found.isStarted = true;
    return S_OK;
  }

  protect(channel: number, flags: number): Hresult {
    if (!this.isOpen(channel) || flags > 3) return E_INVALIDARG; // CFG-5, CFG-19
    this.channels.get(channel)!.flags = flags;
    return S_OK;
  }

  /** What a channel reports. */
  protections(channel: number): number | undefined {
    return this.isOpen(channel) ? this.protectionsOf(this.channels.get(channel)!.device) : undefined;
  }

  /** What all channels of a device have switched on (CFG-18). */
  protectionsOf(device: number): number {
    const flags = [...this.channels.values()].map((one) => (one.device === device ? one.flags : 0));
    return flags.reduce((all, one) => all | one, 0);
  }

  /** What becomes of a restricted resource that the CPU wants (GEN-5). */
  map(device: number): Hresult {
    return (this.protectionsOf(device) & 1) === 0 ? S_OK : E_INVALIDARG;
  }

  bind(channel: number, decoder: number, session: number): Hresult {
    const device = this.channels.get(channel)!.device;
    const found = this.decoders.get(decoder);
    if (!this.isOpen(channel) || found?.device !== device || this.sessions.get(session) !== device)
      return E_INVALIDARG; // CFG-16
    found.session = session;
    return S_OK;
  }

  /** The session that a decoder is bound to, or none; undefined where the query is refused. */
  bound(channel: number, decoder: number): number | 'none' | undefined {
    const found = this.decoders.get(decoder);
    if (!this.isOpen(channel) || found?.device !== this.channels.get(channel)!.device) return undefined;
    return found.session ?? 'none';
  }

  /** A frame under the session key. @param key of the session that is bound, where it has one */
  begin(decoder: number, key: Uint8Array | undefined): Hresult {
    const found = this.decoders.get(decoder)!;
    if (found.frame || found.session === undefined || !key) return E_INVALIDARG; // VDEC-18, D-10
    found.frame = { session: found.session, key };
    return S_OK;
  }

  /** The key that a buffer is decrypted with; undefined where it is refused. */
  submit(decoder: number): Uint8Array | undefined {
    return this.decoders.get(decoder)!.frame?.key;
  }

  end(decoder: number): Hresult {
    const found = this.decoders.get(decoder)!;
    if (!found.frame) return E_INVALIDARG;
    found.frame = undefined;
    return S_OK;
  }

  /** What frames have begun with goes with it; what is bound stays bound (D-44). */
  tearDown(session: number): void {
    for (const { frame } of this.decoders.values()) if (frame?.session === session) frame.key = undefined;
  }

  /** D-36. */
  destroySession(session: number): void {
    this.tearDown(session);
    this.sessions.delete(session);
    for (const decoder of this.decoders.values())
      if (decoder.session === session) decoder.session = undefined;
  }

  frameKeys(): readonly Uint8Array[] {
    return [...this.decoders.values()].flatMap(({ frame }) => (frame?.key ? [frame.key] : []));
  }

  private isOpen(channel: number): boolean {
    const { hasKey, isStarted } = this.channels.get(channel)!;
    return hasKey && isStarted;
  }
}
