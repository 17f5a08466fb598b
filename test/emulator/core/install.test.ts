import { describe, expect, it } from '@jest/globals';
import type { Address, Interposer } from 'softumd/abi';
import { declare, exportTable, fillTable, NULL, readTable, table, UINT, value } from 'softumd/abi';
import { nobleEngine, seededRandom } from 'softumd/crypto';
import { ArenaMemory, CodeSegment } from 'softumd/memory';
import type { DriverCore } from '../../../emulator/core/driver-core.js';
import type { DriverInterface, Surroundings } from '../../../emulator/core/driver-interface.js';
import { tableFunctions } from '../../../emulator/core/function-tables.js';
import type { Incident } from '../../../emulator/core/handle-table.js';
import type { CoreOptions } from '../../../emulator/core/install.js';
import { installInterfaces } from '../../../emulator/core/install.js';
import type { Sliced } from '../../../emulator/core/slices.js';
import { Slices } from '../../../emulator/core/slices.js';
import { loadDriverIdentity } from '../../../src/certificate/index.js';
import { testCertificate } from '../../../src/facade/create-driver.js';
import { caught } from '../../support/caught.js';

const unary = (name: string) =>
  declare({ name, typedef: `PFN_${name}`, clauses: 'TST', returns: UINT, parameters: [value('x', UINT)] });
const functions = table('FUNCTIONS', ['pfnAdd', 'pfnCount'], {
  pfnAdd: unary('Add'),
  pfnCount: unary('Count'),
});

interface Owner extends Sliced {
  readonly name: string;
}
interface BaseState {
  readonly slices: Slices<Owner>;
  readonly open: (name: string) => Owner;
  readonly read: (memory: ArenaMemory, code: CodeSegment) => ReturnType<typeof readFunctions>;
}

function readFunctions(memory: ArenaMemory, code: CodeSegment, address: Address) {
  return readTable(memory, code, functions, address);
}

/** An interface with a table that a later one fills further, and with owners that a later one keeps state with. */
const base: DriverInterface<{ add(x: number): number }, { readonly step: number }, BaseState> = {
  name: 'base',
  policies: { add: (x) => x + 1 },
  install: ({ policies, profile, table: tableOf }) => {
    const slices = new Slices<Owner>();
    const state: BaseState = {
      slices,
      open: (name) => {
        const owner: Owner = { name, slices: [] };
        slices.begin(owner);
        return owner;
      },
      read: (memory, code) => {
        const address = memory.allocate(functions.bytes, functions.name);
        fillTable(memory, address, tableOf(functions));
        return readFunctions(memory, code, address);
      },
    };
    return {
      state,
      tables: [tableFunctions(functions, { pfnAdd: (x) => policies.add(x) * profile.step })],
      control: { removeDevice: () => undefined },
    };
  },
};

interface MoreState {
  readonly visits: (owner: Owner) => number[];
  readonly base: BaseState;
}
const more: DriverInterface<{ count(): number }, object, MoreState> = {
  name: 'more',
  policies: { count: () => 7 },
  install: ({ policies, of }) => {
    const visits = of(base).slices.add(
      () => [] as number[],
      () => undefined,
    );
    return {
      state: { visits: (owner) => visits.of(owner), base: of(base) },
      tables: [tableFunctions(functions, { pfnCount: () => policies.count() })],
    };
  },
};

const { privateKey } = loadDriverIdentity(testCertificate());
const identity = { privateKey, certificateChain: new Uint8Array(1) };

function install(interfaces: readonly DriverInterface<object, unknown, unknown>[], policies?: object) {
  const memory = new ArenaMemory();
  const code = new CodeSegment();
  const kept: { state?: MoreState } = {};
  const keeper: DriverInterface<object, unknown, null> = {
    name: 'keeper',
    policies: {},
    install: ({ of }) => {
      if (interfaces.includes(more)) kept.state = of(more as DriverInterface<object, unknown, MoreState>);
      return { state: null };
    },
  };
  const installed = installInterfaces(
    [...interfaces, keeper],
    { identity, code },
    memory,
    { step: 10 },
    policies,
  );
  return { installed, memory, code, state: kept.state };
}

