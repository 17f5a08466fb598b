import type { FieldType, FunctionDeclaration, Parameter, ReturnKind } from '../abi/index.js';
import type { CType, Koffi } from '../ffi/index.js';

const returned: Readonly<Record<ReturnKind, CType>> = {
  HRESULT: 'int32_t',
  SIZE_T: 'uint64_t',
  BOOL: 'int32_t',
  VOID: 'void',
};

/** How a parameter travels, x64. A handle is one pointer, and a pointer is 64 bits in the same register (DEV-16). */
function parameterType(type: FieldType<unknown>): CType {
  const { name } = type;
  const bytes = type.size('x64');
  const signed = name === 'INT' || name === 'LONG';
  if (bytes === 8) return 'uint64_t';
  if (bytes === 4) return signed ? 'int32_t' : 'uint32_t';
  throw new RangeError(`${name}: expected a parameter of 4 or 8 bytes, received ${bytes}`);
}

/** The C prototype of a declared function, for koffi. Anonymous: koffi's names are global. */
export function prototype(koffi: Koffi, { returns, parameters }: FunctionDeclaration): object {
  return koffi.proto(
    returned[returns],
    parameters.map(({ type }) => parameterType(type)),
  );
}

/** What a C function returned, as the DDI's declarations have it: no sign, no BigInt. */
export function fromC(returns: ReturnKind, value: unknown): number | undefined {
  if (returns === 'VOID') return undefined;
  return returns === 'SIZE_T' ? Number(value) : Number(value) >>> 0;
}

/** What a callback answers to C. */
export function toC(returns: ReturnKind, value: unknown): unknown {
  return returns === 'HRESULT' || returns === 'BOOL' ? Number(value) | 0 : value;
}

/** What C passes to a callback: without the sign that koffi gives to 64 bits of which the first is set. */
export function argumentFromC({ type }: Parameter, value: unknown): unknown {
  if (type.size('x64') !== 8) return value;
  const bits = value as number | bigint;
  return bits < 0 || typeof bits === 'bigint' ? Number(BigInt.asUintN(64, BigInt(bits))) : bits;
}
