/** Authenticated channels: of the driver, and of the runtime's own. */
export { ChannelContext } from './channel-context.js';
export { createAuthenticatedChannel } from './create-channel.js';
