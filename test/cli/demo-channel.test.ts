/** `softumd demo --channel`: one playback beside an authenticated channel, whose protection is lost in the middle. */
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { h264Frames } from '../../src/cli/h264.js';
import { runCli } from './run.js';

const clip = readFileSync(new URL('../../fixtures/clips/testsrc2-320x180.h264', import.meta.url));

interface Report {
  readonly frames: number;
  readonly steps: readonly { readonly who: string; readonly what: string; readonly result?: string }[];
  readonly proof: { readonly ok: boolean; readonly encryptedSha256: string };
}

/** A stream in a file of its own, for as long as something is done with it. */
async function withFile<T>(stream: Uint8Array, use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-demo-'));
  try {
    const file = join(folder, 'own.h264');
    writeFileSync(file, stream);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('softumd demo --channel', () => {
  it('opens a channel, binds through it, sees protection lost, binds anew, and believes no forged answer', async () => {
    const { code, out } = await runCli(['demo', '--channel']);
    expect(code).toBe(0);
    const lines = out.split('\n');
    const opened = [
      /CreateCryptoSession\(.*\) → S_OK/,
      /NegotiateCryptoSessionKeyExchange → S_OK/,
      /CreateAuthenticatedChannel\(DRIVER_SOFTWARE\) → S_OK/,
      /validate the chain/,
      /NegotiateAuthenticatedChannelKeyExchange → S_OK/,
      /Configure.*\(INITIALIZE\) → S_OK/,
      /Query.*\(CHANNEL_TYPE\) → S_OK +DRIVER_SOFTWARE$/,
      /Query.*\(DEVICE_HANDLE\) → S_OK +0x/,
      /Configure.*\(CRYPTO_SESSION\) → S_OK/,
      /Configure.*\(PROTECTION\) → S_OK +on/,
    ];
    const patterns = [
      ...opened,
      /Query.*\(ACCESSIBILITY_ATTRIBUTES\) → S_OK/,
      /Query.*\(OUTPUT_ID\) → S_OK +2: 0x/,
      /before each picture → S_OK +120 signed answers/,
      /frames 0 to 59$/,
      /user +kills/,
      /Query.*\(PROTECTION\) → S_OK +OFF$/,
      /Query.*\(CRYPTO_SESSION\) → S_OK +.*NO session$/,
      /player +stop/,
      /BeginFrame\(the next frame\) → E_INVALIDARG/,
      ...opened,
      /before each picture → S_OK +80 signed answers/,
      /frames 60 to 99$/,
      /Configure.*\(PROTECTION\) → S_OK +off/,
      /user +puts .* flips one bit/,
      /Query.*\(PROTECTION\) → S_OK +reads as on$/,
      /not believe it: AuthenticatedChannelError, 'omac'/,
      /the keys of 5 sessions and channels +overwritten/,
      new RegExp(`in protected memory +${createHash('sha256').update(clip).digest('hex')}`),
      /^Proven: all 100 frames/,
    ];
    let from = 0;
    for (const pattern of patterns) {
      const at = lines.findIndex((line, index) => index >= from && pattern.test(line));
      expect([pattern, at]).not.toEqual([pattern, -1]);
      from = at + 1;
    }
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
  });

  it('is one JSON object that a seed repeats, keys and handles included', async () => {
    const run = async (...more: string[]) => (await runCli(['demo', '--channel', '--json', ...more])).out;
    const [first, second] = [await run('--seed', '7'), await run('--seed', '7')];
    expect(second).toBe(first);
    const [other, unseeded] = [await run('--seed', '8'), await run()].map((out) => JSON.parse(out) as Report);
    const report = JSON.parse(first) as Report;
    expect(report).toMatchObject({
      frames: 100,
      proof: {
        ...{ lostAt: 60, believed: 200, enabledAfter: false, sessionAfter: '0x0', refused: true },
        ...{ forged: 'omac', keysOverwritten: true, ok: true },
      },
    });
    const digests = [report, other!, unseeded!].map(({ proof }) => proof.encryptedSha256);
    expect(new Set(digests).size).toBe(3);
    expect(report.steps.filter(({ who }) => who === 'user')).toHaveLength(2);
  });

  it('plays a stream of one’s own, of one frame too, and none without frames', async () => {
    await withFile(h264Frames(clip)[0]!.bytes, async (file) => {
      const { code, out } = await runCli(['demo', '--channel', '--input', file]);
      expect(out).toContain('all 1 frames');
      expect(code).toBe(0);
    });
    await withFile(Uint8Array.of(0, 0, 0, 1, 0x67, 1, 2, 3), async (file) => {
      const { code, err } = await runCli(['demo', '--channel', '--input', file]);
      expect([code, err]).toEqual([2, expect.stringContaining("'own.h264' has no frame")]);
    });
  });

  it('says so where a frame is larger than the decoder’s buffer', async () => {
    const slice = Buffer.alloc(3_200_000, 0x5a);
    slice.set([0, 0, 0, 1, 0x65, 0x88]);
    await withFile(slice, async (file) => {
      const { code, err } = await runCli(['demo', '--channel', '--json', '--input', file]);
      expect([code, err.trim().split('\n')]).toEqual([
        2,
        [expect.stringMatching(/--input: frame 0 has 3,200,000 bytes, .* buffer 3,133,440: encode/)],
      ]);
    });
  });

  it('has an example in the help, and goes with neither --hardware nor --copp', async () => {
    expect((await runCli(['demo', '--help'])).out).toMatch(/softumd demo --channel {2,}\S/);
    for (const other of ['--hardware', '--copp']) {
      const { code, err } = await runCli(['demo', '--channel', other]);
      expect(code).toBe(2);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(err).toMatch(/'--(channel|copp)' cannot be used with option '--(hardware|channel)'/);
    }
  });
});
