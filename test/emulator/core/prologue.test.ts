import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FunctionDeclaration, Handle, Parameter } from 'softumd/abi';
import {
  behind,
  declare,
  handle,
  made,
  NULL,
  pointer,
  statusType,
  table,
  UINT,
  value,
  VOID,
} from 'softumd/abi';
import type { Checks } from '../../../emulator/core/prologue.js';
import { createPrologue } from '../../../emulator/core/prologue.js';
import { RefusalRecorder } from '../../../emulator/core/refusal-recorder.js';

const STATUS = statusType<number>('STATUS', String);
const OWNER = handle<Handle<'OWNER'>>('OWNER');
const THING = handle<Handle<'THING'>>('THING');

interface Owner {
  readonly name: 'owner';
  gone: boolean;
}
interface Thing {
  readonly thing: number;
}
interface Objects {
  readonly OWNER: Owner;
  readonly THING: Thing;
}

const ownerAt = 0x100 as Handle<'OWNER'>;
const isThing = (at: number) => at >= 0x1000 && at < 0x2000;
const isVacant = (at: number) => at >= 0x3000 && at < 0x4000;
const codes = { nullPointer: -1, deadHandle: -2, removed: -3 };

function world(isGone = false, knowsThings = true) {
  const owner: Owner = { name: 'owner', gone: isGone };
  const reported: number[] = [];
  const refusals = new RefusalRecorder();
  const checks: Checks<Owner, 'core'> = {
    core: 'core',
    owners: { find: (at) => (at === ownerAt ? owner : undefined) },
    objects: {
      ...(knowsThings && {
        THING: (core: string, one: Owner, at: number) =>
          core === 'core' && Object.hasOwn(one, 'gone') && isThing(at) ? { thing: at } : undefined,
      }),
    },
    isVacant,
    isGone: ({ gone }) => gone,
    codes: () => codes,
    refusals,
    handles: {
      whatIs: (at, wanted) => (wanted ? `${at} for ${wanted.handleType} of ${wanted.owner}` : String(at)),
    },
    reporter: () => (_owner, code) => {
      reported.push(code);
    },
  };
  return { owner, reported, refusals, checks, prologue: createPrologue<Objects, Owner, 'core'>(checks) };
}

type Kind = 'number' | 'needed' | 'optional' | 'thing' | 'new';
const parameterOf = (kind: Kind, index: number): Parameter => {
  const name = `p${index}`;
  if (kind === 'number') return value(name, UINT);
  if (kind === 'thing') return value(name, THING);
  if (kind === 'new') return made(name, THING);
  return behind(name, pointer('VOID*'), 'in', { opaque: true }, kind === 'optional');
};
const declarationOf = (
  kinds: readonly Kind[],
  returns: FunctionDeclaration['returns'],
): FunctionDeclaration =>
  declare({
    name: 'Function',
    typedef: 'PFN_FUNCTION',
    clauses: 'TST',
    returns,
    parameters: [value('hOwner', OWNER), ...kinds.map(parameterOf)],
  });

/** A refusal as a reader of D-16 would write it down: its code, and the cause's clause, argument and what came. */
interface Expected {
  readonly code: number;
  readonly cause: readonly [clause: string, argument: string, received: string | undefined];
}

/** The order of D-16. */
function expected(kinds: readonly Kind[], args: readonly number[], gone: boolean): Expected | undefined {
  const needsMore = (kind: Kind) => kind === 'needed' || kind === 'new';
  const isNull = kinds.findIndex((kind, index) => needsMore(kind) && args[index + 1] === NULL);
  if (isNull >= 0) return { code: codes.nullPointer, cause: ['D-13', `p${isNull}`, 'NULL'] };
  const dead = (clause: string, name: string, type: string, at: number) =>
    ({ code: codes.deadHandle, cause: [clause, name, `${at} for ${type} of hOwner`] }) as const;
  if (args[0] !== ownerAt) return dead('D-09, D-61', 'hOwner', 'OWNER', args[0]!);
  for (const [index, kind] of kinds.entries()) {
    const at = args[index + 1]!;
    if (kind === 'thing' && !isThing(at)) return dead('CCS-3, D-09, D-61', `p${index}`, 'THING', at);
    if (kind === 'new' && !isVacant(at))
      return { code: codes.deadHandle, cause: ['D-61', `p${index}`, String(at)] };
  }
  return gone ? { code: codes.removed, cause: ['D-15', 'hOwner', undefined] } : undefined;
}

const kind = fc.constantFrom<Kind>('number', 'needed', 'optional', 'thing', 'new');
const argument = fc.constantFrom(NULL as number, 7, ownerAt as number, 0x1010, 0x3010);
const call = fc
  .array(kind, { maxLength: 8 })
  .chain((kinds) =>
    fc.tuple(fc.constant(kinds), fc.array(argument, { minLength: kinds.length, maxLength: kinds.length })),
  );

