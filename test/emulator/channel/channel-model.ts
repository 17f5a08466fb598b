import type { Hresult } from 'softumd/ddi';
import { E_INVALIDARG, S_OK } from 'softumd/ddi';

interface ModelChannel {
  readonly device: number;
  hasKey: boolean;
  isStarted: boolean;
  flags: number;
}

/**
 * The life of channels beside sessions and decoders, said a second time and more simply than in the driver: objects by
 * number, each of one device. It knows nothing of memory, OMACs, numbers or HANDLEs.
 */
export class ChannelModel {
  readonly channels = new Map<number, ModelChannel>();
  /** By session: its device. */
  readonly sessions = new Map<number, number>();
  /** By decoder: its device, and the session that is bound to it. */
  readonly decoders = new Map<number, { readonly device: number; session: number | undefined }>();

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

  /** What a channel reports: what all channels of its device have switched on (CFG-18). */
  protections(channel: number): number | undefined {
    if (!this.isOpen(channel)) return undefined;
    const { device } = this.channels.get(channel)!;
    const flags = [...this.channels.values()].map((one) => (one.device === device ? one.flags : 0));
    return flags.reduce((all, one) => all | one, 0);
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

  /** D-36. */
  destroySession(session: number): void {
    this.sessions.delete(session);
    for (const decoder of this.decoders.values())
      if (decoder.session === session) decoder.session = undefined;
  }

  private isOpen(channel: number): boolean {
    const { hasKey, isStarted } = this.channels.get(channel)!;
    return hasKey && isStarted;
  }
}
