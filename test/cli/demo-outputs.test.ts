/** `softumd demo --outputs`: a film under OPM, from the handshake to a lost link and back. */
import { describe, expect, it } from '@jest/globals';
import { runCli } from './run.js';

interface Report {
  readonly steps: readonly { readonly who: string; readonly what: string; readonly result?: string }[];
  readonly proof: { readonly ok: boolean };
}

describe('softumd demo --outputs', () => {
  it('walks the film in order, with what the driver answers to each call', async () => {
    const { code, out } = await runCli(['demo', '--outputs']);
    expect(code).toBe(0);
    const lines = out.split('\n');
    let from = 0;
    const places = [
      /OPMGetVideoOutputsFromHMONITOR → S_OK/,
      /StartInitialization → S_OK .* a certificate chain of \d,\d{3}/,
      /player .* validate the chain/,
      /FinishInitialization\(256 bytes\) → S_OK/,
      /VIRTUAL_PROTECTION_LEVEL: HDCP\) → S_OK +off$/,
      /Configure\(SET_PROTECTION_LEVEL: HDCP, 1\) → S_OK/,
      /VIRTUAL_PROTECTION_LEVEL: HDCP\) → S_OK +off$/,
      /player .* wait: .* 150 ms/,
      /VIRTUAL_PROTECTION_LEVEL: HDCP\) → S_OK +on$/,
      /ACTUAL_PROTECTION_LEVEL: HDCP\) → S_OK +on$/,
      /the same bytes again\) → ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST/,
      /on the way\) → ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST/,
      /for another player/,
      /ACTUAL_PROTECTION_LEVEL: HDCP\) → S_OK +on$/,
      /user +pulls the cable out/,
      /GetInformation.*LINK LOST/,
      /player +stop the film/,
      /→ ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE/,
      /user +puts the cable back/,
      /VIRTUAL_PROTECTION_LEVEL: HDCP\) → S_OK +on$/,
      /keys of 3 sessions +overwritten/,
    ].map((pattern) => {
      const place = lines.findIndex((line, at) => at >= from && pattern.test(line));
      from = place + 1;
      return [pattern.source, place >= 0];
    });
    expect(places.filter(([, isThere]) => !isThere)).toEqual([]);
    expect(out).toContain('\nProven: ');
  });

  it('is one JSON object that a seed repeats, keys and numbers included', async () => {
    const run = async (seed: string) => (await runCli(['demo', '--outputs', '--seed', seed, '--json'])).out;
    const [first, second] = [await run('7'), await run('7')];
    expect(second).toBe(first);
    const { steps, proof } = JSON.parse(first) as Report;
    expect(proof).toEqual({
      levels: [0, 0, 1],
      levelBesideAnother: 1,
      repeatedRefused: true,
      changedRefused: true,
      linkLost: true,
      nothingToOpen: true,
      levelAgain: 1,
      keysOverwritten: true,
      ok: true,
    });
    expect(steps.filter(({ who }) => who === 'user')).toHaveLength(2);
  });

  it('has an example in the help, and plays no stream besides', async () => {
    expect((await runCli(['demo', '--help'])).out).toMatch(/softumd demo --outputs {2,}\S/);
    const { code, err } = await runCli(['demo', '--outputs', '--copp']);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
