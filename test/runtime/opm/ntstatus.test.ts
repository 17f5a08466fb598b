/** The translation table: names from opm-copp 3.8, where each HRESULT stands beside its NTSTATUS. */
import { describe, expect, it } from '@jest/globals';
import { HRESULTS } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { E_OUTOFMEMORY, S_OK, type IOPMVideoOutput } from 'softumd/opm';
import { hresultOf } from '../../../src/runtime/opm/ntstatus.js';
import { finished, start, world } from './world.js';

const { NTSTATUSES } = ddi;
const graphics = Object.entries(NTSTATUSES).filter(([name]) => name.startsWith('STATUS_GRAPHICS_'));

/** What the HRESULT of a status is called: PROTECTED_OUTPUT is a VIDEO_OUTPUT above the driver. */
const nameAbove = (name: string) =>
  name.replace('STATUS_', 'ERROR_').replace('PROTECTED_OUTPUT', 'VIDEO_OUTPUT');

describe('hresultOf', () => {
  it.each(graphics)('makes of %s the ERROR_GRAPHICS of that name', (name, status) => {
    expect(hresultOf(status)).toBe((HRESULTS as Record<string, number>)[nameAbove(name)]);
  });

  it.each<[string, number, number]>([
    ['STATUS_SUCCESS', 0, S_OK],
    ['STATUS_NO_MEMORY', 0xc0000017, E_OUTOFMEMORY],
    ['STATUS_NOT_SUPPORTED, which clients know by its Win32 number (RC-07)', 0xc00000bb, 0x80070032],
    ['STATUS_UNSUCCESSFUL, likewise', 0xc0000001, 0x8007001f],
    ['STATUS_BUFFER_TOO_SMALL, by HRESULT_FROM_NT', 0xc0000023, 0xd0000023],
    ['a status of nobody’s', 0xc0de1234, 0xd0de1234],
    ['a warning', 0x80000005, 0x90000005],
    ['a success that is no function’s: STATUS_PENDING', 0x103, 0xc026251e],
  ])('translates %s', (_name, status, hresult) => {
    expect(hresultOf(status as ddi.Ntstatus)).toBe(hresult);
  });
});

describe('what the driver answers', () => {
  const status = 0xc01e0520;
  const methods: readonly [string, (output: IOPMVideoOutput) => number][] = [
    ['GetCertificateSize', (output) => start(output).code],
    ['GetCertificate', (output) => start(output).code],
    ['GetRandomNumber', (output) => start(output).code],
    [
      'SetSigningKeyAndSequenceNumbers',
      (output) => {
        start(output);
        return output.FinishInitialization(new Uint8Array(256));
      },
    ],
    [
      'GetInformation',
      (output) => finished(output).GetInformation(new Uint8Array(4112), new Uint8Array(4096)),
    ],
    [
      'GetCOPPCompatibleInformation',
      (output) => finished(output).COPPCompatibleGetInformation(new Uint8Array(4096), new Uint8Array(4096)),
    ],
    ['ConfigureProtectedOutput', (output) => finished(output).Configure(new Uint8Array(4096), 0, null)],
  ];

  it.each(methods)('comes translated out of the call that needs DxgkDdiOPM%s', (name, call) => {
    const { open, memory } = world({ answers: { [`DxgkDdiOPM${name}`]: status } });
    expect(call(open()[0]!)).toBe(0xc0262520);
    expect(memory.live()).toEqual([]);
  });
});
