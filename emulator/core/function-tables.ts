import type {
  Address,
  CodeSpace,
  FunctionDeclaration,
  Interposer,
  Process,
  TableDeclaration,
  TableEntries,
} from '../../src/abi/index.js';
import { exportTable } from '../../src/abi/index.js';
import type { DdiFunction } from '../../src/abi/index.js';
import { interpose } from '../../src/trace/index.js';

/** Functions of one table. Several interfaces can fill one table, each its own slots. */
export interface TableFunctions {
  readonly table: TableDeclaration;
  readonly functions: TableEntries<TableDeclaration>;
}

/** Says which functions of a table an interface brings. */
export function tableFunctions<T extends TableDeclaration>(
  table: T,
  functions: TableEntries<T>,
): TableFunctions {
  // The functions are those of this very table, and are only called through it.
  return { table, functions: functions as TableEntries<TableDeclaration> };
}

/** Functions of one table but for a slot, which another table has with another type. */
export function without<Entries extends object, Slot extends keyof Entries>(
  entries: Entries,
  slot: Slot,
): Omit<Entries, Slot> {
  const others = Object.entries(entries).filter(([name]) => name !== slot);
  return Object.fromEntries(others) as Omit<Entries, Slot>;
}

/** Code addresses that go into table blocks. */
export type ExportedTable = readonly (readonly [offset: number, code: Address])[];

/** The driver's function tables, put together of what its interfaces bring. */
export class FunctionTables {
  private readonly exported = new Map<TableDeclaration, ExportedTable>();

  constructor(
    private readonly process: Process,
    private readonly interposer: Interposer,
  ) {}

  private get code(): CodeSpace {
    return this.process.code;
  }

  /**
   * Adds functions, each with the interposer in front of it.
   * @throws TypeError when a slot is filled already
   */
  add({ table, functions }: TableFunctions): void {
    const before = this.exported.get(table) ?? [];
    const more = exportTable(this.code, table, interpose(table, functions, this.interposer, this.process));
    const twice = more.find(([offset]) => before.some(([other]) => other === offset));
    if (twice) throw new TypeError(`${table.name}: two interfaces fill the slot at ${twice[0]}`);
    this.exported.set(table, [...before, ...more]);
  }

  /** Everything that was added for a table. */
  of(table: TableDeclaration): ExportedTable {
    return this.exported.get(table) ?? [];
  }

  /** A function that stands in no table, with the interposer in front of it. */
  single<D extends FunctionDeclaration>(declaration: D, implementation: DdiFunction<D>): DdiFunction<D> {
    const inner = implementation as DdiFunction<FunctionDeclaration>;
    return this.interposer(declaration, inner, this.process) as DdiFunction<D>;
  }
}
