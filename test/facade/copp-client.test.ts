/** The player's half of COPP against the emulated driver, through the facade: neither knows the other. */
import { describe, expect, it } from '@jest/globals';
import { createOutputs } from 'softumd';
import { opensslEngine, nobleEngine, seededRandom } from 'softumd/crypto';
import * as ddi from 'softumd/ddi';
import { defaultProfile, hdmiOutput, televisionOutput } from 'softumd/emulator';
import { CoppClient, type CoppStatusRequest } from 'softumd/player';
import { readPackageText } from '../../src/package-files.js';

const trustedRoot = readPackageText('fixtures/certificates/copp.root.pem');
const { HDCP, ACP, CGMSA } = ddi.COPP_ProtectionType;

type Options = NonNullable<Parameters<typeof createOutputs>[0]>;

function start(options: Options = {}, index = 0, padding: 'zeros' | 'pkcs1' = 'zeros') {
  const outputs = createOutputs({ seed: 'driver', ...options });
  const output = outputs.monitors[index]!.outputs[0]!;
  const copp = output.certifiedOutputProtection();
  const { random: driverRandom, certificate } = copp.keyExchange();
  const client = new CoppClient({
    driverRandom,
    certificate,
    trustedRoot,
    padding,
    random: seededRandom('client'),
  });
  copp.sessionSequenceStart(client.startMessage());
  const set = (type: number, level: number) => {
    const command = client.setProtectionLevel(type, level);
    copp.protectionCommand(command.bytes);
    client.commandSucceeded(command);
  };
  const ask = <T>(request: CoppStatusRequest<T>) =>
    client.readReply(request, copp.protectionStatus(request.bytes));
  return { outputs, output, client, set, ask };
}

describe('a COPP client and the driver', () => {
  it.each([
    ['zeros', opensslEngine],
    ['zeros', nobleEngine],
    ['pkcs1', opensslEngine],
    ['pkcs1', nobleEngine],
  ] as const)('agree on a session, with %s as padding', (padding, engine) => {
    const { client, set, ask, output } = start({ engine: engine() }, 0, padding);
    for (let round = 0; round < 3; round += 1) {
      for (const level of [1, 0]) {
        set(HDCP, level);
        expect(ask(client.queryLocalProtectionLevel(HDCP)).value).toBe(level);
        expect(ask(client.queryGlobalProtectionLevel(HDCP)).value).toBe(level);
      }
    }
    output.unplug();
    expect(ask(client.queryConnectorType())).toMatchObject({ value: 5, linkLost: true });
    output.changeMode({ width: 800, height: 600 });
    expect(ask(client.queryDisplayData())).toMatchObject({
      linkLost: false,
      renegotiationRequired: true,
      value: { DisplayWidth: 800, DisplayHeight: 600 },
    });
  });

  it('go on after a command that the driver refused (COPP-17)', () => {
    const { client, set, ask, output } = start({}, 1);
    output.changeMode({ width: 1280, height: 720 });
    expect(() => {
      set(ACP, 1);
    }).toThrow('DDERR_TOOBIGSIZE');
    set(CGMSA, 4);
    expect(ask(client.queryLocalProtectionLevel(ACP)).value).toBe(0);
    expect(ask(client.queryLocalProtectionLevel(CGMSA)).value).toBe(4);
  });

  it('share the connector with another session, and nothing else (COPP-33, COPP-44)', () => {
    const { outputs } = defaultProfile;
    const monitors = [{ name: 'both', outputs: [hdmiOutput, televisionOutput] }];
    const one = start({ profile: { outputs: { ...outputs, monitors } } });
    one.set(HDCP, 1);
    const other = one.output.certifiedOutputProtection();
    const { random: driverRandom, certificate } = other.keyExchange();
    const client = new CoppClient({ driverRandom, certificate, trustedRoot });
    other.sessionSequenceStart(client.startMessage());
    const request = client.queryGlobalProtectionLevel(HDCP);
    expect(client.readReply(request, other.protectionStatus(request.bytes)).value).toBe(1);
    const mine = client.queryLocalProtectionLevel(HDCP);
    expect(client.readReply(mine, other.protectionStatus(mine.bytes)).value).toBe(0);
    expect(() => {
      other.protectionCommand(one.client.setProtectionLevel(HDCP, 0).bytes);
    }).toThrow('E_INVALIDARG');
  });
});
