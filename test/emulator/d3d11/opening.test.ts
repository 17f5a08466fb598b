import { describe, expect, it } from '@jest/globals';
import type { Address } from 'softumd/ddi';
import { D3D10DDIARG_OPENADAPTER, E_INVALIDARG, S_OK } from 'softumd/ddi';
import { AccessViolation, ArenaMemory } from 'softumd/memory';
import { HostAdapter } from '../../../src/host/index.js';
import { caught } from '../../support/caught.js';
import { Bench } from './bench.js';

/** Where nothing is. */
const nowhere = 0x5000_0000 as Address;
const adaptersOf = ({ memory }: Bench) =>
  memory.live().filter(({ label }) => label === 'driver: hAdapter').length;

describe('OpenAdapter10_2', () => {
  it('makes no adapter where the table would be nowhere: an access violation, and nothing else', () => {
    const bench = new Bench();
    const pOpenData = bench.openArguments();
    const { offset } = D3D10DDIARG_OPENADAPTER;
    bench.memory.writeU64((pOpenData + offset.pAdapterFuncs_2) as Address, BigInt(nowhere));
    const before = bench.snapshot();
    expect(caught(() => bench.driver.OpenAdapter10_2(pOpenData))).toBeInstanceOf(AccessViolation);
    expect(bench.snapshot()).toEqual(before);
  });
});

describe('CreateDevice', () => {
  it.each(['hDrvDevice', 'p11_1DeviceFuncs', 'ppfnRetrieveSubObject'] as const)(
    'makes no device where %s is nowhere: an access violation, and nothing else (D-14)',
    (member) => {
      const bench = new Bench();
      const arguments_ = bench.deviceArguments({ [member]: nowhere });
      const { functions, hAdapter } = bench.adapter;
      const before = bench.snapshot();
      expect(caught(() => functions.pfnCreateDevice!(hAdapter, arguments_))).toBeInstanceOf(AccessViolation);
      expect(bench.snapshot()).toEqual(before);
    },
  );

  it.each([
    ['hDrvDevice', 16],
    ['ppfnRetrieveSubObject', 8],
  ] as const)('wants all of %s, to its last byte (D-14)', (member, bytes) => {
    const bench = new Bench();
    const arguments_ = bench.deviceArguments({ [member]: bench.bytes(bytes - 1) });
    const { functions, hAdapter } = bench.adapter;
    const before = bench.snapshot();
    expect(caught(() => functions.pfnCreateDevice!(hAdapter, arguments_))).toBeInstanceOf(AccessViolation);
    expect(bench.snapshot()).toEqual(before);
  });

  it('makes none in a block that has one', () => {
    const bench = new Bench();
    const arguments_ = bench.deviceArguments({ hDrvDevice: bench.device.hDevice });
    const { functions, hAdapter } = bench.adapter;
    const before = bench.snapshot();
    expect(functions.pfnCreateDevice!(hAdapter, arguments_)).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
  });
});

describe('CloseAdapter', () => {
  it('gives back what the adapter had', () => {
    const bench = new Bench();
    const { functions, hAdapter } = HostAdapter.open(bench.driver).adapter!;
    expect(adaptersOf(bench)).toBe(2);
    expect(functions.pfnCloseAdapter!(hAdapter)).toBe(S_OK);
    expect(adaptersOf(bench)).toBe(1);
  });

  it('leaves a handle that is dead for good, whatever comes to lie behind it', () => {
    const bench = new Bench({ memory: new ArenaMemory({ quarantineBlocks: 0 }) });
    const { functions, hAdapter } = HostAdapter.open(bench.driver).adapter!;
    const header = bench.memory.copyOut(hAdapter, 16);
    functions.pfnCloseAdapter!(hAdapter);
    expect(bench.bytes(header)).toBe(hAdapter); // the next block of that size has its address
    expect(functions.pfnCloseAdapter!(hAdapter)).toBe(E_INVALIDARG);
  });
});
