import type { DriverUnderTest } from '../../src/driver/index.js';
import { entriesOf } from '../../src/driver/index.js';
import { E_OUTOFMEMORY } from '../../src/ddi/index.js';
import { createDriver, type DriverOptions } from '../../src/facade/index.js';
import { ArenaMemory, CodeSegment } from '../../src/memory/index.js';

/** A driver that cannot even be opened: for tests of what is around cases. */
export function emptyDriver(more: Partial<DriverUnderTest> = {}): DriverUnderTest {
  return {
    name: 'empty',
    memory: new ArenaMemory(),
    code: new CodeSegment(),
    OpenAdapter10_2: () => E_OUTOFMEMORY,
    ...more,
  };
}

/** The emulated driver without its profile: what a foreign driver is to the suite. */
export function undeclared(options: DriverOptions): DriverUnderTest {
  const driver = createDriver({ seed: 1, ...options });
  const { name, memory, code, control, oracle } = driver;
  return { name, memory, code, ...entriesOf(driver), control, oracle };
}
