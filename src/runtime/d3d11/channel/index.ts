/** Authenticated channels: of the driver, and of the runtime's own. */
export type { AuthenticatedChannel } from './authenticated-channel.js';
export { createAuthenticatedChannel } from './create-channel.js';
export type { ProcessIdentity } from './runtime-protection.js';
