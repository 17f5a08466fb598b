/** Structures, values and message numbers of the API against the facts. */
import { describe, expect, it } from '@jest/globals';
import { isEnumeration, isStruct, valuesByName } from 'softumd/ddi';
import { D3D11_MESSAGE_ID } from '../../src/api/d3d11/index.js';
import * as windows from '../../src/api/windows-types.js';
import { shapeOf, shapeOfFact } from '../ddi/facts.js';
import { exported, facts } from './facts.js';

const structs = Object.values(exported).filter(isStruct);
/** Of the message ids there are as many as belong to what is emulated, or will be. */
const enumerations = Object.values(exported)
  .filter(isEnumeration)
  .filter((one) => one !== D3D11_MESSAGE_ID);

describe('structures', () => {
  it.each(structs.map((struct) => [struct.name, struct] as const))('%s', (name, struct) => {
    const fact = facts.structs.find((one) => one.name === name)!;
    for (const abi of ['x64', 'x86'] as const)
      expect([abi, shapeOf(struct, abi)]).toEqual([abi, shapeOfFact(fact, abi)]);
  });

  // windef.h and winnt.h, which api.json leaves out; DXGI_OUTPUT_DESC and DXGI_ADAPTER_DESC hold them.
  it.each([
    ['LUID', windows.LUID, 8, { LowPart: [0, 4], HighPart: [4, 4] }],
    ['RECT', windows.RECT, 16, { left: [0, 4], top: [4, 4], right: [8, 4], bottom: [12, 4] }],
  ])('%s', (_name, struct, size, members) => {
    for (const abi of ['x64', 'x86'] as const)
      expect(shapeOf(struct, abi)).toEqual({ size, align: 4, members });
  });

  it.each([windows.HMONITOR, windows.HMODULE, windows.HWND])('$name is as large as a pointer', (handle) => {
    expect([handle.size('x64'), handle.size('x86')]).toEqual([8, 4]);
  });
});

describe('values', () => {
  it.each(enumerations.map((one) => [one.constants.name, one] as const))('%s', (name, { constants }) => {
    const fact = facts.enums.find((one) => one.name === name)!;
    expect(constants.values).toEqual(
      Object.fromEntries(fact.members.map((member) => [member.name, Number(member.value) >>> 0])),
    );
  });

  it("has the debug layer's numbers", () => {
    const ids = valuesByName(D3D11_MESSAGE_ID);
    expect(ids).toEqual(Object.fromEntries(Object.keys(ids).map((name) => [name, facts.message_ids[name]])));
  });
});
