/** The facts of the API (fixtures/reference/api.json), and everything that src/api declares. */
import { readFileSync } from 'node:fs';
import * as copp from '../../src/api/copp/index.js';
import * as d3d11 from '../../src/api/d3d11/index.js';
import * as dxgi from '../../src/api/dxgi/index.js';
import type { AnyComInterface, ComMethod } from '../../src/api/kit/index.js';
import { IUnknown } from '../../src/api/kit/index.js';
import * as opm from '../../src/api/opm/index.js';
import type { StructFact, ValueFact } from '../ddi/facts.js';

export interface ParameterFact {
  readonly name: string;
  readonly type: string;
  readonly dir: 'in' | 'out' | 'inout';
  readonly optional?: true;
  readonly count?: { readonly unit: 'bytes' | 'elements'; readonly is?: string };
  readonly interface?: string;
  readonly out_object?: true;
  readonly array_of_interfaces?: true;
}

export interface DebugFact {
  readonly name: string;
  readonly params?: readonly string[];
  readonly when?: string;
}

export interface MethodFact {
  readonly name: string;
  readonly returns: string;
  readonly params: readonly ParameterFact[];
  readonly debug?: readonly DebugFact[];
  readonly behaviour?: { readonly returns?: string; readonly null?: string };
}

interface ApiFacts {
  readonly interfaces: readonly {
    readonly name: string;
    readonly iid: string;
    readonly base: string | null;
    readonly header: string;
    readonly first_slot: number;
    readonly slots_checked: readonly string[];
    readonly methods: readonly MethodFact[];
  }[];
  readonly functions: readonly MethodFact[];
  readonly structs: readonly StructFact[];
  readonly enums: readonly { readonly name: string; readonly members: readonly ValueFact[] }[];
  readonly message_ids: Readonly<Record<string, number>>;
}

export const facts = JSON.parse(
  readFileSync(new URL('../../fixtures/reference/api.json', import.meta.url), 'utf8'),
) as ApiFacts;

export const chapters = { d3d11, dxgi, opm, copp };

/** Everything that the chapters export, by name. */
export const exported: Readonly<Record<string, unknown>> = { ...d3d11, ...dxgi, ...opm, ...copp };

const isObject = (thing: unknown): thing is object => typeof thing === 'object' && thing !== null;
const isInterface = (thing: unknown): thing is AnyComInterface => isObject(thing) && 'iid' in thing;
const isFunction = (thing: unknown): thing is ComMethod => isObject(thing) && 'member' in thing;

export const interfaces: readonly AnyComInterface[] = [
  IUnknown,
  ...Object.values(exported).filter(isInterface),
];
export const functions: readonly ComMethod[] = Object.values(exported).filter(isFunction);

export const interfaceFact = (name: string) => facts.interfaces.find((fact) => fact.name === name)!;
