import { describe, expect, it } from '@jest/globals';
import { d3d11, failedCalls } from '../../../src/conformance/index.js';
import { plain } from './plain.js';

const opening = [
  'OpenAdapter10_2(pOpenData: 0x10 -> { Interface: 0xb000f }) = S_OK; pOpenData: { hAdapter: 0x77 }',
  'CalcPrivateDeviceSize(hAdapter: 0x77, pData: 0x20) = 32',
  'CreateDevice(hAdapter: 0x77, pCreateData: 0x30) = S_OK',
  'RetrieveSubObject(hDevice: 0x40, SubDeviceID: 2) = S_OK',
];
const create = 'CreateCryptoSession(hDevice: 0x40) …';
const openingCalls = (...calls: string[]) => failedCalls({ fixture: d3d11 }, calls).openingCalls;

describe('the calls that only opened the driver', () => {
  it('are those that the fixture names, from the first on', () => {
    expect(openingCalls(...opening, create, opening[2]!)).toBe(opening.length);
    expect(failedCalls({ fixture: plain }, [...opening, create])).toEqual({ calls: [...opening, create] });
  });

  it('are never the last call, which is what the failure is about', () => {
    expect(openingCalls(...opening)).toBe(opening.length - 1);
    expect(openingCalls(opening[0]!)).toBeUndefined();
    expect(openingCalls()).toBeUndefined();
  });

  it('end at what failed, what threw, what was called within a call, and what is another function', () => {
    const refused = 'CreateDevice(hAdapter: 0x77, pCreateData: 0x30) = E_INVALIDARG';
    const threw = 'CreateDevice(hAdapter: 0x77, pCreateData: 0x30) threw AccessViolation';
    const within = '  SetErrorCb(hRTCoreLayer: 0x99, hr: E_FAIL)';
    const other = 'GetCaps(hAdapter: 0x77) = S_OK';
    for (const call of [refused, threw, within, other]) {
      expect(openingCalls(opening[0]!, opening[1]!, call, opening[2]!, create)).toBe(2);
      expect(openingCalls(call, opening[2]!, create)).toBeUndefined();
    }
  });
});
