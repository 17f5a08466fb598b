import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Abi } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import { anyValueOf } from '../support/any-struct.js';
import type { StructFact } from './facts.js';
import {
  allFacts,
  apiFacts,
  d3d11Facts,
  exported,
  headerFacts,
  shapeOf,
  shapeOfFact,
  structs,
  tables,
} from './facts.js';

/** The declaration of a fact's structure. The facts give CREATERESOURCE in its WDDM 2.0 form. */
function declarationOf({ name }: StructFact): unknown {
  const plain = name.replace(/__x86$/, '');
  return exported[plain === 'D3D11DDIARG_CREATERESOURCE' ? `${plain}_WDDM2_0` : plain];
}

// Those of group DDI are what OPM's and COPP's own functions take: opm-functions.test.ts has the one that is declared.
const whole = allFacts.flatMap((file) => file.structs).filter(({ group }) => group !== 'DDI');
const declaredToo = [headerFacts, apiFacts]
  .flatMap((file) => file.structs)
  .filter((fact) => declarationOf(fact) !== undefined);

/** Further arms of a union, of which the facts name the first only. */
const furtherArms = [
  'pAdapterFuncs',
  'pWDDM2_0DeviceFuncs',
  'pWDDM2_2DeviceFuncs',
  'pWDDM2_0UMCallbacks',
  'pWDDM2_2UMCallbacks',
];

function withoutFurtherArms(declaration: unknown, abi: Abi) {
  const { members, ...rest } = shapeOf(declaration, abi);
  const stated = Object.entries(members).filter(([name]) => !furtherArms.includes(name));
  return { ...rest, members: Object.fromEntries(stated) };
}

describe('structures against the facts', () => {
  it.each(whole.map((fact) => [fact.name, fact] as const))('%s', (_name, fact) => {
    const declaration = declarationOf(fact);
    expect(declaration).toBeDefined();
    for (const abi of ['x64', 'x86'] as const) {
      const shape = shapeOfFact(fact, abi);
      if (shape) expect([abi, withoutFurtherArms(declaration, abi)]).toEqual([abi, shape]);
    }
  });

  it.each(declaredToo.map((fact) => [fact.name, fact] as const))(
    '%s, with all arms of a union',
    (_name, fact) => {
      for (const abi of ['x64', 'x86'] as const)
        expect(shapeOfFact(fact, abi)).toMatchObject(shapeOf(declarationOf(fact), abi));
    },
  );

  it('are all declared, each once under its own name', () => {
    const names = [...structs, ...tables].map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    for (const { name } of structs) expect(exported[name]).toMatchObject({ name });
    expect(whole.filter((fact) => declarationOf(fact) === undefined)).toEqual([]);
  });

  it('has D3D11.1 create arguments, which end before TextureLayout (RES-7)', () => {
    const fact = whole.find(({ name }) => name === 'D3D11DDIARG_CREATERESOURCE')!;
    for (const [abi, size] of [
      ['x64', 72],
      ['x86', 60],
    ] as const) {
      const shape = shapeOf(ddi.D3D11DDIARG_CREATERESOURCE, abi);
      const { TextureLayout, ...members } = shapeOfFact(fact, abi)!.members;
      expect(TextureLayout).toEqual([size, 4]);
      expect(shape).toMatchObject({ size, members });
    }
  });

  it('has both forms of what BeginFrame takes in WDDM 2.4', () => {
    const names = declaredToo.map(({ name }) => name);
    for (const name of ['D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME', 'D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM'])
      expect(names).toEqual(expect.arrayContaining([name, `${name}_RS4_0`]));
  });

  it('lays the arms of a union over one another', () => {
    const { offset } = ddi.D3D10DDIARG_CREATEDEVICE;
    expect([offset.pWDDM2_0DeviceFuncs, offset.pWDDM2_2DeviceFuncs]).toEqual([24, 24]);
    expect([offset.pWDDM2_0UMCallbacks, offset.pWDDM2_2UMCallbacks]).toEqual([64, 64]);
    expect(ddi.D3D10DDIARG_OPENADAPTER.offset.pAdapterFuncs).toBe(32);
  });
});

