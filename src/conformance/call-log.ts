import type { CallLog, DriverUnderTest } from '../ddi/index.js';
import { interposeDriver } from '../ddi/index.js';

/** The driver as the runtime sees it, every call in either direction logged. */
export function logged(driver: DriverUnderTest, { interposer }: CallLog): DriverUnderTest {
  const { name, memory, code, OpenAdapter10_2 } = interposeDriver(driver, {
    calls: interposer,
    callbacks: interposer,
  });
  return { name, memory, code, OpenAdapter10_2 };
}
