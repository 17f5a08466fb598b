import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address, AnyFunction, FunctionDeclaration, Memory } from '../../src/abi/index.js';
import {
  COPPCommand,
  CreateCryptoSession,
  CreateResource,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC as BUFFER,
  D3D11_1DDIARG_CREATECRYPTOSESSION as CREATE,
  D3D10DDIARG_OPENADAPTER as OPEN,
  DestroyCryptoSession,
  DxgkDdiOPMDestroyProtectedOutput,
  DXVA_COPPCommand as COMMAND,
  DXVA_COPPSetProtectionLevel,
  E_INVALIDARG,
  Flush,
  Flush_WDDM2_0,
  GetCertificateSize,
  GetContentProtectionCaps,
  NegotiateCryptoSessionKeyExchange,
  OpenAdapter10_2,
  S_OK,
  SetErrorCb,
  VideoDecoderSubmitBuffers,
} from '../../src/ddi/index.js';
import { recordedCallText } from '../../src/isolation/death-report.js';
import { loadKoffi } from '../../src/ffi/index.js';
import { ArenaMemory, CodeSegment } from '../../src/memory/index.js';
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

const memory = new ArenaMemory();
const code = new CodeSegment();
const through = (
  recorder: FlightRecorder,
  declaration: FunctionDeclaration,
  inner: (...args: number[]) => unknown,
  where: Memory = memory,
) =>
  recorder.interposer(declaration, inner as AnyFunction, { memory: where, code }) as unknown as (
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
      typedef: CreateCryptoSession.typedef,
      returns: 'HRESULT',
      parameters: CreateCryptoSession.parameters.map(({ name }) => name),
      args: [0x1_0000_0010, 2, 3, 4],
      before: [undefined, 'unreadable', undefined, undefined],
      after: new Array(4).fill(undefined),
      depth: 0,
      ended: true,
      result: 0x80070057,
    });
    expect(read()[1]).toMatchObject({ functionName: SetErrorCb.name, depth: 1 });
  });

  it('keeps a handle of 64 bits as it was, past 2^53 too (D-62)', () => {
    const { recorder, read } = open('handle');
    const destroy = through(recorder, DxgkDdiOPMDestroyProtectedOutput, () => 0) as unknown as (
      context: number,
      handle: bigint,
    ) => unknown;
    const handle = 0xfedc_ba98_7654_3211n;
    destroy(0x1_0000_0010, handle);
    const [call] = read();
    expect(call!.args).toEqual([0x1_0000_0010, handle]);
    expect(recordedCallText(call!)).toContain('ProtectedOutputHandle: 0xfedcba9876543211) = STATUS_SUCCESS');
  });

  it('keeps apart functions that share a name', () => {
    const { recorder, read } = open('names');
    through(recorder, Flush, () => undefined)(1, 2);
    through(recorder, Flush_WDDM2_0, () => undefined)(1, 2, 3);
    expect(read().map(({ typedef, parameters }) => [typedef, parameters.length])).toEqual([
      [Flush.typedef, 2],
      [Flush_WDDM2_0.typedef, 3],
    ]);
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

describe.each(kinds)('what lay behind pointers, in a recording that is $kind', ({ kind, koffi: by }) => {
  const open = (name: string) => {
    const path = join(folder, `${kind}-snapshots-${name}`);
    const recorder = new FlightRecorder(openSharedFile(path, RECORDING_BYTES, by));
    return { recorder, read: () => readRecording(readFileSync(path)), bytes: () => readFileSync(path) };
  };
  const allocate = (bytes: number) => memory.allocate(bytes, 'structure');

  it('is there before the call begins, as it was then', () => {
    const { recorder, read } = open('before');
    const value = { CryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR };
    const pCreateData = allocate(CREATE.bytes);
    CREATE.encode(memory, pCreateData, value);
    const create = through(recorder, CreateCryptoSession, () => {
      expect(read()[0]).toMatchObject({ ended: false });
      expect(CREATE.fromBytes(read()[0]!.before[1] as Uint8Array)).toMatchObject(value);
      memory.copyIn(pCreateData, new Uint8Array(CREATE.bytes).fill(0xff));
      return S_OK;
    });
    create(1, pCreateData, 3, 4);
    expect(read()[0]!.before[1]).toEqual(CREATE.toBytes(value));
  });

  it('is kept from after a success, and from no failure', () => {
    const { recorder, read } = open('after');
    const [type, profile, caps] = [16, 16, CAPS.bytes].map(allocate) as [Address, Address, Address];
    const answers = [S_OK, E_INVALIDARG];
    const get = through(recorder, GetContentProtectionCaps, () => {
      CAPS.encode(memory, caps, { BlockAlignmentSize: 16 });
      return answers.shift();
    });
    get(1, type, profile, caps);
    get(1, type, profile, caps);
    const [good, bad] = read();
    expect(good).toMatchObject({
      before: [undefined, new Uint8Array(16), new Uint8Array(16), undefined],
      after: [undefined, undefined, undefined, CAPS.toBytes({ BlockAlignmentSize: 16 })],
    });
    expect(bad!.after).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('is kept from no VOID function that has reported an error', () => {
    const { recorder, read } = open('reported');
    const report = through(recorder, SetErrorCb, () => undefined);
    const errors = [E_INVALIDARG];
    const size = allocate(4);
    const get = through(recorder, GetCertificateSize, () =>
      errors.splice(0).map((error) => report(1, error)),
    );
    get(1, 0, size);
    get(1, 0, size);
    const taken = read().filter(({ functionName }) => functionName === 'GetCertificateSize');
    expect(taken.map(({ after }) => after[2])).toEqual([undefined, new Uint8Array(4)]);
  });

  it('has both moments of a structure that goes both ways', () => {
    const { recorder, read } = open('both');
    const pOpenData = allocate(OPEN.bytes);
    const openAdapter = through(recorder, OpenAdapter10_2, () => {
      memory.writeU64((pOpenData + OPEN.offset.hAdapter) as Address, 0x77n);
      return S_OK;
    });
    openAdapter(pOpenData);
    const [{ before, after } = { before: [], after: [] }] = read();
    expect(OPEN.fromBytes(before[0] as Uint8Array).hAdapter).toBe(0);
    expect(OPEN.fromBytes(after[0] as Uint8Array).hAdapter).toBe(0x77);
  });

  it('of a structure that ends in many plain bytes is what comes before them', () => {
    const { recorder, read } = open('head');
    const pCommand = allocate(COMMAND.bytes);
    const value = { guidCommandID: DXVA_COPPSetProtectionLevel, dwSequence: 7, cbSizeData: 16 };
    COMMAND.encode(memory, pCommand, { ...value, CommandData: new Uint8Array(4056).fill(1) });
    through(recorder, COPPCommand, () => E_INVALIDARG)(1, pCommand);
    expect(recordedCallText(read()[0]!)).toMatch(
      /guidCommandID: DXVA_COPPSetProtectionLevel, dwSequence: 7, cbSizeData: 0x10, CommandData: 4056 bytes \}\) = E_INVALIDARG$/,
    );
  });

  it('of an array are whole elements, as many as there is room for', () => {
    const { recorder, read } = open('array');
    const buffers = allocate(8 * BUFFER.bytes);
    const submit = through(recorder, VideoDecoderSubmitBuffers, () => undefined);
    const counts = [0, 1, 3, 4, 2 ** 31];
    for (const count of counts) submit(1, 2, count, buffers);
    const lengths = read().map(({ before }) => (before[3] as Uint8Array).length / BUFFER.bytes);
    expect(lengths).toEqual([0, 1, 3, 3, 3]);
  });

  it('is neither thrown over nor read where nobody can know', () => {
    const { recorder, read } = open('wild');
    const create = through(recorder, CreateResource, () => undefined);
    for (const wild of [0, 3, 2 ** 40, -8, Number.NaN]) create(1, wild, 3, 4);
    expect(read().map(({ before }) => before[1])).toEqual([
      undefined,
      'unreadable',
      'unreadable',
      'unreadable',
      'unreadable',
    ]);
    const unknowing = { copyLive: () => undefined } as unknown as Memory;
    const plain = {} as Memory;
    for (const where of [unknowing, plain])
      through(recorder, CreateResource, () => undefined, where)(1, 3, 3, 4);
    expect(
      read()
        .slice(-2)
        .map(({ before }) => before[1]),
    ).toEqual([undefined, undefined]);
  });

  it('is not kept where it has no structure: that may be a key', () => {
    const { recorder, bytes } = open('secret');
    const secret = Uint8Array.from({ length: 256 }, (_, index) => 0x5e ^ index);
    const pData = allocate(256);
    memory.copyIn(pData, secret);
    through(recorder, NegotiateCryptoSessionKeyExchange, () => S_OK)(1, 2, 256, pData);
    expect(bytes().includes(Buffer.from(secret.subarray(0, 8)))).toBe(false);
  });
});

describe('a recording', () => {
  it('outlives the process that wrote it, killed in the middle of a call', () => {
    const path = join(folder, 'killed');
    const script = `
      const { FlightRecorder, openSharedFile, RECORDING_BYTES } = await import(process.argv[1]);
      const { CreateCryptoSession } = await import(process.argv[2]);
      const { ArenaMemory } = await import(process.argv[3]);
      const koffi = await import('koffi').then((module) => module.default, () => undefined);
      const memory = new ArenaMemory();
      const pCreateData = memory.allocate(48, 'structure');
      memory.writeU8(pCreateData, 0x77);
      const recorder = new FlightRecorder(openSharedFile(process.argv[4], RECORDING_BYTES, koffi));
      recorder.interposer(CreateCryptoSession, () => process.kill(process.pid, 'SIGKILL'), { memory })(1, pCreateData, 3, 4);
    `;
    const built = (file: string) => new URL(`../../dist/src/${file}.js`, import.meta.url).href;
    const files = [built('native/index'), built('exports/ddi'), built('memory/index'), path];
    const args = ['--input-type=module', '-e', script, ...files];
    expect(spawnSync(process.execPath, args).status).not.toBe(0);
    expect(readRecording(readFileSync(path))).toMatchObject([
      { functionName: 'CreateCryptoSession', ended: false },
    ]);
    expect((readRecording(readFileSync(path))[0]!.before[1] as Uint8Array)[0]).toBe(0x77);
  });

  it('of nothing is empty', () => {
    expect(readRecording(new Uint8Array(0))).toEqual([]);
    expect(readRecording(new Uint8Array(RECORDING_BYTES))).toEqual([]);
  });
});
