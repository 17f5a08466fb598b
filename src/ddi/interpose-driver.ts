import { OpenAdapter10_2 } from './adapter.js';
import type { CodeSpace, DriverUnderTest } from './driver.js';
import type { DdiFunction, FunctionDeclaration } from './function.js';
import type { AnyFunction, Interposer } from './interpose.js';

/** What stands between the two sides of a driver, in either direction. */
export interface Between {
  /** Around the functions of the driver, its entry included. */
  readonly calls?: Interposer;
  /** Around the functions that the driver is given to call. */
  readonly callbacks?: Interposer;
}

/**
 * The driver with something between it and whoever holds it. It hangs where tables are read and callbacks get their
 * addresses, and so works for any driver, whatever it is made of.
 */
export function interposeDriver(driver: DriverUnderTest, { calls, callbacks }: Between): DriverUnderTest {
  const { code } = driver;
  const through = <D extends FunctionDeclaration>(
    interposer: Interposer | undefined,
    declaration: D,
    inner: DdiFunction<D>,
  ) => (interposer ? interposer(declaration, inner as AnyFunction, driver) : inner) as DdiFunction<D>;
  const between: CodeSpace = {
    addressOf: (declaration, implementation) =>
      code.addressOf(declaration, through(callbacks, declaration, implementation)),
    functionAt: (declaration, address) => through(calls, declaration, code.functionAt(declaration, address)),
  };
  const open: DdiFunction<typeof OpenAdapter10_2> = (pOpenData) => driver.OpenAdapter10_2(pOpenData);
  const { name, memory, profile, control, oracle } = driver;
  return {
    name,
    memory,
    code: between,
    OpenAdapter10_2: through(calls, OpenAdapter10_2, open),
    ...(profile && { profile }),
    ...(control && { control }),
    ...(oracle && { oracle }),
  };
}
