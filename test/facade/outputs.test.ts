/** createOutputs: what people write tests with. */
import { describe, expect, it } from '@jest/globals';
import { constants, createPrivateKey, createPublicKey, publicEncrypt } from 'node:crypto';
import { createOutputs, HResultError, type VideoOutput } from 'softumd';
import * as ddi from 'softumd/ddi';
import { defaultProfile } from 'softumd/emulator';
import { caught } from '../support/caught.js';
import { testCoppCertificate } from '../../src/facade/create-driver.js';
import { KDI, commandOf, HDCP, levelData, requestOf, word } from '../emulator/copp/bench.js';

const publicKey = createPublicKey(createPrivateKey(testCoppCertificate().privateKey as string));

/** What an application does (1.3 of the dossier): reversed payload, PKCS#1 v1.5, reversed ciphertext. */
function signatureOf(random: Uint8Array): Uint8Array {
  const payload = Buffer.concat([random, KDI, Buffer.alloc(8)]).reverse();
  const key = { key: publicKey, padding: constants.RSA_PKCS1_PADDING };
  return new Uint8Array(publicEncrypt(key, payload).reverse());
}

const first = (outputs: ReturnType<typeof createOutputs>): VideoOutput => outputs.monitors[0]!.outputs[0]!;
const local = (number: number) => requestOf(number, ddi.DXVA_COPPQueryLocalProtectionLevel, word(HDCP));
const levelIn = (reply: Uint8Array) => Buffer.from(reply).readUInt32LE(40);

describe('createOutputs', () => {
  it('plays one session with the chain of the package, HDCP a while later', () => {
    const { outputs: section } = defaultProfile;
    const outputs = createOutputs({ seed: 1, profile: { outputs: { ...section, hdcpDelayMs: 200 } } });
    const copp = first(outputs).certifiedOutputProtection();
    const { random, certificate } = copp.keyExchange();
    expect(new TextDecoder().decode(certificate)).toBe(testCoppCertificate().chain);
    copp.sessionSequenceStart(signatureOf(random));
    copp.protectionCommand(commandOf(0, levelData(HDCP, 1)));
    expect(levelIn(copp.protectionStatus(local(0)))).toBe(0);
    outputs.advanceTime(200);
    expect(levelIn(copp.protectionStatus(local(1)))).toBe(1);
    first(outputs).unplug();
    expect(Buffer.from(copp.protectionStatus(local(2))).readUInt32LE(36)).toBe(1);
    copp.release();
    expect(first(outputs).state).toMatchObject({ connected: false, openObjects: 0 });
    outputs.release();
  });

  it('throws what the object answers', () => {
    const outputs = createOutputs();
    const copp = first(outputs).certifiedOutputProtection();
    const thrown = (body: () => unknown) => {
      try {
        body();
      } catch (error) {
        if (error instanceof HResultError) return [error.name, error.call];
        throw error;
      }
      return undefined;
    };
    expect(thrown(() => copp.protectionStatus(local(0)))).toEqual([
      'E_UNEXPECTED',
      'CertifiedOutputProtection.protectionStatus',
    ]);
    first(outputs).unplug();
    expect(thrown(() => copp.keyExchange())?.[0]).toBe(
      'ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE',
    );
    const none = first(createOutputs({ coppCertificate: null })).certifiedOutputProtection();
    expect(thrown(() => none.keyExchange())?.[0]).toBe('VFW_E_NO_COPP_HW');
    expect(() => {
      copp.sessionSequenceStart(new Uint8Array(255));
    }).toThrow(TypeError);
  });

  it('says which clause it is about, by call and by code', () => {
    const outputs = createOutputs({ seed: 1 });
    const copp = outputs.monitors[1]!.outputs[0]!.certifiedOutputProtection();
    const clauseOf = (body: () => unknown) => {
      const error = caught(body);
      return error instanceof HResultError ? error.clause : undefined;
    };
    const { random } = copp.keyExchange();
    expect(clauseOf(() => copp.keyExchange())).toBe('COPP-12');
    copp.sessionSequenceStart(signatureOf(random));
    expect(
      clauseOf(() => {
        copp.sessionSequenceStart(signatureOf(random));
      }),
    ).toContain('COPP-10');
    expect(
      clauseOf(() => {
        copp.protectionCommand(commandOf(7, levelData(2, 1)));
      }),
    ).toContain('COPP-15');
    outputs.monitors[1]!.outputs[0]!.changeMode({ width: 1920, height: 1080 });
    expect(
      clauseOf(() => {
        copp.protectionCommand(commandOf(0, levelData(2, 1)));
      }),
    ).toBe('COPP-20');
    expect(clauseOf(() => copp.protectionStatus(local(0)))).toContain('COPP-28');
  });

  it('has the monitors of the profile, and says what is wrong with an option', () => {
    const outputs = createOutputs();
    expect(outputs.monitors.map(({ name, outputs: own }) => [name, own.map(({ index }) => index)])).toEqual([
      ['display', [0]],
      ['television', [1]],
    ]);
    expect(outputs.monitors[1]!.outputs[0]!.state).toMatchObject({ output: 1, monitor: 'television' });
    expect(() => createOutputs({ profile: { output: {} } } as never)).toThrow('did you mean outputs?');
  });
});

describe('a refusal of COPP', () => {
  it('has the driver’s cause, which the interface does not tell', () => {
    const copp = createOutputs().monitors[0]!.outputs[0]!.certifiedOutputProtection();
    const refusalOf = (call: () => unknown) => caught(call) as HResultError;
    copp.keyExchange();
    const started = refusalOf(() => {
      copp.sessionSequenceStart(new Uint8Array(256).fill(1));
    });
    expect(started.cause?.function).toBe('COPPSequenceStart');
    expect(started.message).toContain(started.cause!.rule);
    const again = refusalOf(() => copp.keyExchange());
    expect(again.cause?.rule).not.toBe(started.cause!.rule);
  });
});
