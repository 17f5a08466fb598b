import type { Hresult } from '../abi/index.js';

export type Severity = 'CORRUPTION' | 'ERROR' | 'WARNING' | 'INFO';

/** One message of a debug layer. Mistakes that the real layer has no id for carry `id` null: caller checks of ours. */
export interface Message<Name extends string = string> {
  readonly severity: Severity;
  /** The id's name in the header, without its prefix; null for a caller check. */
  readonly name: Name | null;
  readonly id: number | null;
  /** The API method in which it came up. */
  readonly call: string;
  readonly text: string;
  /** Of a method that returns nothing: the code that it would have returned, where there is one for it. */
  readonly hresult?: Hresult;
}

/** The messages that a debug layer has: their ids by name, and how grave each is. */
export interface MessageTable<Name extends string> {
  readonly ids: Readonly<Record<Name, number>>;
  severityOf(name: Name): Severity;
}

/** How many messages are kept: the newest ones. */
const mostStored = 1024;

/** What a debug layer found, oldest first. The newest 1024 messages are kept. */
export class MessageQueue<Name extends string> {
  private readonly stored: Message<Name>[] = [];
  private total = 0;

  constructor(private readonly table: MessageTable<Name>) {}

  /** A message of the real layer, by its name in the header. */
  add(call: string, name: Name, text: string): void {
    const { ids } = this.table;
    this.push({ severity: this.table.severityOf(name), name, id: ids[name], call, text });
  }

  /** A mistake that the real layer does not name. */
  addCallerCheck(call: string, text: string, severity: Severity = 'ERROR'): void {
    this.push({ severity, name: null, id: null, call, text });
  }

  /** A method that returns nothing could not do its work, with the message of the real layer where that has one. */
  addFailure(call: string, hresult: Hresult, text: string, name: Name | null = null): void {
    const id = name === null ? null : this.table.ids[name];
    this.push({ severity: 'ERROR', name, id, call, text, hresult });
  }

  messages(): readonly Message<Name>[] {
    return this.stored;
  }

  /** How many messages there have ever been: what came after a moment is `since(count then)`. */
  get count(): number {
    return this.total;
  }

  since(count: number): readonly Message<Name>[] {
    return this.total === count
      ? []
      : this.stored.slice(Math.max(0, this.stored.length - (this.total - count)));
  }

  clear(): void {
    this.stored.length = 0;
  }

  private push(message: Message<Name>): void {
    this.total += 1;
    this.stored.push(message);
    if (this.stored.length > mostStored) this.stored.shift();
  }
}
