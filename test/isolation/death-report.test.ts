import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionDeclaration } from '../../src/abi/index.js';
import * as ddi from '../../src/exports/ddi.js';
import { recordedCallText } from '../../src/isolation/death-report.js';
import { ArenaMemory, CodeSegment } from '../../src/memory/index.js';
import type { RecordedCall } from '../../src/native/index.js';
import { FlightRecorder, openSharedFile, readRecording, RECORDING_BYTES } from '../../src/native/index.js';

const folder = mkdtempSync(join(tmpdir(), 'softumd-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const memory = new ArenaMemory();
const process0 = { memory, code: new CodeSegment() };

/** One call through the recorder and, around it, the log: gives what each has to say. */
function bothWays(
  name: string,
  declaration: FunctionDeclaration,
  args: readonly unknown[],
  work: () => unknown,
) {
  const path = join(folder, name);
  const recorder = new FlightRecorder(openSharedFile(path, RECORDING_BYTES, undefined));
  const log = ddi.createCallLog();
  const through = ddi.chain(log.interposer, recorder.interposer);
  const call = through(declaration, work, process0);
  call(...args);
  return { logged: log.lines(), recorded: readRecording(readFileSync(path)).map(recordedCallText) };
}

const structure = (bytes: number) => memory.allocate(bytes, 'structure');

describe('a recorded call as text', () => {
  const [place, caps, open] = [structure(256), structure(64), structure(64)];
  const [query, answer] = [structure(32), structure(56)];
  ddi.D3D11_1DDI_AUTHENTICATED_QUERY_INPUT.encode(memory, query, {
    QueryType: ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
  });
  ddi.D3D11_1DDIARG_CREATECRYPTOSESSION.encode(memory, place, {
    CryptoType: ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  });
  const calls: readonly [string, FunctionDeclaration, readonly unknown[], () => unknown][] = [
    ['a size', ddi.CalcPrivateCryptoSessionSize, [16, place], () => 512],
    ['a code', ddi.CreateCryptoSession, [16, place, 48, 64], () => ddi.E_INVALIDARG],
    ['bytes', ddi.NegotiateCryptoSessionKeyExchange, [16, 32, 256, place], () => ddi.S_OK],
    ['nothing', ddi.DestroyCryptoSession, [16, 32], () => undefined],
    ['NULL', ddi.CalcPrivateCryptoSessionSize, [16, 0], () => 0],
    ['a wild pointer', ddi.CalcPrivateCryptoSessionSize, [16, 3], () => 0],
    [
      'what came back',
      ddi.GetContentProtectionCaps,
      [16, place, place, caps],
      () => {
        ddi.D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS.encode(memory, caps, { BlockAlignmentSize: 16 });
        return ddi.S_OK;
      },
    ],
    [
      'a message and its answer',
      ddi.QueryAuthenticatedChannel,
      [16, 32, 32, query, 56, answer],
      () => {
        const { ChannelType, Output } = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT.zero;
        ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT.encode(memory, answer, {
          Output,
          ChannelType: ChannelType + 2,
        });
        return ddi.S_OK;
      },
    ],
    [
      'what changed',
      ddi.OpenAdapter10_2,
      [open],
      () => {
        memory.writeU64((open + ddi.D3D10DDIARG_OPENADAPTER.offset.hAdapter) as ddi.Address, 0x77n);
        return ddi.S_OK;
      },
    ],
  ];

  it.each(calls)('%s: in the words of the call log', (name, declaration, args, work) => {
    const { logged, recorded } = bothWays(name, declaration, args, work);
    expect(logged).toHaveLength(1);
    expect(recorded).toEqual(logged);
  });

  it('that goes on, with what goes on inside it', () => {
    const inner = ddi.SetErrorCb;
    const path = join(folder, 'open');
    const recorder = new FlightRecorder(openSharedFile(path, RECORDING_BYTES, undefined));
    const lines: string[] = [];
    const report = recorder.interposer(
      inner,
      () => {
        lines.push(...readRecording(readFileSync(path)).map(recordedCallText));
      },
      process0,
    ) as unknown as (...args: number[]) => void;
    const create = recorder.interposer(
      ddi.CalcPrivateCryptoSessionSize,
      () => {
        report(0x99, ddi.E_INVALIDARG);
        return 0;
      },
      process0,
    );
    create(16, place);
    expect(lines).toEqual([
      expect.stringMatching(
        /^CalcPrivateCryptoSessionSize\(.* \{ CryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, .*\) …$/,
      ),
      expect.stringMatching(/^ {2}SetErrorCb\(.*: E_INVALIDARG\) …$/),
    ]);
  });

  const unknown: RecordedCall = {
    ...{ functionName: 'Nobody', typedef: 'PFNNOBODY', returns: 'HRESULT', parameters: ['hDevice', 'Count'] },
    ...{ args: [0x1234, 3], before: [], after: [], depth: 0, ended: true, result: 0x80070057 },
  };

  it.each<[string, Partial<RecordedCall>, string]>([
    ['ended', {}, 'Nobody(hDevice: 0x1234, Count: 3) = E_INVALIDARG'],
    ['open', { ended: false }, 'Nobody(hDevice: 0x1234, Count: 3) …'],
    ['threw', { threw: true }, 'Nobody(hDevice: 0x1234, Count: 3) threw'],
    ['a number', { returns: 'SIZE_T', result: 512 }, 'Nobody(hDevice: 0x1234, Count: 3) = 0x200'],
    ['VOID, further in', { returns: 'VOID', depth: 1 }, '  Nobody(hDevice: 0x1234, Count: 3)'],
    ['another type', { functionName: 'Flush' }, 'Flush(hDevice: 0x1234, Count: 3) = E_INVALIDARG'],
    ['no call', { parameters: ['', ''], ended: false }, 'Nobody(0x1234, 3) …'],
  ])('of a function that is not declared has its numbers: %s', (_what, more, line) => {
    expect(recordedCallText({ ...unknown, ...more })).toBe(line);
  });

  it('threw: of a declared one too', () => {
    const { name, typedef, parameters } = ddi.DestroyCryptoSession;
    const names = parameters.map((parameter) => parameter.name);
    const call = {
      ...unknown,
      functionName: name,
      typedef,
      returns: 'VOID',
      parameters: names,
      threw: true,
    } as const;
    expect(recordedCallText(call)).toBe('DestroyCryptoSession(hDevice: 0x1234, hCryptoSession: 0x3) threw');
  });
});
