import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { h264Facts } from '../../src/cli/h264.js';
import { runCli } from './run.js';

const clip = new URL('../../fixtures/clips/testsrc2-320x180.h264', import.meta.url);

interface DemoReport {
  readonly frames: number;
  readonly steps: readonly { readonly what: string; readonly result?: string }[];
  readonly proof: { readonly ok: boolean; readonly clearSha256: string; readonly encryptedSha256: string };
}

describe('softumd demo', () => {
  it('walks one playback, a line a step with call and result, and says what was proven', async () => {
    const { code, out } = await runCli(['demo']);
    expect(code).toBe(0);
    const lines = out.split('\n');
    const line = (text: string) => lines.find((one) => one.includes(text)) ?? '';
    expect(line('CreateCryptoSession(AES128_CTR')).toContain('→ S_OK');
    expect(line('NegotiateCryptoSessionKeyExchange(256 bytes)')).toContain('→ S_OK');
    expect(line('DecryptionBlt')).toContain('→ void');
    expect(line('StartSessionKeyRefresh')).toContain('→ void');
    expect(line('the old session key')).toContain('overwritten');
    expect(line('block info, content key')).toContain('→ void');
    const first = readFileSync(clip).subarray(0, 32 * 1024);
    expect(line('the same in protected memory')).toContain(createHash('sha256').update(first).digest('hex'));
    // One block in ten is encrypted; of such bytes one in 256 stays as it was.
    expect(line('the same in protected memory')).toMatch(/sent with 3[12]\d\d of 32768 bytes changed/);
    const digest = createHash('sha256').update(readFileSync(clip)).digest('hex');
    expect(line('in protected memory')).toContain(digest);
    expect(line('of the read-back')).toContain(digest);
    expect(line('of what travelled')).not.toContain(digest);
    expect(out).toContain('Proven: all 139,936 bytes, in 5 buffers');
  });

  it('repeats every byte of a run with a seed, the player’s included', async () => {
    const [first, second, other] = [
      await runCli(['demo', '--seed', '7', '--json']),
      await runCli(['demo', '--seed', '7', '--json']),
      await runCli(['demo', '--seed', '8', '--json']),
    ];
    expect(second).toEqual(first);
    expect(other.out).not.toBe(first.out);
    const report = JSON.parse(first.out) as DemoReport;
    expect(report).toMatchObject({ frames: 100, proof: { ok: true } });
    expect(report.proof.encryptedSha256).not.toBe(report.proof.clearSha256);
    const again = await runCli(['demo', '--json']);
    expect((JSON.parse(again.out) as DemoReport).proof.encryptedSha256).not.toBe(
      report.proof.encryptedSha256,
    );
  });

  it('plays a stream of one’s own, whatever its length', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'softumd-demo-'));
    try {
      const file = join(folder, 'own.h264');
      writeFileSync(file, readFileSync(clip).subarray(0, 32 * 1024 + 5));
      const { code, out } = await runCli(['demo', '--input', file]);
      expect(code).toBe(0);
      expect(out).toContain('all 32,773 bytes, in 2 buffers');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['nowhere.h264', 'ENOENT'],
    [fileURLToPath(new URL('../../package.json', import.meta.url)), 'not an H.264 elementary stream'],
  ])('refuses %s with one line and exit code 2', async (input, said) => {
    const { code, out, err } = await runCli(['demo', '--input', input]);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(said);
  });
});

describe('h264Facts', () => {
  it('counts what ffprobe counts: 100 coded frames', () => {
    expect(h264Facts(readFileSync(clip))).toMatchObject({ frames: 100 });
  });

  it('knows bytes that are no stream', () => {
    expect(h264Facts(new Uint8Array(100))).toBeUndefined();
    expect(h264Facts(new Uint8Array())).toBeUndefined();
  });
});
