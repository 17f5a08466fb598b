import type { FieldType, FunctionDeclaration, Parameter, ResultType } from '../abi/index.js';
import { VOID } from '../abi/index.js';
import type { CType, Koffi } from '../ffi/index.js';

/** How a parameter travels, x64. A handle is one pointer, and a pointer is 64 bits in the same register (DEV-16). */
function parameterType(type: FieldType<unknown>): CType {
  const { name } = type;
  const bytes = type.size('x64');
  const signed = name === 'INT' || name === 'LONG';
  if (bytes === 8) return 'uint64_t';
  if (bytes === 4) return signed ? 'int32_t' : 'uint32_t';
  throw new RangeError(`${name}: expected a parameter of 4 or 8 bytes, received ${bytes}`);
}

/** How a result travels: with a sign where it has 4 bytes, so that a callback can answer what JavaScript signed. */
function returnedType(type: ResultType): CType {
  if (type === VOID) return 'void';
  return type.size('x64') === 8 ? 'uint64_t' : 'int32_t';
}

/** What a declared function returns and takes, for koffi. */
export function signature({
  returns,
  parameters,
}: FunctionDeclaration): [result: CType, parameters: readonly CType[]] {
  return [returnedType(returns), parameters.map(({ type }) => parameterType(type))];
}

/** The C prototype of a declared function. Anonymous: koffi's names are global. */
export function prototype(koffi: Koffi, declaration: FunctionDeclaration): object {
  return koffi.proto(...signature(declaration));
}

/** What a C function returned, as the DDI's declarations have it: no sign, no BigInt. */
export function fromC(returns: ResultType, value: unknown): number | undefined {
  if (returns === VOID) return undefined;
  return returns.size('x64') === 8 ? Number(value) : Number(value) >>> 0;
}

/** What a callback answers to C. */
export function toC(returns: ResultType, value: unknown): unknown {
  return returns.size('x64') === 4 ? Number(value) | 0 : value;
}

/**
 * What C passes to a callback: without the sign that koffi gives to 64 bits of which the first is set. A HANDLE and a
 * UINT64 are a BigInt, an address is not (D-62, D-63).
 */
export function argumentFromC({ type }: Parameter, value: unknown): unknown {
  if (type.size('x64') !== 8) return value;
  const bits = value as number | bigint;
  if (typeof type.zero === 'bigint') return BigInt.asUintN(64, BigInt(bits));
  return bits < 0 || typeof bits === 'bigint' ? Number(BigInt.asUintN(64, BigInt(bits))) : bits;
}
