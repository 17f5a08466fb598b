import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CaseFailure } from '../conformance/framework/outcome.js';
import type { DriverUnderTest } from '../driver/index.js';
import { entryNames, withMembers } from '../driver/index.js';
import type { Interposer, DdiFunction, Process } from '../abi/index.js';
import type { OpenAdapter10_2 } from '../ddi/index.js';
import { interposeDriver } from '../trace/index.js';
import { ArenaMemory, CodeSegment, damageText } from '../memory/index.js';
import type { Damage, Inspectable } from '../memory/index.js';
import type { FlightRecorder, StrayCallback } from '../native/index.js';
import { DriverLoadError } from '../native/driver-load-error.js';

/** The process that a driver in JavaScript lives in: memory with red zones, and addresses for its functions. */
export interface ForeignProcess extends Process {
  readonly memory: ArenaMemory;
}

/**
 * What a driver in JavaScript exports as `openAdapter`: called once for each case with the process to live in, it gives
 * the entry of Direct3D, or a whole driver, of one entry or several, whose memory, profile, control and oracle are its own.
 */
export type OpenAdapterExport = (
  process: ForeignProcess,
) => DdiFunction<typeof OpenAdapter10_2> | PartialDriver;

type PartialDriver = Partial<DriverUnderTest>;

/** A driver made for one case, and what there is to know about it that no function returns. */
export interface ForeignCase {
  readonly driver: DriverUnderTest;
  /** What the driver did that no call shows: writes outside its memory, callbacks on other threads. */
  readonly takeViolations: () => readonly string[];
  readonly dispose: () => void;
}

/** A driver that somebody else wrote. */
export interface ForeignDriver {
  readonly name: string;
  createCase(): ForeignCase;
}

const scriptExtensions = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

function strayText({ functionName, times, late }: StrayCallback): string {
  const often = times === 1 ? 'once' : `${times} times`;
  if (late)
    return `${functionName} was called ${often} through a pointer of an earlier case, which is over (DEV-17)`;
  return `${functionName} was called ${often} on another thread than the one that called the driver`;
}

const violationsOf = (damage: readonly Damage[], strays: readonly StrayCallback[]) => [
  ...damage.map(damageText),
  ...strays.map(strayText),
];

async function openLibrary(path: string, recorder: FlightRecorder): Promise<ForeignDriver> {
  // Only here: a driver in JavaScript needs nothing of it.
  const { loadDriverLibrary } = await import('../native/library.js');
  const library = loadDriverLibrary(path);
  const reading = (address: number, bytes: number) =>
    recorder.watch("reading memory at the driver's word", [address, bytes]);
  const createCase = (): ForeignCase => {
    const driver = library.createDriver(reading);
    return {
      driver: { ...driver, name: path },
      takeViolations: () => violationsOf(driver.damage(), driver.takeStrays()),
      dispose: () => {
        driver.dispose();
      },
    };
  };
  return { name: path, createCase };
}

/** Of whatever was thrown: JavaScript throws anything. */
const firstLine = (thrown: unknown) =>
  (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0] ?? '';

async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>;
  } catch (error) {
    const isUnread = (error as Partial<NodeJS.ErrnoException> | null)?.code === 'ERR_UNKNOWN_FILE_EXTENSION';
    const hint = isUnread
      ? 'this Node reads no TypeScript: compile it, or start node with a loader (node --import tsx …)'
      : firstLine(error);
    throw new DriverLoadError(`'${path}' cannot be loaded: ${hint}`);
  }
}

const kindOf = (made: unknown) =>
  made instanceof Promise ? 'a promise' : made === null ? 'null' : typeof made;

/** What a module makes for one case, whatever it exports as openAdapter. */
function callExport(path: string, openAdapter: OpenAdapterExport, ours: ForeignProcess): PartialDriver {
  const made = ((): unknown => {
    try {
      return openAdapter(ours);
    } catch (error) {
      throw new DriverLoadError(`'${path}': openAdapter threw: ${firstLine(error)}`);
    }
  })();
  const driver = typeof made === 'function' ? { OpenAdapter10_2: made } : made;
  if (driver && entryNames(driver).length > 0) return driver;
  throw new DriverLoadError(
    `'${path}': openAdapter returned ${kindOf(made)}: return the function OpenAdapter10_2, or an object with it, SoftUMDOpenCOPP or SoftUMDOpenOPM`,
  );
}

/** The driver of one case: with memory, code and a name of its own, or with ours. */
function makeDriver(path: string, openAdapter: OpenAdapterExport): DriverUnderTest {
  const ours = { memory: new ArenaMemory({ redZones: true }), code: new CodeSegment() };
  const made = callExport(path, openAdapter, ours);
  const { name = path, memory = ours.memory, code = ours.code } = made;
  return withMembers(made as DriverUnderTest, { name, memory, code });
}

async function openModule(path: string): Promise<ForeignDriver> {
  if (!existsSync(path)) throw new DriverLoadError(`there is no file '${path}'`);
  const { openAdapter } = await importModule(path);
  if (typeof openAdapter !== 'function') {
    throw new DriverLoadError(
      `'${path}' does not export openAdapter: export a function that is given { memory, code } and returns OpenAdapter10_2`,
    );
  }
  const createCase = (): ForeignCase => {
    const driver = makeDriver(path, openAdapter as OpenAdapterExport);
    const inspected: Partial<Inspectable> & DriverUnderTest['memory'] = driver.memory;
    return {
      driver,
      takeViolations: () => violationsOf(inspected.damage?.() ?? [], []),
      dispose: () => undefined,
    };
  };
  return { name: path, createCase };
}

/**
 * Opens a driver by its file: a library, or a module of JavaScript.
 * @throws DriverLoadError one line on what to do
 */
export async function openForeignDriver(path: string, recorder: FlightRecorder): Promise<ForeignDriver> {
  return scriptExtensions.includes(extname(path).toLowerCase())
    ? openModule(path)
    : openLibrary(path, recorder);
}

/** Fails the case in the function that did it: after each call it looks for what the call did besides returning. */
function watchful(takeViolations: () => readonly string[]): Interposer {
  const accuse = (name: string) => {
    const violations = takeViolations();
    if (violations.length > 0)
      throw new CaseFailure(violations.map((violation) => `${name}: ${violation}`).join('\n'));
  };
  return ({ name }, inner) =>
    (...args) => {
      try {
        return inner(...args);
      } finally {
        accuse(name);
      }
    };
}

/** The driver of one case with all that watches it. */
export function watched({ driver, takeViolations }: ForeignCase, recorder: FlightRecorder): DriverUnderTest {
  const recorded = interposeDriver(driver, { calls: recorder.interposer, callbacks: recorder.interposer });
  return interposeDriver(recorded, { calls: watchful(takeViolations) });
}
