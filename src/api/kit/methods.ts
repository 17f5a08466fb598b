/** Methods of interfaces: what they return, and what stands in front of every implementation. */
import type { FieldType, Hresult, ResultType } from '../../abi/index.js';
import { BOOL, UINT, UINT64, ULONG, VOID } from '../../abi/index.js';
import { E_INVALIDARG, E_NOTIMPL, HRESULT } from '../../ddi/index.js';
import type { AnyApiParameter, ApiParameter } from './parameters.js';

/** What a method is, but for its name and slot, which come with the interface. */
export interface AnyMethodSpec {
  readonly returns: ResultType;
  readonly parameters: readonly AnyApiParameter[];
  /** The debug layer's message where a required pointer is null. */
  readonly nullParam?: string;
  /** What a call with a null pointer, or with any other impossible argument, is answered with. */
  readonly refused: { readonly null: unknown; readonly argument: unknown };
  /** The debug layer's message where there is no memory for the call. */
  readonly outOfMemory?: string;
  /** The method does its work on a removed device as well (api DR-11). */
  readonly evenWhenRemoved?: true;
  /** A slot whose method nothing here emulates. */
  readonly opaque?: true;
}

/** The same with the types of its arguments and of its result. */
export interface MethodSpec<A, R> extends AnyMethodSpec {
  /** Only for the compiler. */
  readonly [signature]?: (arguments_: A, result: R) => [A, R];
}

declare const signature: unique symbol;

type ArgumentsOf<P extends readonly AnyApiParameter[]> = {
  -readonly [K in keyof P]: P[K] extends ApiParameter<infer T> ? T : never;
};

/** What is said of a method besides its parameters: the id for null pointers, or more. */
export type MethodNotes =
  | string
  | {
      readonly nullParam?: string;
      /** The code for null pointers, where it is not E_INVALIDARG. */
      readonly nullCode?: Hresult;
      readonly outOfMemory?: string;
    };

function spec(
  returns: ResultType,
  refusal: unknown,
  parameters: readonly AnyApiParameter[],
  notes: MethodNotes,
) {
  const { nullParam, nullCode, outOfMemory } =
    typeof notes === 'string' ? { nullParam: notes, nullCode: undefined, outOfMemory: undefined } : notes;
  return {
    returns,
    parameters,
    refused: { null: nullCode ?? refusal, argument: refusal },
    ...(nullParam !== undefined && { nullParam }),
    ...(outOfMemory !== undefined && { outOfMemory }),
  };
}

/** A method that returns an HRESULT. */
export function hresult<const P extends readonly AnyApiParameter[]>(
  parameters: P,
  notes: MethodNotes = {},
): MethodSpec<ArgumentsOf<P>, Hresult> {
  return spec(HRESULT, E_INVALIDARG, parameters, notes);
}

/** A method that returns nothing: where it cannot do its work, only the debug layer tells. */
export function nothing<const P extends readonly AnyApiParameter[]>(
  parameters: P,
  notes: MethodNotes = {},
): MethodSpec<ArgumentsOf<P>, undefined> {
  return spec(VOID, undefined, parameters, notes);
}

/** A method that returns a plain value, which cannot fail: 0 where the arguments cannot be. */
export function returning<T, const P extends readonly AnyApiParameter[]>(
  type: FieldType<T>,
  parameters: P,
  notes: MethodNotes = {},
): MethodSpec<ArgumentsOf<P>, T> {
  return spec(type, type.zero, parameters, notes);
}

/** A method that also does its work when the device is removed. */
export function evenWhenRemoved<A, R>(method: MethodSpec<A, R>): MethodSpec<A, R> {
  return { ...method, evenWhenRemoved: true };
}

/** A slot that is there, so that all others stand where they should. Whatever it gets, it does nothing. */
export type Opaque<R = Hresult> = (...parameters: readonly unknown[]) => R;

/** FLOAT: 32 bits; of results alone. */
const FLOAT = { ...UINT, name: 'FLOAT', text: String };

const opaqueSpec = <R>(returns: ResultType, answer: unknown): MethodSpec<unknown[], R> => ({
  returns,
  parameters: [],
  refused: { null: answer, argument: answer },
  opaque: true,
});

/** Slots that nothing here emulates: E_NOTIMPL, 0 or nothing, and a message that names the method. */
export const opaque = {
  hresult: opaqueSpec<Hresult>(HRESULT, E_NOTIMPL),
  nothing: opaqueSpec<undefined>(VOID, undefined),
  uint: opaqueSpec<number>(UINT, 0),
  ulong: opaqueSpec<number>(ULONG, 0),
  bool: opaqueSpec<number>(BOOL, 0),
  uint64: opaqueSpec<bigint>(UINT64, 0n),
  float: opaqueSpec<number>(FLOAT, 0),
} as const;