/** From the pages that src/ddi/d3d11/shared-resource.ts names; the facts have only the functions' slots. */
describe('structures of opening a shared resource', () => {
  const wide = { NumAllocations: 0, pOpenAllocationInfo: 8, pOpenAllocationInfo2: 8 };
  const narrow = { NumAllocations: 0, pOpenAllocationInfo: 4, pOpenAllocationInfo2: 4 };

  it.each([
    [
      ddi.D3DDDI_OPENALLOCATIONINFO,
      [24, { hAllocation: 0, pPrivateDriverData: 8, PrivateDriverDataSize: 16 }],
      [12, { hAllocation: 0, pPrivateDriverData: 4, PrivateDriverDataSize: 8 }],
    ],
    [
      ddi.D3D10DDIARG_OPENRESOURCE,
      [40, { ...wide, hKMResource: 16, pPrivateDriverData: 24, PrivateDriverDataSize: 32 }],
      [20, { ...narrow, hKMResource: 8, pPrivateDriverData: 12, PrivateDriverDataSize: 16 }],
    ],
    [ddi.D3D10DDI_HKMRESOURCE, [4, { handle: 0 }], [4, { handle: 0 }]],
  ] as const)('%s', (struct, x64, x86) => {
    const placed = (abi: Abi) => {
      const { size, members } = shapeOf(struct, abi);
      return [size, Object.fromEntries(Object.entries(members).map(([name, [at]]) => [name, at]))];
    };
    expect(placed('x64')).toEqual(x64);
    expect(placed('x86')).toEqual(x86);
  });
});

describe('encode and decode', () => {
  it.each(structs.map((struct) => [struct.name, struct] as const))(
    '%s keeps every value',
    (_name, struct) => {
      for (const abi of ['x64', 'x86'] as const)
        fc.assert(
          fc.property(anyValueOf(struct, abi), (value) => {
            const bytes = struct.toBytes(value, abi);
            expect(bytes).toHaveLength(struct.size(abi));
            expect(struct.fromBytes(bytes, abi)).toMatchObject(value);
          }),
          { numRuns: 20 },
        );
    },
  );
});

describe('queries and commands of an authenticated channel', () => {
  interface Exchange {
    readonly guid: string;
    readonly input: string;
    readonly output: string;
    readonly in_size_x64: number;
    readonly in_size_x86: number;
    readonly out_size_x64: number;
    readonly out_size_x86: number;
  }
  const { query_types, configure_types } = d3d11Facts as unknown as Record<string, readonly Exchange[]>;

  it.each([...query_types!, ...configure_types!].map((exchange) => [exchange.guid, exchange] as const))(
    '%s',
    (guid, fact) => {
      expect(exported).toHaveProperty(guid);
      const sizes = (name: string) => {
        const struct = exported[name] as ddi.Struct;
        return [struct.size('x64'), struct.size('x86')];
      };
      expect(sizes(fact.input)).toEqual([fact.in_size_x64, fact.in_size_x86]);
      expect(sizes(fact.output)).toEqual([fact.out_size_x64, fact.out_size_x86]);
    },
  );

  it('are known by their types, and no others', () => {
    const types = (facts: readonly Exchange[]) => facts.map(({ guid }) => exported[guid]);
    expect([...ddi.channelQueries.keys()]).toEqual(types(query_types!));
    for (const { guid, input, output } of query_types!) {
      const { request, answer } = ddi.channelQueries.get(exported[guid] as ddi.Guid)!;
      expect([guid, request.name, answer.name]).toEqual([guid, input, output]);
    }
    expect([...ddi.channelConfigures.keys()]).toEqual(types(configure_types!));
    for (const { guid, input } of configure_types!)
      expect(ddi.channelConfigures.get(exported[guid] as ddi.Guid)!.request.name).toBe(input);
  });
});
