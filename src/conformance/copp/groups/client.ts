import { S_OK } from '../../../ddi/index.js';
import type { CoppCertificate } from '../../../certificate/copp/index.js';
import { CoppChainError, toKeyObject } from '../../../certificate/copp/index.js';
import type { CoppStatusRequest } from '../../../player/index.js';
import { CoppClient, CoppReplyError } from '../../../player/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import { readChain } from '../helpers/certificate.js';
import type { ExchangedSession } from '../helpers/handshake.js';
import { exchangedSession, sequenceStart } from '../helpers/handshake.js';
import { deviceWith, offeredTypes, settle } from '../helpers/levels.js';
import type { TypeName } from '../helpers/known.js';
import { protectionTypes, typeNames } from '../helpers/known.js';
import { sendCommand, sendRequest } from '../helpers/messages.js';
import { closeSession } from '../helpers/sessions.js';

/** An application's half over a session, which trusts the root that the driver names: whom to trust is not judged here. */
function clientOf(t: CoppCase, session: ExchangedSession, padding: 'zeros' | 'pkcs1'): CoppClient {
  const { random: driverRandom, certificate } = session;
  const chain = readChain(t, certificate);
  if (chain instanceof CoppChainError) return t.skip('the driver gives out no certificate chain');
  const { root }: { readonly root: CoppCertificate } = chain;
  try {
    const trustedRoot = toKeyObject(root.signerKey);
    return new CoppClient({ driverRandom, certificate, trustedRoot, padding, random: t.random });
  } catch (error) {
    if (!(error instanceof CoppChainError)) throw error;
    return t.skip('the driver gives out a certificate chain that no application accepts');
  }
}

/** A reply that an application believes. */
function read<T>(
  t: CoppCase,
  session: ExchangedSession,
  client: CoppClient,
  request: CoppStatusRequest<T>,
): T {
  const { code, output } = sendRequest(t, session, request.bytes);
  t.expectCode(code, [S_OK], 'COPP-26', 'a status request');
  try {
    return client.readReply(request, output.read()).value;
  } catch (error) {
    if (!(error instanceof CoppReplyError)) throw error;
    t.violated(
      error.reason === 'mac' ? 'COPP-24' : 'COPP-23',
      `an application refuses the reply: ${error.message}`,
    );
    return t.skip('the driver’s reply says nothing');
  }
}

/** Sets a level and reads it back as an application does. */
function protect(
  t: CoppCase,
  session: ExchangedSession,
  client: CoppClient,
  type: TypeName,
  level: number,
): void {
  const { bit } = protectionTypes[type];
  const command = client.setProtectionLevel(bit, level);
  t.expectCode(sendCommand(t, session, command.bytes), [S_OK], 'COPP-15', `${type} level ${level}`);
  client.commandSucceeded(command);
  settle(t, type);
  const local = read(t, session, client, client.queryLocalProtectionLevel(bit));
  t.expect(local === level, 'COPP-33', `${type}: expected local level ${level}, received ${local}`);
  const global = read(t, session, client, client.queryGlobalProtectionLevel(bit));
  t.expect(global === level, 'COPP-34', `${type}: expected global level ${level}, received ${global}`);
}

function session(t: CoppCase, types: readonly TypeName[], padding: 'zeros' | 'pkcs1' = 'zeros') {
  const opened = exchangedSession(t, deviceWith(t, ...types));
  const client = clientOf(t, opened, padding);
  const what = `COPPSequenceStart of an application, ${padding}`;
  t.expectCode(sequenceStart(t, opened, client.startMessage()), [S_OK], 'COPP-7', what);
  return { opened, client };
}

/** A session from end to end, as an application holds it. */
export const clientGroup = group('copp-client', 'whole sessions of an application', copp, [
  test('protects', { clauses: ['COPP-33', 'COPP-34', 'COPP-7', 'COPP-15', 'COPP-26'] })
    .params({ type: typeNames, padding: ['zeros', 'pkcs1'] })
    .run((t, { type, padding }) => {
      const { opened, client } = session(t, [type], padding);
      const types = read(t, opened, client, client.queryProtectionType());
      t.expect((types & protectionTypes[type].bit) !== 0, 'COPP-37', `expected ${type} among the types`);
      for (const level of [1, 0]) protect(t, opened, client, type, level);
      client.dispose();
      closeSession(t, opened);
    }),
  test('cgmsa-with-acp', { clauses: ['COPP-33', 'COPP-34'] }).run((t) => {
    const { opened, client } = session(t, ['ACP', 'CGMSA']);
    protect(t, opened, client, 'CGMSA', 3);
    protect(t, opened, client, 'ACP', 1);
    protect(t, opened, client, 'CGMSA', 0);
    protect(t, opened, client, 'ACP', 0);
    closeSession(t, opened);
  }),
  test('asks-everything', { clauses: ['COPP-23', 'COPP-24', 'COPP-26'] }).run((t) => {
    for (const { type } of offeredTypes(t)) {
      const { opened, client } = session(t, [type]);
      read(t, opened, client, client.queryConnectorType());
      read(t, opened, client, client.queryBusData());
      read(t, opened, client, client.queryDisplayData());
      read(t, opened, client, client.queryHdcpKeyData());
      read(t, opened, client, client.querySignaling());
    }
  }),
]);
