import type { Hresult } from '../../../abi/index.js';
import type { MessageName } from '../../../api/d3d11/index.js';
import { D3D11_MESSAGE_ID } from '../../../api/d3d11/index.js';
import type { Refusal } from '../../../driver/index.js';
import type { CallerCheckName } from './caller-checks.js';
import { callerCheckId, callerCheckSeverity, isCallerCheck } from './caller-checks.js';
import type { DebugMessage } from './message.js';
import { categoryOf, isToldOnRequest, severityOf } from './message-table.js';

/** D3D11_INFO_QUEUE_DEFAULT_MESSAGE_COUNT_LIMIT. */
const mostStored = 1024;

/** What else a message says. */
export interface MessageDetails {
  readonly hresult?: Hresult;
  readonly cause?: Refusal;
}

/** What the debug layer of one device found, oldest first. */
export class MessageStore {
  private readonly stored: DebugMessage[] = [];
  private total = 0;

  /** @param isStrict whether advice to callers is an error */
  constructor(private readonly isStrict: boolean) {}

  /** Whether a message with this id would be kept: what is dear to tell is told only then. */
  wants(name: MessageName): boolean {
    return !isToldOnRequest(name);
  }

  /** A message by the real layer's name, or by that of a check of our own. */
  add(call: string, name: MessageName | CallerCheckName, text: string, details: MessageDetails = {}): void {
    if (isCallerCheck(name)) {
      const severity = callerCheckSeverity(name, this.isStrict);
      const own = { severity, category: 'MISCELLANEOUS', name: null, check: name } as const;
      this.push({ ...own, id: callerCheckId(name), call, text, ...details });
    } else if (this.wants(name)) {
      const of = { severity: severityOf(name), category: categoryOf(name), name, check: null };
      this.push({ ...of, id: D3D11_MESSAGE_ID[name], call, text, ...details });
    }
  }

  messages(): readonly DebugMessage[] {
    return this.stored;
  }

  /** How many messages there have ever been: what came after a moment is `since(count then)`. */
  get count(): number {
    return this.total;
  }

  since(count: number): readonly DebugMessage[] {
    return this.total === count
      ? []
      : this.stored.slice(Math.max(0, this.stored.length - (this.total - count)));
  }

  clear(): void {
    this.stored.length = 0;
  }

  private push(message: DebugMessage): void {
    this.total += 1;
    this.stored.push(message);
    if (this.stored.length > mostStored) this.stored.shift();
  }
}
