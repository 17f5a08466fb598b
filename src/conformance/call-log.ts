import type {
  AnyFunction,
  CallLog,
  CodeSpace,
  DdiFunction,
  DriverUnderTest,
  FunctionDeclaration,
} from '../ddi/index.js';
import { OpenAdapter10_2 } from '../ddi/index.js';

/**
 * The driver as the runtime sees it, every call in either direction logged. The log hangs where the host reads tables
 * and writes callbacks, so that it works for any driver, whatever it is made of.
 */
export function logged(driver: DriverUnderTest, log: CallLog): DriverUnderTest {
  const { name, memory, code } = driver;
  const through = <D extends FunctionDeclaration>(declaration: D, inner: DdiFunction<D>) =>
    log.interposer(declaration, inner as AnyFunction, driver) as DdiFunction<D>;
  const loggedCode: CodeSpace = {
    addressOf: (declaration, implementation) =>
      code.addressOf(declaration, through(declaration, implementation)),
    functionAt: (declaration, address) => through(declaration, code.functionAt(declaration, address)),
  };
  const open: DdiFunction<typeof OpenAdapter10_2> = (pOpenData) => driver.OpenAdapter10_2(pOpenData);
  return { name, memory, code: loggedCode, OpenAdapter10_2: through(OpenAdapter10_2, open) };
}
