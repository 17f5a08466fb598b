import type { Address, Guid } from '../../../abi/index.js';
import type { Ntstatus } from '../../../ddi/index.js';
import {
  DxgkDdiQueryInterface,
  GUID,
  INTERFACE_HEAD as HEAD,
  OPM_GUIDS,
  OPM_INTERFACES,
  QUERY_INTERFACE,
  SOFTUMDARG_OPENOPM as OPEN,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from '../../../ddi/index.js';
import type { OpmVersion } from '../../../host/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import { activeOutput } from '../helpers/handshake.js';
import { strangeGuid } from '../helpers/known.js';
import { expectLives } from '../helpers/levels.js';
import { createdOutput, destroyOutput } from '../helpers/protected-outputs.js';

const versions: readonly OpmVersion[] = [1, 4];

/** What the entry wrote over a pattern. */
function entry(t: OpmCase, fill: number) {
  const args = t.guarded(OPEN.bytes, OPEN.name, fill);
  const code = t.entered().SoftUMDOpenOPM(args.address);
  t.expectCode(code, [STATUS_SUCCESS], 'OPM-49', 'SoftUMDOpenOPM');
  return OPEN.decode(t.memory, args.address);
}

/** What DxgkDdiQueryInterface is asked for. */
interface Query {
  readonly guid: Guid;
  readonly version: number;
  readonly size: number;
}

const queryOf = (version: OpmVersion): Query => {
  const { guid, table } = OPM_INTERFACES[version];
  return { guid, version, size: table.bytes };
};

/** DxgkDdiQueryInterface by hand: its code, and a table of 256 bytes that was filled before. */
function query(
  t: OpmCase,
  { guid, version, size }: Query,
  fill = 0xa5,
): { readonly code: Ntstatus; readonly table: GuardedBytes } {
  const { MiniportDeviceContext, pfnQueryInterface } = entry(t, 0);
  const type = t.allocate(16, 'GUID: InterfaceType');
  GUID.write(t.memory, type, guid, 'x64');
  const table = t.guarded(256, 'QUERY_INTERFACE: Interface', fill);
  const asked = { InterfaceType: type, Size: size, Version: version, Interface: table.address };
  const ask = t.observed.code.functionAt(DxgkDdiQueryInterface, pfnQueryInterface);
  return { code: ask(MiniportDeviceContext, t.struct(QUERY_INTERFACE, asked)), table };
}

/** An interface by hand; skips the case where the driver has not this version. */
function offered(t: OpmCase, version: OpmVersion, fill?: number): GuardedBytes {
  const { code, table } = query(t, queryOf(version), fill);
  if (code === STATUS_NOT_SUPPORTED) t.skip(`the driver has no OPM interface of version ${version}`);
  t.expectCode(code, [STATUS_SUCCESS], 'OPM-49', `DxgkDdiQueryInterface, version ${version}`);
  return table;
}

const behind = (table: GuardedBytes, at: number) => ({
  fill: table.fill,
  read: () => table.read().subarray(at),
});

/** Interfaces that no driver offers: what is asked for, given one that it has. */
const strangers = {
  guid: (right: Query) => ({ ...right, guid: strangeGuid }),
  'com-interface': (right: Query) => ({ ...right, guid: OPM_GUIDS.IID_IOPMVideoOutput }),
  'other-version': (right: Query) => ({ ...right, version: right.version + 7 }),
  'version-0': (right: Query) => ({ ...right, version: 0 }),
} as const satisfies Readonly<Record<string, (right: Query) => Query>>;

/** The entry, and DxgkDdiQueryInterface. */
export const interfaceGroup = group('opm-interface', 'the entry, the interface and its versions', opm, [
  test('entry', { clauses: ['OPM-49'] }).run((t) => {
    const [first, second] = [entry(t, 0xa5), entry(t, 0x5a)];
    t.expect(first.pfnQueryInterface > 0, 'OPM-49', 'pfnQueryInterface: expected a function, received NULL');
    const told = [first, second].map(
      ({ MiniportDeviceContext, Targets }) => `context ${MiniportDeviceContext}, Targets ${Targets}`,
    );
    t.expect(
      told[0] === told[1],
      'OPM-49',
      `SoftUMDOpenOPM: expected the same twice, received ${told.join(' and ')}`,
    );
  }),
  test('table', { clauses: ['OPM-49'] })
    .params({ version: versions })
    .run((t, { version }) => {
      for (const fill of [0xa5, 0x5a]) {
        const table = offered(t, version, fill);
        const { table: declaration } = OPM_INTERFACES[version];
        const { Size, Version, Context } = HEAD.decode(t.memory, table.address);
        const told = `Size ${Size}, Version ${Version}, Context ${Context}`;
        const right = `Size ${declaration.bytes}, Version ${version}, Context 0`;
        t.expect(told === right, 'OPM-49', `version ${version}: expected ${right}, received ${told}`);
        const empty = declaration.slots.filter(
          (_, slot) => t.memory.readU64((table.address + HEAD.bytes + 8 * slot) as Address) === 0n,
        );
        t.expect(
          empty.length === 0,
          'OPM-49',
          `version ${version}: expected every function, received no ${empty.join()}`,
        );
        expectUntouched(t, behind(table, declaration.bytes), 'OPM-49', 'behind the table');
      }
    }),
  test('any-version', { clauses: ['OPM-49'] }).run((t) => {
    const codes = versions.map((version) => query(t, queryOf(version)).code);
    const told = t.codes(codes);
    t.expect(codes.includes(STATUS_SUCCESS), 'OPM-49', `versions 1 and 4: expected one, received ${told}`);
  }),
  test('not-offered', { clauses: ['OPM-49'], decisions: ['D-14'] })
    .params({ version: versions, asked: Object.keys(strangers) as (keyof typeof strangers)[] })
    .run((t, { version, asked }) => {
      offered(t, version);
      const { code, table } = query(t, strangers[asked](queryOf(version)));
      t.expectCode(code, [STATUS_NOT_SUPPORTED], 'OPM-49', `an interface that is none: ${asked}`);
      expectUntouched(t, table, 'D-14', `an interface that is none: ${asked}`);
    }),
  test('small-table', { clauses: ['OPM-49'], decisions: ['D-14'] })
    .params({ version: versions, missing: ['one-slot', 'functions', 'all'] })
    .run((t, { version, missing }) => {
      offered(t, version);
      const right = queryOf(version);
      const size = { 'one-slot': right.size - 8, functions: HEAD.bytes, all: 0 }[missing];
      const { code, table } = query(t, { ...right, size });
      const what = `Size ${size} for a table of ${right.size} bytes`;
      expectUntouched(t, behind(table, size), 'OPM-49', what);
      if (code !== STATUS_SUCCESS) expectUntouched(t, table, 'D-14', what);
    }),
  test('large-table', { clauses: ['OPM-49'] })
    .params({ version: versions })
    .run((t, { version }) => {
      offered(t, version);
      const right = queryOf(version);
      const { code, table } = query(t, { ...right, size: right.size + 64 });
      t.expectCode(code, [STATUS_SUCCESS], 'OPM-49', 'room for more than the table');
      expectUntouched(t, behind(table, right.size), 'OPM-49', 'behind the table');
    }),
  test('opened-twice', { clauses: ['OPM-49', 'OPM-1'] }).run((t) => {
    const output = activeOutput(t);
    const second = t.openHost();
    t.expect(second.version === t.host().version, 'OPM-49', 'opened again: expected the same version');
    t.expect(
      second.targets.join() === t.host().targets.join(),
      'OPM-49',
      `opened again: expected the same targets, received ${second.targets.join()}`,
    );
    expectLives(t, output, 'OPM-1', 'an output, after the driver was opened again');
  }),
  test('references', { clauses: ['OPM-49', 'OPM-1'] }).run((t) => {
    const output = activeOutput(t);
    const second = t.openHost();
    for (let round = 0; round < 3; round += 1) second.functions.InterfaceReference?.(0 as Address);
    for (let round = 0; round < 3; round += 1) second.functions.InterfaceDereference?.(0 as Address);
    second.close();
    expectLives(t, output, 'OPM-1', 'an output of an interface that is held, after another was given up');
    destroyOutput(t, createdOutput(t));
  }),
  test('targets', { clauses: ['OPM-38'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      for (const target of t.targets(semantics)) {
        const output = activeOutput(t, semantics, target);
        expectLives(t, output, 'OPM-38', `on target ${target}, ${semantics} semantics`);
      }
    }),
]);
