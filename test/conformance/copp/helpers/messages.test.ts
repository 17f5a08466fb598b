import { describe, expect, it } from '@jest/globals';
import { levelCommand, macOf } from '../../../../src/conformance/copp/helpers/messages.js';
import { example, started, structureOf } from '../golden.js';

const commandOf = (name: string) => {
  const { macKDI, first_40: region } = example(name);
  return structureOf(`${macKDI!}${region!}`);
};

describe('the commands of the suite', () => {
  it('are those of the examples, byte for byte', () => {
    expect(levelCommand(started, 1, 1)).toEqual(commandOf('copp_command_hdcp_on'));
    const next = { ...started, commandNumber: started.commandNumber + 1 };
    expect(levelCommand(next, 4, 11)).toEqual(commandOf('copp_command_cgmsa_copyOneGen_plus_redistribution'));
  });

  it('are signed as they lie, whatever was done to them', () => {
    const bytes = levelCommand(started, 1, 1, {
      size: 4000,
      number: 1,
      edit: (one) => {
        one[4095] = 7;
      },
    });
    expect([bytes[4095], Buffer.from(bytes).readUInt32LE(32), Buffer.from(bytes).readUInt32LE(36)]).toEqual([
      7, 1, 4000,
    ]);
    expect(macOf(started.KDI, bytes)).toEqual(bytes.subarray(0, 16));
  });
});
