import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { HostOpm } from '../../src/host/index.js';
import { context, firstHandle, pattern, stubDriver, type StubOptions } from '../runtime/opm/stub-driver.js';

const { STATUS_SUCCESS, STATUS_NOT_SUPPORTED, STATUS_NO_MEMORY, NTSTATUSES } = ddi;
const { OPM, COPP } = ddi.OPM_VIDEO_OUTPUT_SEMANTICS;
const internalError = NTSTATUSES.STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR;

function open(options: StubOptions = {}, versions?: readonly (1 | 4)[]) {
  const stub = stubDriver(options);
  const { status, opm } = HostOpm.open(stub.driver, versions);
  return { ...stub, status, opm };
}

describe('HostOpm.open', () => {
  it('asks for version 4, and holds it: table, targets, one reference; nothing of its own memory is left', () => {
    const { status, opm, calls, references, memory } = open();
    expect(status).toBe(STATUS_SUCCESS);
    expect(calls).toEqual(['DxgkDdiQueryInterface 4', 'InterfaceReference']);
    expect([opm!.version, opm!.targets, opm!.hasTarget(2), opm!.hasTarget(32)]).toEqual([
      4,
      [0, 2],
      true,
      false,
    ]);
    expect(opm!.functions.DxgkDdiOPMSetSrmList).not.toBeNull();
    expect(references.count).toBe(1);
    expect(memory.live()).toEqual([]);
    opm!.close();
    opm!.close();
    expect(references.count).toBe(0);
  });

  it('takes version 1, which alone is legal (DDI-N1), and then there is no SRM list', () => {
    const { opm, calls } = open({ versions: [1] });
    expect(calls.slice(0, 2)).toEqual(['DxgkDdiQueryInterface 4', 'DxgkDdiQueryInterface 1']);
    expect([opm!.version, opm!.functions.DxgkDdiOPMSetSrmList]).toEqual([1, null]);
    expect(opm!.functions.DxgkDdiOPMDestroyProtectedOutput).not.toBeNull();
    expect(open({}, [1]).opm!.version).toBe(1);
  });

  it.each<[string, StubOptions, number]>([
    ['an interface that it has not', { versions: [] }, STATUS_NOT_SUPPORTED],
    ['no DxgkDdiQueryInterface', { queryInterface: false }, STATUS_NOT_SUPPORTED],
    ['another size in the table', { head: { Size: 96 } }, internalError],
    ['another version in the table', { head: { Version: 3 } }, internalError],
    ['an entry that fails', { answers: { SoftUMDOpenOPM: STATUS_NO_MEMORY } }, STATUS_NO_MEMORY],
  ])('has none for %s', (_what, options, expected) => {
    const { status, opm, memory, references } = open(options);
    expect([status, opm]).toEqual([expected, null]);
    expect([memory.live(), references.count]).toEqual([[], 0]);
  });

  it('says so where there is no memory for the call', () => {
    const stub = stubDriver();
    const memory = new Proxy(stub.memory, {
      get: (target, name) => (name === 'allocate' ? () => 0 : (Reflect.get(target, name, target) as unknown)),
    });
    expect(HostOpm.open({ ...stub.driver, memory })).toEqual({ status: STATUS_NO_MEMORY, opm: null });
  });
});

describe('a protected output', () => {
  it('is called with the context and the driver’s own handle, and hands bytes over', () => {
    const { opm, given, live, memory } = open();
    const { status, output } = opm!.createProtectedOutput(2, OPM);
    expect([status, output!.handle, output!.isLive]).toEqual([STATUS_SUCCESS, firstHandle, true]);
    expect(given.get('DxgkDdiOPMCreateProtectedOutput')!.slice(0, 2)).toEqual([2, OPM]);
    expect(output!.getRandomNumber().bytes).toEqual(pattern(16, 0x40));
    expect(output!.setSigningKeyAndSequenceNumbers(new Uint8Array(256))).toBe(STATUS_SUCCESS);
    expect(output!.getInformation(new Uint8Array(4112)).bytes).toEqual(pattern(4096, 0x50));
    expect(output!.getCOPPCompatibleInformation(new Uint8Array(4096)).bytes).toEqual(pattern(4096, 0x60));
    expect(output!.configure(new Uint8Array(4096))).toBe(STATUS_SUCCESS);
    expect(given.get('DxgkDdiOPMConfigureProtectedOutput')!.slice(2)).toEqual([0, 0]);
    expect(output!.configure(new Uint8Array(4096), new Uint8Array(48))).toBe(STATUS_SUCCESS);
    expect(given.get('DxgkDdiOPMConfigureProtectedOutput')![2]).toBe(48);
    expect(opm!.context).toBe(context);
    expect(output!.destroy()).toBe(STATUS_SUCCESS);
    expect([live.size, output!.isLive]).toEqual([0, false]);
    expect(memory.live()).toEqual([]);
  });

  it('is destroyed once', () => {
    const { opm, calls } = open();
    const output = opm!.createProtectedOutput(0, COPP).output!;
    expect(output.semantics).toBe(COPP);
    output.destroy();
    output.destroy();
    expect(calls.filter((name) => name === 'DxgkDdiOPMDestroyProtectedOutput')).toHaveLength(1);
  });

  it('is none where the driver fails, and a failed function gives no bytes', () => {
    const { opm, answers } = open();
    const output = opm!.createProtectedOutput(0, OPM).output!;
    const refused = NTSTATUSES.STATUS_GRAPHICS_OPM_INVALID_HANDLE;
    for (const name of ['CreateProtectedOutput', 'GetRandomNumber', 'GetInformation', 'GetCertificate'])
      answers[`DxgkDdiOPM${name}`] = refused;
    expect(opm!.createProtectedOutput(0, OPM)).toEqual({ status: refused, output: null });
    expect(output.getRandomNumber()).toEqual({ status: refused, bytes: null });
    expect(output.getInformation(new Uint8Array(4112))).toEqual({ status: refused, bytes: null });
    expect(opm!.certificate(0)).toEqual({ status: refused, bytes: null });
  });

  it('answers STATUS_NOT_SUPPORTED for a slot that is empty', () => {
    const { opm } = open({ empty: ['DxgkDdiOPMGetRandomNumber', 'DxgkDdiOPMGetCertificateSize'] });
    const output = opm!.createProtectedOutput(0, OPM).output!;
    expect(output.getRandomNumber().status).toBe(STATUS_NOT_SUPPORTED);
    expect(opm!.certificateSize(0)).toEqual({ status: STATUS_NOT_SUPPORTED, size: null });
  });

  it('has the certificate in two calls, of the size that the first tells', () => {
    const { opm, given } = open({ certificate: pattern(333, 1) });
    expect(opm!.certificateSize(1)).toEqual({ status: STATUS_SUCCESS, size: 333 });
    expect(opm!.certificate(1)).toEqual({ status: STATUS_SUCCESS, bytes: pattern(333, 1) });
    expect(given.get('DxgkDdiOPMGetCertificate')!.slice(0, 2)).toEqual([1, 333]);
  });
});
