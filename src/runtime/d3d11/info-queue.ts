import type { Message, MessageTable, Severity } from '../message-queue.js';
import { MessageQueue } from '../message-queue.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import { D3D11_MESSAGE_ID } from '../../api/d3d11/message-ids.js';

/** One message of the debug layer of Direct3D 11; `name` is D3D11_MESSAGE_ID_…, without the prefix. */
export type DebugMessage = Message<MessageName>;

const messages: MessageTable<MessageName> = {
  ids: D3D11_MESSAGE_ID,
  severityOf: (name): Severity => {
    if (name.endsWith('_EMPTYSOURCEBOX') || name.endsWith('_EMPTYDESTBOX')) return 'INFO'; // CP-10, US-4
    return name.endsWith('_RETURN') || name.endsWith('_CONTENT_UNDEFINED') ? 'WARNING' : 'ERROR';
  },
};

/** What the debug layer found, oldest first (ID3D11InfoQueue). The newest 1024 messages are kept. */
export class InfoQueue extends MessageQueue<MessageName> {
  constructor() {
    super(messages);
  }
}
