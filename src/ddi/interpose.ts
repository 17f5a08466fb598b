import type { DdiFunction, FunctionDeclaration } from './function.js';
import type { TableDeclaration, TableEntries } from './function-table.js';

/** Puts something between caller and function: gets the declaration and the function, returns what to call instead. */
export type Interposer = (
  declaration: FunctionDeclaration,
  inner: DdiFunction<FunctionDeclaration>,
) => DdiFunction<FunctionDeclaration>;

/** The same table with every function passed through `interposer`. Traces, faults and guards are made of this. */
export function interpose<T extends TableDeclaration>(
  declaration: T,
  entries: TableEntries<T>,
  interposer: Interposer,
): TableEntries<T> {
  const wrapped = Object.entries(entries).map(([slot, inner]) => [
    slot,
    interposer(declaration.functions[slot]!, inner as DdiFunction<FunctionDeclaration>),
  ]);
  return Object.fromEntries(wrapped) as TableEntries<T>;
}
