/** `softumd demo --hardware`: one playback with keys in hardware, which a sleeping machine loses. */
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

describe('softumd demo --hardware', () => {
  it('plays, loses its keys, makes new sessions and goes on, each step with what the driver answers', async () => {
    const { code, out } = await runCli(['demo', '--hardware']);
    expect(code).toBe(0);
    const lines = out.split('\n');
    const places = [
      /RegisterHardwareContentProtectionTeardownStatusEvent → S_OK/,
      /GetContentProtectionCaps.*HARDWARE_TEARDOWN/,
      /CreateCryptoSession\(HW_PROTECTION\) → S_OK/,
      /NegotiateCryptoSessionKeyExchange\(install a key\) → S_OK +Status S_OK/,
      /CheckCryptoSessionStatus → S_OK +OK$/,
      /CreateVideoDecoder\(H264_VLD_NOFGT, CENC\) → S_OK/,
      /frames 0 to 59,/,
      /user +closes the lid/,
      /the player's event +set/,
      /CheckCryptoSessionStatus → S_OK +KEY_AND_CONTENT_LOST/,
      /BeginFrame\(the next frame\) → E_INVALIDARG/,
      /the content key +overwritten/,
      /release both sessions and begin again/,
      /frame 50: the pictures that frame 60 refers to/,
      /frames 50 to 99,/,
      /the content key in the end +overwritten/,
      new RegExp(`in protected memory +${createHash('sha256').update(clip).digest('hex')}`),
    ].map((pattern) => lines.findIndex((line) => pattern.test(line)));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(lines.filter((line) => /CreateCryptoSession\(/.test(line))).toHaveLength(4);
    expect(out).toContain('\nProven: all 100 frames');
  });

  it('is one JSON object that a seed repeats, keys included', async () => {
    const run = async (...more: string[]) => (await runCli(['demo', '--hardware', '--json', ...more])).out;
    const [first, second] = [await run('--seed', '7'), await run('--seed', '7')];
    expect(second).toBe(first);
    const [other, unseeded] = [await run('--seed', '8'), await run()].map((out) => JSON.parse(out) as Report);
    const report = JSON.parse(first) as Report;
    expect(report).toMatchObject({
      frames: 100,
      proof: { lostAt: 60, resumedAt: 50, told: true, refused: true, keyOverwritten: true, ok: true },
    });
    const digests = [report, other!, unseeded!].map(({ proof }) => proof.encryptedSha256);
    expect(new Set(digests).size).toBe(3);
    expect(report.steps.filter(({ who }) => who === 'user')).toHaveLength(1);
  });

  it('plays a stream of one’s own, of one frame too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'softumd-demo-'));
    try {
      const file = join(folder, 'own.h264');
      writeFileSync(file, h264Frames(clip)[0]!.bytes);
      const { code, out } = await runCli(['demo', '--hardware', '--input', file]);
      expect(out).toContain('all 1 frames');
      expect(code).toBe(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says so where a frame is larger than the decoder’s buffer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'softumd-demo-'));
    try {
      const file = join(folder, 'large.h264');
      const slice = Buffer.alloc(3_200_000, 0x5a);
      slice.set([0, 0, 0, 1, 0x65, 0x88]);
      writeFileSync(file, slice);
      const { code, err } = await runCli(['demo', '--hardware', '--json', '--input', file]);
      expect([code, err.trim().split('\n')]).toEqual([
        2,
        [expect.stringMatching(/--input: frame 0 has 3,200,000 bytes, .* buffer 3,133,440: encode/)],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has nothing to play in a stream without frames', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'softumd-demo-'));
    try {
      const file = join(folder, 'own.h264');
      writeFileSync(file, Uint8Array.of(0, 0, 0, 1, 0x67, 1, 2, 3));
      const { code, err } = await runCli(['demo', '--hardware', '--input', file]);
      expect([code, err]).toEqual([2, expect.stringContaining("'own.h264' has no frame")]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has an example in the help, and does not go with --copp', async () => {
    expect((await runCli(['demo', '--help'])).out).toMatch(/softumd demo --hardware {2,}\S/);
    const { code, err } = await runCli(['demo', '--hardware', '--copp']);
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain("'--copp' cannot be used with option '--hardware'");
  });
});

describe('h264Frames', () => {
  it('finds 100 frames and each key frame; together they are the stream', () => {
    const frames = h264Frames(clip);
    expect(Buffer.concat(frames.map(({ bytes }) => bytes))).toEqual(clip);
    const keyFrames = frames.flatMap(({ isKeyFrame }, index) => (isKeyFrame ? [index] : []));
    expect([frames.length, keyFrames]).toEqual([100, [0, 25, 50, 75]]);
  });

  it('keeps several slices of a picture together, and what stands in front of the next apart', () => {
    const unit = (...bytes: number[]) => [0, 0, 0, 1, ...bytes];
    // An IDR picture of two slices, then an access unit delimiter and a picture of one.
    const first = [...unit(0x67, 1), ...unit(0x65, 0x80, 9), ...unit(0x65, 0x40, 9)];
    const second = [...unit(0x09, 0xf0), ...unit(0x41, 0x80, 9)];
    const frames = h264Frames(Uint8Array.from([...first, ...second]));
    expect(frames).toEqual([
      { bytes: Uint8Array.from(first), isKeyFrame: true },
      { bytes: Uint8Array.from(second), isKeyFrame: false },
    ]);
  });
});
