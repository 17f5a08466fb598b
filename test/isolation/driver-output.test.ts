import { afterEach, describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { DriverOutput } from '../../src/isolation/driver-output.js';

const timers = new Set<NodeJS.Timeout>();
afterEach(() => {
  for (const timer of timers) clearInterval(timer);
});

function listening() {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const output = new DriverOutput();
  output.hear(stdout);
  output.hear(stderr);
  return { stdout, stderr, output };
}

describe('what a driver prints', () => {
  it('is the end of both streams, without what a terminal would act on', async () => {
    const { stdout, stderr, output } = listening();
    expect(output.text()).toBe('');
    stdout.write('a'.repeat(3000));
    await setImmediate();
    stderr.write('\x1b[31mred\x1b[0m\x07 and\ttab\r\n');
    await setImmediate();
    expect(output.text()).toMatch(/^a{1900,1999}red and\ttab$/);
  });

  it('is forgotten with what was on its way', async () => {
    const { stdout, output } = listening();
    const before = setImmediate().then(() => stdout.write('of the case before'));
    await Promise.all([before, output.forget()]);
    await setImmediate();
    expect(output.text()).toBe('');
    stdout.write('of this one');
    await setImmediate();
    expect(output.text()).toBe('of this one');
  });

  it('is waited for as long as it comes', async () => {
    const { stderr, output } = listening();
    const late = async () => {
      for (const text of ['one ', 'two ', 'three ', 'four ', 'five']) {
        await setTimeout(1);
        stderr.write(text);
      }
    };
    const printing = late();
    await output.arrived();
    expect(output.text()).toBe('one two three four five');
    await printing;
  });

  it('is not waited for without end, and hardly at all where there is none', async () => {
    const { stderr, output } = listening();
    const begun = performance.now();
    await output.arrived();
    expect(performance.now() - begun).toBeLessThan(60);
    timers.add(setInterval(() => stderr.write('.'), 1));
    await output.arrived();
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
