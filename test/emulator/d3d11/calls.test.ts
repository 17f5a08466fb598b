import { describe, expect, it } from '@jest/globals';
import type { FunctionDeclaration } from 'softumd/ddi';
import {
  D3D10_2DDI_ADAPTERFUNCS,
  D3D11_1DDI_DEVICEFUNCS,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  DXGK_OPM_INTERFACE_3,
} from 'softumd/ddi';
import { Bench } from './bench.js';
import { allCalls, everyFunction } from './calls.js';

const ofOpm = [...Object.keys(DXGK_OPM_INTERFACE_3.functions), 'SoftUMDOpenOPM', 'DxgkDdiQueryInterface'];

/** Functions that have no plan, because what the plans are for cannot be said of them. */
const withoutPlan: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ofOpm.map((name) => [name, 'the tests of test/emulator/opm'])),
  CalcPrivateOpenedResourceSize: 'a number, whatever it is given',
  ...Object.fromEntries(
    ['CalcPrivate', 'Create', 'Destroy', 'Negotiate', 'Query', 'Configure'].map((verb) => [
      `${verb}AuthenticatedChannel${{ CalcPrivate: 'Size', Negotiate: 'KeyExchange' }[verb] ?? ''}`,
      'the tests of test/emulator/channel, which sign what they send',
    ]),
  ),
  OpenResource: 'sharing/open-resource.test.ts, since it needs what the kernel has of a resource',
  CalcPrivateDeviceSize: 'a size, whatever it is given: it follows no pointer and refuses nothing',
  CalcPrivateResourceSize: 'a size, whatever it is given: it follows no pointer and refuses nothing',
  CalcPrivateCryptoSessionSize: 'a size, whatever it is given: it follows no pointer and refuses nothing',
  CalcPrivateVideoDecoderSize: 'a size, whatever it is given: it follows no pointer and refuses nothing',
  CalcPrivateVideoDecoderOutputViewSize: 'a size, whatever it is given: it follows no pointer',
  VideoDecoderExtension: 'has no good call: decoder/decoder.test.ts is about it (VDEC-24)',
  ResourceIsStagingBusy: 'FALSE, whatever it is given: it looks at no handle',
  CloseAdapter: 'ends what every other plan stands on; lifetime.test.ts is about it',
  DestroyDevice: 'ends what every other plan stands on; lifetime.test.ts is about it, fuzz.test.ts calls it',
};

type Seen = Set<string>;

/** A bench, and every function that its driver hands out, in tables or alone, by name. */
function watched(): { bench: Bench; seen: Seen } {
  const seen: Seen = new Set();
  const bench = new Bench({
    ...everyFunction,
    coppCertificate: null, // the functions of COPP have tests of their own
    interposer: ({ name }, inner) => {
      seen.add(name);
      return inner;
    },
  });
  return { bench, seen };
}

/** The filled slots of every table that the driver fills. */
function filledSlots({ adapter, device }: Bench) {
  const tables = [
    { declaration: D3D10_2DDI_ADAPTERFUNCS, functions: adapter.functions },
    { declaration: D3D11_1DDI_DEVICEFUNCS, functions: device.functions },
    { declaration: D3D11_1DDI_VIDEODEVICEFUNCS, functions: device.video },
  ];
  return tables.flatMap(({ declaration: { functions: declared }, functions }) =>
    Object.entries(functions as Record<string, unknown>).flatMap(([slot, entry]) => {
      // What came later is null in these tables.
      if (entry === null) return [];
      const { name } = (declared as Readonly<Record<string, FunctionDeclaration>>)[slot]!;
      return [{ slot, name, entry }];
    }),
  );
}

describe('the plans of calls.ts', () => {
  const planned = new Set(allCalls.map(({ declaration }) => declaration.name));

  it('are there for every function that the driver hands out, but for those with a reason', () => {
    const { seen } = watched();
    expect([...seen].filter((name) => !planned.has(name) && !(name in withoutPlan))).toEqual([]);
  });

  it('find every filled slot of every table', () => {
    const { bench } = watched();
    const found = new Set(allCalls.map(({ find }) => find(bench, bench.device)));
    const missed = filledSlots(bench).filter(
      ({ name, entry }) => !found.has(entry) && !(name in withoutPlan),
    );
    expect(missed.map(({ slot }) => slot)).toEqual([]);
    expect(filledSlots(bench).length).toBeGreaterThan(35);
  });

  it('are left out with a reason only where there is a function and no plan', () => {
    const { seen } = watched();
    expect(Object.keys(withoutPlan).filter((name) => planned.has(name) || !seen.has(name))).toEqual([]);
  });
});
