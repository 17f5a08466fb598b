import type { AnyFunction, CodeSpace, DdiFunction, FunctionDeclaration, Interposer } from '../abi/index.js';
import type { D3D11Driver, DriverUnderTest } from '../driver/index.js';
import { entriesOf, withMembers } from '../driver/index.js';

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
export function interposeDriver<Driver extends DriverUnderTest>(
  driver: Driver,
  { calls, callbacks }: Between,
): Driver extends D3D11Driver ? D3D11Driver : DriverUnderTest {
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
  const entries = entriesOf(driver, (declaration, entry) => through(calls, declaration, entry));
  return withMembers(driver, { code: between, ...entries });
}
