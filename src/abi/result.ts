import type { FieldType } from './scalars.js';

/**
 * What a function returns: a type with its text, and how a value says that the call failed. HRESULT, NTSTATUS, SIZE_T,
 * BOOL, VOID; any other type is a plain value, which cannot fail.
 */
export interface ResultType<T = unknown> extends FieldType<T> {
  /** Whether this value says that the call failed. Absent where none does. */
  failed?(value: T): boolean;
}

/** Nothing comes back. Whether the call failed is told elsewhere, as by pfnSetErrorCb (ERR-1). */
export const VOID: ResultType<undefined> = {
  name: 'VOID',
  size: () => 0,
  align: () => 1,
  read: () => undefined,
  write: () => undefined,
  text: () => '',
  zero: undefined,
};

/** Whether what a function returned says that it failed. */
export function resultFailed<T>(type: ResultType<T>, value: T): boolean {
  return type.failed?.(value) ?? false;
}