describe('interfaces install', () => {
  it('several fill one table, build on each other, and keep their own state with an owner', () => {
    const { memory, code, state } = install([base, more] as never);
    const read = state!.base.read(memory, code);
    expect(read.pfnAdd!(4)).toBe(50);
    expect(read.pfnCount!(0)).toBe(7);
    const [one, other] = [state!.base.open('one'), state!.base.open('other')];
    state!.visits(one).push(1);
    expect([state!.visits(one), state!.visits(other)]).toEqual([[1], []]);
  });

  it('each with its policies, of which any can be changed', () => {
    const { memory, code, state } = install([base, more] as never, { count: () => 8 });
    const read = state!.base.read(memory, code);
    expect([read.pfnAdd!(4), read.pfnCount!(0)]).toEqual([50, 8]);
  });

  it('bring their controls together with the core’s', () => {
    const { installed } = install([base] as never);
    expect(Object.keys(installed.control).sort()).toEqual([
      'clock',
      'failAllocation',
      'refusals',
      'removeDevice',
    ]);
  });

  it.each([
    ['a policy that there is not', [base], { ad: () => 0 }, "expected a policy, received 'ad'"],
    [
      'a policy of the same name',
      [base, { ...more, policies: { add: () => 0 } }],
      {},
      "a policy 'add' already",
    ],
    ['a slot that is filled', [base, base], {}, "a policy 'add' already"],
    [
      'a slot that is filled',
      [base, { ...base, name: 'again', policies: {} }],
      {},
      'FUNCTIONS: two interfaces fill',
    ],
    ['an interface before what it builds on', [more, base], {}, "'base' has to be installed before"],
  ])('refuse %s', (_what, interfaces, policies, message) => {
    expect(() => install(interfaces as never, policies)).toThrow(message);
  });

  it('put the interposer in front of every function, those of later interfaces too', () => {
    const memory = new ArenaMemory();
    const code = new CodeSegment();
    const seen: string[] = [];
    const kept: { state?: BaseState } = {};
    const keeper: DriverInterface<object, unknown, null> = {
      name: 'keeper',
      policies: {},
      install: ({ of }) => {
        kept.state = of(base as DriverInterface<object, unknown, BaseState>);
        return { state: null };
      },
    };
    const interposer: Parameters<typeof installInterfaces>[1]['interposer'] =
      ({ name }, inner) =>
      (...args) => (seen.push(name), inner(...args));
    installInterfaces([base, more, keeper] as never, { identity, code, interposer }, memory, { step: 10 });
    const read = kept.state!.read(memory, code);
    read.pfnAdd!(1);
    read.pfnCount!(1);
    expect(seen).toEqual(['Add', 'Count']);
  });
});

/** A core as an interface gets it, whatever else is there. */
function coreOf(options: Partial<CoreOptions> = {}) {
  const kept: { core?: DriverCore; table?: Surroundings<object, unknown>['table'] } = {};
  const keeper: DriverInterface<object, unknown, null> = {
    name: 'keeper',
    policies: {},
    install: ({ core, table: tableOf }) => {
      kept.core = core;
      kept.table = tableOf;
      return { state: null };
    },
  };
  installInterfaces([keeper], { identity, ...options }, new ArenaMemory(), {});
  return { core: kept.core!, table: kept.table! };
}

describe('the core that interfaces get', () => {
  it('has what the driver was made with, and of each thing one of its own otherwise', () => {
    const [engine, random, code] = [nobleEngine(), seededRandom('core'), new CodeSegment()];
    const given = coreOf({ engine, random, code }).core;
    expect(given.engine).toBe(engine);
    expect(given.random).toBe(random);
    expect(given.code).toBe(code);
    const [one, other] = [coreOf().core, coreOf().core];
    expect(one.code).not.toBe(other.code);
    expect(one.random.bytes(16)).not.toEqual(other.random.bytes(16));
    expect(one.engine.ctr(new Uint8Array(16), new Uint8Array(16), 'block')).toBeDefined();
  });

  it('hands out serial numbers of which no two are alike', () => {
    const { core } = coreOf();
    const serials = Array.from({ length: 5 }, () => core.nextSerial());
    expect(new Set(serials).size).toBe(5);
  });

  it('tells of overwritten memory who wants to hear, and nobody otherwise', () => {
    const heard: Incident[] = [];
    const incident = { kind: 'thing', handle: NULL, what: 'private memory was overwritten' } as const;
    coreOf({ onIncident: (one) => heard.push(one) }).core.report(incident);
    coreOf().core.report(incident);
    expect(heard).toEqual([incident]);
  });

  it('has empty tables where no interface brings functions', () => {
    expect(coreOf().table(functions)).toEqual([]);
  });
});

describe('an access violation in what is put between', () => {
  it('is told of the function that it happened in', () => {
    const reading: Interposer =
      (_declaration, _inner, { memory }) =>
      () =>
        memory.readU32(NULL);
    const { core } = coreOf({ interposer: reading });
    const call = core.intercept(unary('Add'), (x) => x);
    expect(caught(() => call(1))).toMatchObject({ culprit: { functionName: 'Add' } });
  });
});

describe('a table block that cannot be written whole', () => {
  it('is left as it was (D-14)', () => {
    const memory = new ArenaMemory();
    const code = new CodeSegment();
    const wide = table('WIDE', ['pfnA', 'pfnB', 'pfnC'], { pfnA: unary('A'), pfnC: unary('C') });
    const exported = exportTable(code, wide, { pfnA: (x) => x, pfnC: (x) => x });
    const short = memory.allocate(16, 'two slots of three');
    expect(() => {
      fillTable(memory, short, exported);
    }).toThrow('access violation');
    expect([...memory.copyOut(short, 16)].every((byte) => byte === 0)).toBe(true);
    expect(() => {
      fillTable(memory, NULL, []);
    }).not.toThrow();
  });
});
