/** The outputs of a profile: what is taken, and how it is said what is not. */
import { describe, expect, it } from '@jest/globals';
import { defaultOutputs, hdmiOutput, televisionOutput } from 'softumd/emulator';
import { createCoppDriver, withOutputs } from '../copp/bench.js';

const made = (output: object) => () =>
  createCoppDriver({ profile: withOutputs({ ...hdmiOutput, ...output }) });

describe('the outputs of a profile', () => {
  it('have defaults that are taken, and whose KSV could be one', () => {
    expect(defaultOutputs.monitors.flatMap(({ outputs }) => outputs)).toEqual([hdmiOutput, televisionOutput]);
    expect(made({})).not.toThrow();
    const ones = hdmiOutput.hdcpReceiver!.ksv.toString(2).replaceAll('0', '');
    expect(ones).toHaveLength(20);
  });

  it.each([
    ['a connector', { connector: 'SCART' }, "outputs[0].connector: expected 'UNKNOWN', 'VGA'"],
    ['a member', { colour: 'red' }, 'outputs[0].colour: unknown option'],
    ['a member near one', { interal: true }, 'did you mean internal?'],
    ['a protection', { protections: [{ type: 'DTCP' }] }, 'protections[0].type: expected'],
    ['a KSV', { hdcpReceiver: { ksv: 1n << 40n, repeater: false } }, 'a BigInt of 40 bits'],
    ['a size', { mode: { ...hdmiOutput.mode, width: 0 } }, 'mode.width: expected a whole number of pixels'],
    ['a standard', { tvStandards: ['PAL'] }, 'tvStandards[0]: expected'],
    ['a flag', { copp: 1 }, 'copp: expected true or false, received 1'],
  ])('refuse %s that there is not', (_what, change, message) => {
    expect(made(change)).toThrow(TypeError);
    expect(made(change)).toThrow(message);
  });

  it('are 32 at the most', () => {
    const many = (count: number) => () =>
      createCoppDriver({ profile: withOutputs(...Array.from({ length: count }, () => hdmiOutput)) });
    expect(many(32)).not.toThrow();
    expect(many(33)).toThrow('at most 32 outputs');
  });
});

describe('the control of outputs', () => {
  it('lists them as they are now', () => {
    const { outputs } = createCoppDriver({ profile: withOutputs(hdmiOutput, televisionOutput) }).control;
    outputs.unplug(0);
    outputs.changeMode(1, { width: 640 });
    expect(outputs.list()).toMatchObject([
      { output: 0, monitor: 'monitor', connector: 'HDMI', connected: false, mode: hdmiOutput.mode },
      { output: 1, connected: true, mode: { ...televisionOutput.mode, width: 640 }, openObjects: 0 },
    ]);
    outputs.plug(0);
    expect(outputs.list()[0]!.connected).toBe(true);
  });
});
