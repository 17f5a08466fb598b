import type { Guid, Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE as INITIALIZE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID as INITIALIZE_GUID,
  D3D11_1DDI_OMAC,
  E_FAIL,
  GUID,
  hresultName,
} from '../../../ddi/index.js';
import type { CallerCheckName } from './caller-checks.js';

/** A message as a channel of the driver's got it, and what came of it. */
export interface ChannelMessage {
  readonly kind: 'query' | 'command';
  readonly type: Guid;
  readonly SequenceNumber: number;
  /** The whole structure of that type, as it lay. */
  readonly bytes: Uint8Array;
  /** The call's code, or that of the answer where the call succeeded and it tells of a failure. */
  readonly code: Hresult;
}

/** A mistake of the player's. */
export interface ChannelFinding {
  readonly name: CallerCheckName;
  readonly text: string;
}

/** Tags that are compared with those of later commands. */
const mostTags = 64;

/** What the numbers of one kind of message should be. */
class NumberCheck {
  /** Numbers that no message has used; the first may be the start itself, or the one behind it (ACH-10, D-32). */
  private unused: readonly number[];
  /** The number behind that of a refused message. */
  private counted: readonly number[] = [];

  constructor(start: number) {
    this.unused = [start, start + 1];
  }

  /**
   * What is wrong with a number. A refused message consumes none (D-32), so that it may come again; of a player that counts
   * it all the same the next one is right, too.
   */
  mistake(number: number): string | undefined {
    const expected = [...new Set([...this.unused, ...this.counted])];
    if (expected.includes(number)) return undefined;
    return `SequenceNumber: expected ${expected.join(' or ')}, received ${number} (QAC-14, CFG-14, D-32)`;
  }

  note(number: number, isRefused: boolean): void {
    if (!isRefused) this.unused = [number + 1];
    this.counted = isRefused ? [number + 1] : [];
  }
}

/**
 * What a player does with a channel of the driver's and should not. The runtime never sees the key, so that it cannot tell
 * a right OMAC from a wrong one: only one that was there before, over other bytes, and one of zeros. Whether somebody reads
 * an answer nobody can see; a command that was refused, and is not sent again, tells that nobody did.
 */
export class ChannelChecks {
  private hasKey = false;
  private numbers: Readonly<Record<ChannelMessage['kind'], NumberCheck>> | null = null;
  /** What each of the newest tags was sent with. */
  private readonly tags = new Map<string, string>();
  private refused: { readonly type: Guid; readonly code: Hresult } | null = null;

  /** Another key: tags of the one before say nothing. The counters stay (CFG-12). */
  keyNegotiated(): void {
    this.hasKey = true;
    this.tags.clear();
  }

  /**
   * Notes a message.
   * @param isTold the driver has said why it refused it: then only what it cannot know is found
   */
  note(message: ChannelMessage, isTold: boolean): ChannelFinding[] {
    const found = [...(isTold ? [] : this.mistakes(message)), ...this.unverified(message)];
    this.learn(message);
    return found;
  }

  private mistakes(message: ChannelMessage): ChannelFinding[] {
    const state = this.stateMistake(message);
    if (state) return [state];
    const slip =
      message.type === INITIALIZE_GUID // CFG-13: its own number is ignored
        ? undefined
        : this.numbers?.[message.kind].mistake(message.SequenceNumber);
    const tag = message.kind === 'command' ? this.tagMistake(message) : undefined;
    return [
      ...(slip === undefined ? [] : [{ name: 'SEQUENCE_SLIPPED', text: slip } as const]),
      ...(tag === undefined ? [] : [{ name: 'OMAC_NOT_OF_COMMAND', text: tag } as const]),
    ];
  }

  private stateMistake({ type }: ChannelMessage): ChannelFinding | undefined {
    if (!this.hasKey)
      return { name: 'KEY_NOT_NEGOTIATED', text: 'no key was negotiated for the channel (D-33)' };
    if (type === INITIALIZE_GUID) {
      if (!this.numbers) return undefined;
      return { name: 'ALREADY_INITIALIZED', text: 'INITIALIZE is sent once for each channel (CFG-12, D-33)' };
    }
    if (this.numbers) return undefined;
    return { name: 'CHANNEL_NOT_INITIALIZED', text: 'INITIALIZE did not come before (QAC-2, CFG-5)' };
  }

  private tagMistake({ bytes }: ChannelMessage): string | undefined {
    const { tag, signed } = taggedParts(bytes);
    if (/^0+$/.test(tag)) return 'the omac is zeros: the command was not signed (CFG-11)';
    const other = this.tags.get(tag);
    if (other === undefined || other === signed) return undefined;
    return 'the omac is that of another command: it does not cover what differs between the two (CFG-11, D-30)';
  }

  /** Of E_FAIL a player may go on: the channel does not have the command (CFG-7). */
  private unverified({ kind, type }: ChannelMessage): ChannelFinding[] {
    const { refused } = this;
    if (!refused || (kind === 'command' && type === refused.type)) return [];
    const text = `${GUID.text(refused.type)} was refused with ${hresultName(refused.code)}, and was not sent again`;
    return [{ name: 'STATUS_NOT_VERIFIED', text }];
  }

  private learn({ kind, type, SequenceNumber, bytes, code }: ChannelMessage): void {
    const isRefused = failed(code);
    this.refused = kind === 'command' && isRefused && code !== E_FAIL ? { type, code } : null;
    if (kind === 'command') this.keepTag(bytes);
    if (type !== INITIALIZE_GUID) this.numbers?.[kind].note(SequenceNumber, isRefused);
    else if (!isRefused) this.start(bytes);
  }

  private start(bytes: Uint8Array): void {
    const { StartSequenceQuery, StartSequenceConfigure } = INITIALIZE.fromBytes(bytes);
    this.numbers = {
      query: new NumberCheck(StartSequenceQuery),
      command: new NumberCheck(StartSequenceConfigure),
    };
  }

  private keepTag(bytes: Uint8Array): void {
    const { tag, signed } = taggedParts(bytes);
    this.tags.set(tag, signed);
    const [oldest] = this.tags.keys();
    if (this.tags.size > mostTags && oldest !== undefined) this.tags.delete(oldest);
  }
}

/** A command's omac, and what it is to cover (D-30). */
function taggedParts(bytes: Uint8Array) {
  const text = Buffer.from(bytes).toString('hex');
  const digits = 2 * D3D11_1DDI_OMAC.bytes;
  return { tag: text.slice(0, digits), signed: text.slice(digits) };
}
