/** control.outputs: what tests do to monitors and cables, and what they are told of them. */
import { describe, expect, it } from '@jest/globals';
import { hdmiOutput, televisionOutput } from 'softumd/emulator';
import { CoppBench, createCoppDriver, withOutputs } from '../copp/bench.js';

const profile = withOutputs(hdmiOutput, televisionOutput);

describe('the control of outputs', () => {
  it('lists them as they are now', () => {
    const driver = createCoppDriver({ profile });
    const bench = new CoppBench(driver);
    const { outputs } = driver.control;
    outputs.unplug(0);
    outputs.changeMode(1, { width: 640 });
    const closed = bench.open(1);
    bench.open(1);
    bench.close(closed);
    const { mode } = televisionOutput;
    expect(outputs.list()).toEqual([
      {
        output: 0,
        monitor: 'monitor',
        connector: 'HDMI',
        connected: false,
        mode: hdmiOutput.mode,
        openObjects: 0,
      },
      {
        output: 1,
        monitor: 'monitor',
        connector: 'COMPONENT_VIDEO',
        connected: true,
        mode: { ...mode, width: 640 },
        openObjects: 1,
      },
    ]);
    outputs.plug(0);
    expect(outputs.list()[0]!.connected).toBe(true);
  });

  it.each(['plug', 'unplug', 'changeMode', 'raise', 'protect'] as const)(
    'refuses an output that is not there: %s',
    (call) => {
      const { outputs } = createCoppDriver({ profile }).control;
      const calls = outputs as unknown as Readonly<Record<typeof call, (output: number) => void>>;
      for (const output of [2, -1])
        expect(() => {
          calls[call](output);
        }).toThrow(new RangeError(`outputs.${call}: expected an output from 0 to 1, received ${output}`));
    },
  );

  it('refuses a protection that the output has not', () => {
    const { outputs } = createCoppDriver({ profile }).control;
    expect(() => {
      outputs.protect(0, 'ACP', 1);
    }).toThrow(new RangeError('outputs.protect: output 0 has no ACP'));
    outputs.protect(1, 'ACP', 1);
  });
});
