import { channelCases, channelCheckCases } from './channel-cases.js';
import { creationCases } from './creation-cases.js';
import { decoderCases } from './decoder-cases.js';
import { deviceCases } from './device-cases.js';
import { hardwareCases } from './hardware-cases.js';
import { keyCases, lifeCases } from './life-cases.js';
import type { MessageCases } from './message-case.js';
import { commandListCases, resourceCases } from './resource-cases.js';
import { ownCases, videoCases } from './video-cases.js';

export type { MessageCase } from './message-case.js';
export { Scene } from './message-case.js';
export { elsewhere, neverSaid } from './other-messages.js';

/** Every message that has a way to it here. */
export const messageCases: MessageCases = {
  ...creationCases,
  ...resourceCases,
  ...commandListCases,
  ...deviceCases,
  ...videoCases,
  ...channelCases,
  ...ownCases,
  ...lifeCases,
  ...keyCases,
  ...channelCheckCases,
  ...hardwareCases,
  ...decoderCases,
};