/** In the place of Function: no code is made of text. */
const throwing = (error: Error) =>
  function () {
    throw error;
  } as unknown as FunctionConstructor;

/** As Node does with --disallow-code-generation-from-strings. */
const disallowed = throwing(new EvalError('Code generation from strings disallowed for this context'));

describe.each([
  ['made of text', Function],
  ['where no code may be made of text', disallowed],
])('a prologue %s', (_where, constructor) => {
  const { Function: before } = globalThis;
  beforeAll(() => {
    globalThis.Function = constructor;
  });
  afterAll(() => {
    globalThis.Function = before;
  });

  it('of any declaration answers in the order of D-16, and gives the function objects', () => {
    fc.assert(
      fc.property(call, fc.boolean(), fc.boolean(), fc.boolean(), ([kinds, rest], live, gone, even) => {
        const { owner, prologue, refusals } = world(gone);
        refusals.keep(true);
        const seen: unknown[][] = [];
        const declaration = declarationOf(kinds, STATUS);
        const body = (...given: unknown[]) => (seen.push(given), 5);
        const composed = prologue.single(declaration, body, even ? 'even when gone' : undefined);
        const args = [live ? ownerAt : 0x200, ...rest];
        const refusal = expected(kinds, args, gone && !even);
        expect(composed(...args)).toBe(refusal?.code ?? 5);
        const told = refusals.take('Function');
        expect(told && [told.clause, told.argument, told.received]).toEqual(refusal?.cause ?? null);
        const resolved = rest.map((one, index) => (kinds[index] === 'thing' ? { thing: one } : one));
        expect(seen).toEqual(refusal === undefined ? [[owner, ...resolved]] : []);
      }),
    );
  });

  it('of a VOID function reports what the function fails with, to a live owner only (D-08)', () => {
    fc.assert(
      fc.property(
        call,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(0, 5),
        ([kinds, rest], live, gone, code) => {
          const { reported, prologue } = world(gone);
          const composed = prologue.single(declarationOf(kinds, VOID), () => code);
          const args = [live ? ownerAt : 0x200, ...rest];
          const failure = expected(kinds, args, gone)?.code ?? code;
          expect(composed(...args)).toBeUndefined();
          expect(reported).toEqual(live && failure !== 0 ? [failure] : []);
        },
      ),
    );
  });

  it('keeps no cause unless somebody asks for causes', () => {
    const { prologue, refusals } = world(true);
    const composed = prologue.single(declarationOf(['needed'], STATUS), () => 5);
    for (const args of [
      [ownerAt, NULL],
      [NULL, 7],
      [ownerAt, 7],
    ])
      expect([composed(...args), refusals.take()]).toEqual([expect.any(Number), null]);
  });

  it('has kept the cause when the owner of a VOID function hears of it', () => {
    const declaration = declarationOf(['needed'], VOID);
    const { checks, refusals } = world();
    const heard: unknown[] = [];
    const prologue = createPrologue<Objects, Owner, 'core'>({
      ...checks,
      reporter: () => () => heard.push(refusals.take('Function')?.rule),
    });
    refusals.keep(true);
    prologue.single(declaration, () => 0)(ownerAt, NULL);
    expect(heard).toEqual(['a required pointer is NULL']);
  });

  it('of one declaration is each owner’s own, whichever handles that one knows', () => {
    const declaration = declarationOf(['thing', 'new'], STATUS);
    const prologues = [true, false, true, false].map((knows) => world(false, knows).prologue);
    const seen = prologues.map((prologue) => {
      const given: unknown[] = [];
      prologue.single(declaration, (_owner, thing) => (given.push(thing), 0))(ownerAt, 0x1010, 0x3010);
      return given;
    });
    expect(seen).toEqual([[{ thing: 0x1010 }], [0x1010], [{ thing: 0x1010 }], [0x1010]]);
  });

  it('fills the slots of a table that have functions', () => {
    const { prologue } = world();
    const declaration = declarationOf(['thing'], STATUS);
    const functions = table('TABLE', ['pfnFirst', 'pfnSecond'], {
      pfnFirst: declaration,
      pfnSecond: declaration,
    });
    const entries = prologue.guarded(functions, { pfnSecond: () => 3 });
    expect(Object.keys(entries)).toEqual(['pfnSecond']);
    expect(entries.pfnSecond!(ownerAt, 0x1000)).toBe(3);
    expect(entries.pfnSecond!(ownerAt, 0x5000)).toBe(codes.deadHandle);
  });
});

it('passes on what else goes wrong where its code is made', () => {
  const { Function: before } = globalThis;
  globalThis.Function = throwing(new SyntaxError('unexpected'));
  try {
    const { prologue } = world();
    expect(() => prologue.single(declarationOf(['thing'], STATUS), () => 3)).toThrow(SyntaxError);
  } finally {
    globalThis.Function = before;
  }
});
