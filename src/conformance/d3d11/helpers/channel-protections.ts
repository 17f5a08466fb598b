/** Protections that channels switch, and what they report of them (CFG-18, CFG-19). */
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID as CONFIGURE_PROTECTION,
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG as FLAG,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION as QUERY_PROTECTION,
  D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT as PROTECTION_OUTPUT,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { ask, configure } from './channel-messages.js';
import type { OpenChannel } from './channels.js';
import { everyPair } from './hardware-sessions.js';

/** Whether the caps of a crypto type have PROTECTION_ALWAYS_ON: then ProtectionEnabled is never off. */
export const isAlwaysOn = (t: D3D11Case, device: HostDevice): boolean =>
  everyPair(t, device).some(({ caps }) => (caps.Caps & CAPS.PROTECTION_ALWAYS_ON) !== 0);

/** Switches protections over a channel, which must succeed. */
export function protect(t: D3D11Case, channel: OpenChannel, Value: number): void {
  const what = `PROTECTION with flags ${Value}`;
  configure(t, channel, CONFIGURE_PROTECTION, { Protections: { Value } }, { rule: 'CFG-18', what });
}

/** Demands what a channel reports, where PROTECTION_ALWAYS_ON does not add to it. */
export function expectProtections(
  t: D3D11Case,
  channel: OpenChannel,
  flags: number,
  rule: Rule,
  what: string,
): void {
  const { Value } = ask(t, channel, QUERY_PROTECTION, PROTECTION_OUTPUT).ProtectionFlags;
  const expected = flags | (isAlwaysOn(t, channel.device) ? FLAG.ProtectionEnabled : 0);
  if (Value !== expected) t.violated(rule, `${what}: expected flags ${expected}, received ${Value}`);
}
