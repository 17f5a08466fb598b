import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyFunction, FunctionDeclaration, Process } from '../../src/ddi/index.js';
import { CreateCryptoSession, DestroyCryptoSession, SetErrorCb } from '../../src/ddi/index.js';
import { loadKoffi } from '../../src/ffi/index.js';
import {
  chapterOf,
  FlightRecorder,
  openSharedFile,
  readRecording,
  RECORDING_BYTES,
} from '../../src/native/index.js';

const folder = mkdtempSync(join(tmpdir(), 'softumd-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const koffi = loadKoffi();
const kinds = [
  { kind: 'written', koffi: undefined },
  ...(koffi instanceof Error ? [] : [{ kind: 'mapped', koffi }]),
];

const process0 = {} as Process;
const through = (
  recorder: FlightRecorder,
  declaration: FunctionDeclaration,
  inner: (...args: number[]) => unknown,
) =>
  recorder.interposer(declaration, inner as AnyFunction, process0) as unknown as (
    ...args: number[]
  ) => unknown;

describe.each(kinds)('a recording that is $kind', ({ kind, koffi: by }) => {
  const open = (name: string) => {
    const path = join(folder, `${kind}-${name}`);
    const recorder = new FlightRecorder(openSharedFile(path, RECORDING_BYTES, by));
    const bytes = () => readFileSync(path);
    return { recorder, read: () => readRecording(bytes()), chapter: () => chapterOf(bytes()) };
  };

  it('holds calls, what they were given, what they answered, and the ones inside them', () => {
    const { recorder, read } = open('calls');
    const report = through(recorder, SetErrorCb, () => undefined);
    const create = through(recorder, CreateCryptoSession, () => {
      report(7, 0x8007000e);
      expect(read().map(({ functionName, ended }) => [functionName, ended])).toEqual([
        ['CreateCryptoSession', false],
        [SetErrorCb.name, true],
      ]);
      return 0x80070057;
    });
    expect(create(0x1_0000_0010, 2, 3, 4)).toBe(0x80070057);
    expect(read()[0]).toEqual({
      functionName: 'CreateCryptoSession',
      returns: 'HRESULT',
      parameters: CreateCryptoSession.parameters.map(({ name }) => name),
      args: [0x1_0000_0010, 2, 3, 4],
      ended: true,
      result: 0x80070057,
    });
  });

  it('keeps the call around, however many there were inside it', () => {
    const { recorder, read } = open('nested');
    const report = through(recorder, SetErrorCb, () => undefined);
    const names = () => read().map(({ functionName, ended }) => `${functionName}${ended ? '' : ' …'}`);
    const destroy = through(recorder, DestroyCryptoSession, () => {
      for (let index = 0; index < 40; index += 1) report(7, index);
      expect(names()).toEqual(['DestroyCryptoSession …', ...new Array<string>(32).fill('SetErrorCb')]);
    });
    destroy(1, 2);
    expect(names()).toEqual(new Array<string>(32).fill('SetErrorCb'));
    expect(read().map(({ args }) => args[1])).toEqual(Array.from({ length: 32 }, (_, index) => index + 8));
    recorder.beginChapter();
    expect(names()).toEqual([]);
  });

  it('closes a call that throws, and leaves one open that never comes back', () => {
    const { recorder, read } = open('open');
    const destroy = through(recorder, DestroyCryptoSession, () => {
      throw new Error('gone');
    });
    expect(() => destroy(1, 2)).toThrow('gone');
    expect(read()).toMatchObject([
      { functionName: 'DestroyCryptoSession', ended: true, threw: true, args: [1, 2] },
    ]);
    const done = recorder.watch('reading memory', [0x1234, 8]);
    expect(read().at(-1)).toMatchObject({ functionName: 'reading memory', ended: false, args: [0x1234, 8] });
    done();
    expect(read().at(-1)).toMatchObject({ ended: true });
  });

  it('tells one chapter from the one before', () => {
    const { recorder, read, chapter } = open('chapters');
    expect(chapter()).toBe(0);
    const destroy = through(recorder, DestroyCryptoSession, () => undefined);
    destroy(1, 1);
    recorder.beginChapter();
    expect(read()).toEqual([]);
    expect(chapter()).toBe(1);
    destroy(1, 2);
    expect(read().map(({ args }) => args[1])).toEqual([2]);
  });

  it('keeps the last calls, in order, however many there were', () => {
    const { recorder, read } = open('ring');
    const destroy = through(recorder, DestroyCryptoSession, () => undefined);
    let total = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), (count) => {
        for (let index = 0; index < count; index += 1) destroy(1, (total += 1));
        const last = read().map(({ args }) => args[1]);
        expect(last).toEqual(
          Array.from({ length: Math.min(total, 32) }, (_, i) => total - Math.min(total, 32) + 1 + i),
        );
      }),
      { numRuns: 20 },
    );
  });
});

describe('a recording', () => {
  it('outlives the process that wrote it, killed in the middle of a call', () => {
    const path = join(folder, 'killed');
    const script = `
      const { FlightRecorder, openSharedFile, RECORDING_BYTES } = await import(process.argv[1]);
      const { loadKoffi } = await import(process.argv[2]);
      const { CreateCryptoSession } = await import(process.argv[3]);
      const koffi = loadKoffi();
      const recorder = new FlightRecorder(openSharedFile(process.argv[4], RECORDING_BYTES, koffi instanceof Error ? undefined : koffi));
      recorder.interposer(CreateCryptoSession, () => process.kill(process.pid, 'SIGKILL'), {})(1, 2, 3, 4);
    `;
    const built = (room: string) => new URL(`../../dist/src/${room}/index.js`, import.meta.url).href;
    const args = ['--input-type=module', '-e', script, built('native'), built('ffi'), built('ddi'), path];
    expect(spawnSync(process.execPath, args).status).not.toBe(0);
    expect(readRecording(readFileSync(path))).toMatchObject([
      { functionName: 'CreateCryptoSession', args: [1, 2, 3, 4], ended: false },
    ]);
  });

  it('of nothing is empty', () => {
    expect(readRecording(new Uint8Array(0))).toEqual([]);
    expect(readRecording(new Uint8Array(RECORDING_BYTES))).toEqual([]);
  });
});
