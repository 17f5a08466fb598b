import { describe, expect, it } from '@jest/globals';
import { opensslEngine, rsaesOaepEncrypt } from '../../../../src/crypto/index.js';
import { OPM_GUIDS as G, OPM_PROTECTION_TYPE as TYPE } from '../../../../src/ddi/index.js';
import { payloadBytes } from '../../../../src/conformance/opm/helpers/handshake.js';
import { word } from '../../../../src/conformance/opm/helpers/known.js';
import {
  commandBytes,
  levelCommand,
  macOf,
  requestOf,
} from '../../../../src/conformance/opm/helpers/messages.js';
import type { OpmCase } from '../../../../src/conformance/index.js';
import { bytesOf, driverKey, example, started } from '../../copp/golden.js';

const rn = bytesOf('202122232425262728292a2b2c2d2e2f');
/** The one member of a case that requests are made with. */
const t = { random: { bytes: () => rn.slice() } } as unknown as OpmCase;
const { KDI: key, statusNumber, commandNumber } = started;
const output = { key, statusNumber, commandNumber, semantics: 'OPM' } as const;

/** A message of so many bytes that begins with its omac and what an example shows behind that. */
function messageOf(bytes: number, { omac = '', ...shown }: Readonly<Record<string, string>>): Uint8Array {
  const message = new Uint8Array(bytes);
  const region = Object.entries(shown).find(([name]) => name.startsWith('first_'))![1];
  message.set(bytesOf(`${omac}${region}`));
  return message;
}

describe('the commands of the suite', () => {
  it('are those of the examples, byte for byte', () => {
    const hdcpOn = messageOf(4096, example('opm_configure_hdcp_on'));
    expect(levelCommand(output, TYPE.HDCP, 1)).toEqual(hdcpOn);
    const next = { ...output, commandNumber: commandNumber + 1 };
    const srm = messageOf(4096, example('opm_configure_srm_version1'));
    expect(commandBytes(next, G.OPM_SET_HDCP_SRM, word(1))).toEqual(srm);
  });

  it('are signed as they lie, whatever was done to them', () => {
    const bytes = levelCommand(output, 8, 1, {
      size: 4000,
      number: 1,
      edit: (one) => {
        one[4095] = 7;
      },
    });
    expect([bytes[4095], Buffer.from(bytes).readUInt32LE(32), Buffer.from(bytes).readUInt32LE(36)]).toEqual([
      7, 1, 4000,
    ]);
    expect(macOf(key, bytes)).toEqual(bytes.subarray(0, 16));
  });
});

describe('the requests of the suite', () => {
  it('are those of the examples, byte for byte', () => {
    const connector = requestOf(t, output, G.OPM_GET_CONNECTOR_TYPE);
    expect(connector.bytes).toEqual(messageOf(4112, example('opm_getinfo_connector')));
    expect(connector.rn).toEqual(rn);
    const next = { ...output, statusNumber: statusNumber + 1 };
    const level = requestOf(t, next, G.OPM_GET_VIRTUAL_PROTECTION_LEVEL, word(TYPE.HDCP));
    expect(level.bytes).toEqual(messageOf(4112, example('opm_getinfo_virtual_level_hdcp')));
  });

  it('are not signed under COPP semantics', () => {
    const copp = { ...output, semantics: 'COPP' } as const;
    const { bytes } = requestOf(t, copp, G.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION);
    const expected = new Uint8Array(4096);
    expected.set(bytesOf(example('opm_copp_compat_hdcp_device')['request_first_40']!));
    expect(bytes).toEqual(expected);
  });
});

describe('the start messages of the suite', () => {
  it('say what the example says, and are encrypted as it is', () => {
    const { plaintext, seed, ciphertext_be: ciphertext } = example('opm_handshake');
    const payload = payloadBytes({ random: started.random, key, statusNumber, commandNumber });
    expect(payload).toEqual(bytesOf(plaintext!));
    const sealed = rsaesOaepEncrypt(opensslEngine(), driverKey(), payload, bytesOf(seed!), 'sha512');
    expect(sealed).toEqual(bytesOf(ciphertext!));
  });
});
