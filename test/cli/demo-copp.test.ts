/** `softumd demo --copp`: one session of output protection, from KeyExchange to a lost link. */
import { describe, expect, it } from '@jest/globals';
import { runCli } from './run.js';

interface Report {
  readonly steps: readonly { readonly who: string; readonly what: string; readonly result?: string }[];
  readonly proof: { readonly ok: boolean };
}

describe('softumd demo --copp', () => {
  it('walks one session in order, with what the driver answers to each call', async () => {
    const { code, out } = await runCli(['demo', '--copp']);
    expect(code).toBe(0);
    const lines = out.split('\n');
    const places = [
      /KeyExchange → S_OK .* a certificate chain of 4,356/,
      /player .* validate the chain/,
      /SessionSequenceStart\(256 bytes\) → S_OK/,
      /GlobalProtectionLevel: HDCP\) → S_OK +off$/,
      /ProtectionCommand\(SetProtectionLevel: HDCP, 1\) → S_OK/,
      /GlobalProtectionLevel: HDCP\) → S_OK +on$/,
      /the same once more\) → E_INVALIDARG/,
      /on the way\) → E_UNEXPECTED/,
      /user +pulls the cable out/,
      /ProtectionStatus.*LINK LOST/,
      /Release → 0 references/,
      /session key after Release +overwritten/,
    ].map((pattern) => lines.findIndex((line) => pattern.test(line)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(out).toContain('\nProven: ');
  });

  it('is one JSON object that a seed repeats, keys and numbers included', async () => {
    const run = async (seed: string) => (await runCli(['demo', '--copp', '--seed', seed, '--json'])).out;
    const [first, second, other] = [await run('7'), await run('7'), await run('8')];
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    const { steps, proof } = JSON.parse(first) as Report;
    expect(proof).toEqual({
      levelBefore: 0,
      levelAfter: 1,
      repeatedRefused: true,
      changedRefused: true,
      linkLost: true,
      keyOverwritten: true,
      ok: true,
    });
    expect(steps.filter(({ who }) => who === 'user')).toHaveLength(1);
  });

  it('has an example in the help, and plays no stream besides', async () => {
    expect((await runCli(['demo', '--help'])).out).toMatch(/softumd demo --copp {2,}\S/);
    const { code, err } = await runCli(['demo', '--copp', '--input', 'trailer.h264']);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain("'--copp' cannot be used with option '--input <file>'");
  });
});
