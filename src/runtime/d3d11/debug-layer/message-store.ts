import type { Hresult } from '../../../abi/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import {
  D3D11_MESSAGE_CATEGORY as CATEGORY,
  D3D11_MESSAGE_SEVERITY as SEVERITY,
} from '../../../api/d3d11/index.js';
import type { Environment } from '../../../api/kit/index.js';
import type { Refusal } from '../../../driver/index.js';
import { BreakConditions } from './break-conditions.js';
import type { CallerCheckName } from './caller-checks.js';
import { callerCheckId, callerCheckSeverity, isCallerCheck } from './caller-checks.js';
import type { DebugMessage } from './message.js';
import { FilterStack } from './message-filter.js';
import { firstStorageFilter, isToldOnRequest, knownMessages } from './message-table.js';
import type { DebugSettings } from './settings.js';

/** D3D11_INFO_QUEUE_DEFAULT_MESSAGE_COUNT_LIMIT. */
const defaultCountLimit = 1024n;
/** How many a test has: the newest. */
const mostHeard = 1024;

/** What else a message says. */
export interface MessageDetails {
  readonly hresult?: Hresult;
  readonly cause?: Refusal;
}

/** How many messages came, since the device was made. */
export interface MessageCounts {
  /** Those that passed the storage filter, and those that did not. */
  readonly allowed: number;
  readonly denied: number;
  /** Those that passed, and were dropped as there were too many. */
  readonly discarded: number;
}

/** How methods tell a store what a caller did wrong. */
export function complaining(messages: MessageStore): Environment['complain'] {
  return (call, message, text, hresult) => {
    // Names in declarations are in a table: a test holds them against it.
    const name = message as MessageName | CallerCheckName;
    messages.add(call, name, text, hresult === undefined ? {} : { hresult });
  };
}

function ofLayer(name: MessageName) {
  const { severity, category, id } = knownMessages.get(name)!;
  return { severity, category, name, check: null, id };
}

const filteredOf = ({ category, severity, id }: DebugMessage) => ({
  category: CATEGORY[category],
  severity: SEVERITY[severity],
  id,
});

/** What the debug layer of one device found, oldest first; which of it is kept, told and read. */
export class MessageStore {
  readonly storageFilters = new FilterStack(firstStorageFilter);
  readonly retrievalFilters = new FilterStack();
  readonly breaks = new BreakConditions();
  /** Whether {@link DebugSettings.onMessage} hears nothing. */
  isMuted = false;
  private readonly newest: DebugMessage[] = [];
  private heard = 0;
  private readonly stored: DebugMessage[] = [];
  private readonly counted = { allowed: 0, denied: 0, discarded: 0 };
  private limit = defaultCountLimit;

  constructor(private readonly settings: Pick<DebugSettings, 'strict' | 'onMessage' | 'onBreak'>) {}

  /** Whether a message with this id would be kept: what is dear to tell is told only then. */
  wants(name: MessageName): boolean {
    return this.storageFilters.passes(knownMessages.get(name)!.filtered);
  }

  /**
   * A message by the real layer's name, or by that of a check of our own.
   * @param text made only where the message is kept, where a function makes it
   */
  add(
    call: string,
    name: MessageName | CallerCheckName,
    text: string | (() => string),
    details: MessageDetails = {},
  ): void {
    if (!isCallerCheck(name) && isToldOnRequest(name) && !this.wants(name)) {
      this.counted.denied += 1;
      return;
    }
    const of = isCallerCheck(name) ? this.ofCheck(name) : ofLayer(name);
    this.put({ ...of, call, text: typeof text === 'string' ? text : text(), ...details });
  }

  /** A message of any kind. A test has it in any case; the queue where the storage filter lets it through. */
  put(message: DebugMessage): void {
    this.heard += 1;
    this.newest.push(message);
    if (this.newest.length > mostHeard) this.newest.shift();
    if (this.storageFilters.passes(filteredOf(message))) this.keep(message);
    else this.counted.denied += 1;
  }

  /**
   * What a test has: the newest 1024 messages, whatever the player does to its queue. Creation and destruction are among
   * them where the storage filter lets them through.
   */
  messages(): readonly DebugMessage[] {
    return this.newest;
  }

  /** What the queue has. */
  get storedMessages(): readonly DebugMessage[] {
    return this.stored;
  }

  /** Of these those that the retrieval filter lets through. */
  readable(): readonly DebugMessage[] {
    if (this.retrievalFilters.size === 0) return this.stored;
    return this.stored.filter((message) => this.retrievalFilters.passes(filteredOf(message)));
  }

  get counts(): MessageCounts {
    return this.counted;
  }

  /** How many messages there have ever been: what came after a moment is `since(count then)`. */
  get count(): number {
    return this.heard;
  }

  since(count: number): readonly DebugMessage[] {
    const later = this.count - count;
    return later === 0 ? [] : this.newest.slice(-later);
  }

  /** Forgets what a test has, and what the queue has. */
  clear(): void {
    this.newest.length = 0;
    this.clearStored();
  }

  /** Empties the queue. */
  clearStored(): void {
    this.stored.length = 0;
  }

  /** How many are kept; 2^64 - 1 for all. */
  get countLimit(): bigint {
    return this.limit;
  }

  /** The oldest go first, at once (api IQ-4). */
  set countLimit(limit: bigint) {
    this.limit = limit;
    this.trim();
  }

  private ofCheck(check: CallerCheckName) {
    const severity = callerCheckSeverity(check, this.settings.strict);
    return { severity, category: 'MISCELLANEOUS', name: null, check, id: callerCheckId(check) } as const;
  }

  private keep(message: DebugMessage): void {
    this.counted.allowed += 1;
    this.stored.push(message);
    this.trim();
    if (!this.isMuted) this.settings.onMessage?.(message);
    if (this.breaks.stopsAt(filteredOf(message))) this.settings.onBreak?.(message);
  }

  private trim(): void {
    while (this.stored.length > this.limit) {
      this.stored.shift();
      this.counted.discarded += 1;
    }
  }
}
