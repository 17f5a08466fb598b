/** Messages of a channel whose content is wrong, everything else about them right. */
import type { Guid } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { E_INVALIDARG } from '../../../ddi/index.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { commandBytes, queryBytes, sendCommand, sendQuery } from './channel-messages.js';
import type { OpenChannel } from './channels.js';

/** Demands that a command is refused; its number is used where it is taken all the same. */
export function expectCommandRefused(
  t: D3D11Case,
  channel: OpenChannel,
  ConfigureType: Guid,
  members: object,
  rule: Rule,
  what: string,
): void {
  const { code } = sendCommand(t, channel, commandBytes(t, channel, ConfigureType, members));
  if (!failed(code)) channel.commandNumber += 1;
  t.expectCode(code, [E_INVALIDARG], rule, what);
}

/** Demands that a query is refused, likewise. */
export function expectQueryRefused(
  t: D3D11Case,
  channel: OpenChannel,
  QueryType: Guid,
  members: object,
  rule: Rule,
  what: string,
): void {
  const { code } = sendQuery(t, channel, queryBytes(channel, QueryType, members));
  if (!failed(code)) channel.queryNumber += 1;
  t.expectCode(code, [E_INVALIDARG], rule, what);
}
