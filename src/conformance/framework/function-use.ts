import type { Interposer } from '../../abi/index.js';
import type { RunMemory } from './run-memory.js';

/**
 * Functions of a driver, by the names of their declarations.
 * @example
 * const uncalled = ({ filled, called }: FunctionNames) => filled.filter((name) => !called.includes(name));
 */
export interface FunctionNames {
  /** Those that stood in its tables, or were its entries, when somebody looked. */
  readonly filled: readonly string[];
  readonly called: readonly string[];
}

/**
 * Which functions a driver has, and which of them a run called.
 * @example
 * const use = new FunctionUse();
 * const driver = () => interposeDriver(createDriver(), { calls: use.interposer });
 * runConformance({ driver, cases: allCases() });
 * const uncalled = use.uncalled();
 */
export class FunctionUse {
  private readonly filled = new Set<string>();
  private readonly called = new Set<string>();

  /** Hang it where tables are read: that is how a function is known to be there. */
  readonly interposer: Interposer = ({ name }, inner) => {
    this.filled.add(name);
    return (...args) => {
      this.called.add(name);
      return inner(...args);
    };
  };

  add({ filled, called }: FunctionNames): void {
    for (const name of filled) this.filled.add(name);
    for (const name of called) this.called.add(name);
  }

  names(): FunctionNames {
    return { filled: [...this.filled], called: [...this.called] };
  }

  /** The functions that are there and that nothing called, in the order in which they were seen first. */
  uncalled(): string[] {
    return [...this.filled].filter((name) => !this.called.has(name));
  }
}

const newFunctionUse = () => new FunctionUse();

/** What the cases of a run have seen and called so far. It is told after the run, and no verdict goes by it. */
export function functionUse(run: RunMemory): FunctionUse {
  return run.of(newFunctionUse);
}
