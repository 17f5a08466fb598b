import type { MessageName } from './d3d11/message-ids.js';
import { D3D11_MESSAGE_ID } from './d3d11/message-ids.js';

export type Severity = 'CORRUPTION' | 'ERROR' | 'WARNING' | 'INFO';

/** One message of the debug layer. Mistakes that the real layer has no id for carry `id` null: caller checks of ours. */
export interface DebugMessage {
  readonly severity: Severity;
  /** D3D11_MESSAGE_ID_…, without the prefix; null for a caller check. */
  readonly name: MessageName | null;
  readonly id: number | null;
  /** The API method in which it came up. */
  readonly call: string;
  readonly text: string;
}

/** What the debug layer found, oldest first (ID3D11InfoQueue). The newest 1024 messages are kept. */
export class InfoQueue {
  private readonly stored: DebugMessage[] = [];
  private total = 0;

  /** A message of the real layer, by its name in d3d11sdklayers.h. */
  add(call: string, name: MessageName, text: string): void {
    const isWarning = name.endsWith('_RETURN') || name.endsWith('_CONTENT_UNDEFINED');
    this.push({ severity: isWarning ? 'WARNING' : 'ERROR', name, id: D3D11_MESSAGE_ID[name], call, text });
  }

  /** A mistake that the real layer does not name. */
  addCallerCheck(call: string, text: string, severity: Severity = 'ERROR'): void {
    this.push({ severity, name: null, id: null, call, text });
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
    if (this.stored.length > 1024) this.stored.shift();
  }
}
