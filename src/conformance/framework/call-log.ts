import type { DriverUnderTest } from '../../driver/index.js';
import type { CallLog } from '../../trace/index.js';
import { interposeDriver } from '../../trace/index.js';

/** The driver as the runtime sees it, every call in either direction logged. */
export function logged(driver: DriverUnderTest, { interposer }: CallLog): DriverUnderTest {
  return interposeDriver(driver, { calls: interposer, callbacks: interposer });
}
