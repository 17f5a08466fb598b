import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AnyFunction, FunctionDeclaration } from '../abi/index.js';
import type { DriverEntries, DriverUnderTest, EntryName } from '../driver/index.js';
import { DRIVER_ENTRIES } from '../driver/index.js';
import type { CLibrary, Koffi } from '../ffi/index.js';
import { loadKoffi } from '../ffi/index.js';
import type { Damage } from '../memory/index.js';
import { fromC, signature } from './c-types.js';
import type { CallbackGate, StrayCallback } from './callback-gate.js';
import { createCallbackGate } from './callback-gate.js';
import { DriverLoadError } from './driver-load-error.js';
import { hostKind, libraryKind } from './library-file.js';
import { allocateBlock } from './native-block.js';
import type { FunctionCache } from './native-code.js';
import { NativeCode } from './native-code.js';
import type { ForeignAccess } from './native-memory.js';
import { NativeMemory } from './native-memory.js';

/** How much memory runtime and driver share; untouched pages cost nothing. */
const sharedBytes = 256 * 1024 * 1024;

/** A native library as a driver under test, for as long as one case. */
export interface NativeDriver extends DriverUnderTest {
  readonly memory: NativeMemory;
  /** What the driver wrote outside the memory it was given, since the last look. */
  damage(): readonly Damage[];
  /** Callbacks on threads that the runtime does not know, since the last look. */
  takeStrays(): readonly StrayCallback[];
  /** Takes back the addresses of the callbacks. */
  dispose(): void;
}

/** A loaded library. */
export interface NativeLibrary {
  readonly path: string;
  /**
   * A driver over zeroed memory, one at a time: it lies where the one before lay. The library itself is loaded once, and
   * what it keeps in statics it keeps.
   */
  createDriver(onForeign?: ForeignAccess): NativeDriver;
}

function requireKoffi(): Koffi {
  const koffi = loadKoffi();
  if (!(koffi instanceof Error)) return koffi;
  const [reason] = koffi.message.split('\n');
  throw new DriverLoadError(
    `a native driver needs the optional package koffi: run npm install koffi (${reason ?? 'not found'})`,
  );
}

/** Looks at the file before the loader does, whose messages name libraries and not mistakes. */
function checkFile(path: string): void {
  if (!existsSync(path)) throw new DriverLoadError(`there is no file '${path}'`);
  if (!statSync(path).isFile()) throw new DriverLoadError(`'${path}' is not a file`);
  const kind = libraryKind(path);
  const host = hostKind();
  if (!kind) throw new DriverLoadError(`'${path}' is not a library: expected a .so, .dll or .dylib`);
  if (kind.system !== host.system || kind.architecture !== host.architecture) {
    const describe = ({ system, architecture }: typeof host) => `${system} on ${architecture}`;
    throw new DriverLoadError(
      `'${path}' is a library for ${describe(kind)}, and this Node is for ${describe(host)}: build the driver for it`,
    );
  }
}

/** Set to load drivers that were built with AddressSanitizer, which refuses what `deep` stands for. */
const shallowVariable = 'SOFTUMD_SHALLOW';

function loadLibrary(koffi: Koffi, path: string): CLibrary {
  try {
    // A bare name would be looked for where the system keeps its libraries. And not deep, a driver that calls a
    // function of its own, of its OpenSSL or zlib, would get Node's, where Node has one of that name.
    return koffi.load(resolve(path), { deep: process.env[shallowVariable] === undefined });
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new DriverLoadError(`'${path}' cannot be loaded: ${reason ?? 'no reason given'}`);
  }
}

/** The entry of this name, ready to be called; undefined where the library does not export it. */
function bindEntry(library: CLibrary, name: EntryName): AnyFunction | undefined {
  const declaration: FunctionDeclaration = DRIVER_ENTRIES[name];
  try {
    const call = library.func(name, ...signature(declaration));
    return (...args) => fromC(declaration.returns, call(...args));
  } catch {
    return undefined;
  }
}

/** The entries that a library exports; one is enough. */
function bindEntries(koffi: Koffi, path: string): DriverEntries {
  const library = loadLibrary(koffi, path);
  const names = Object.keys(DRIVER_ENTRIES) as readonly EntryName[];
  const bound = names.flatMap((name) => {
    const entry = bindEntry(library, name);
    return entry ? [[name, entry] as const] : [];
  });
  if (bound.length > 0) return Object.fromEntries(bound);
  throw new DriverLoadError(
    `'${path}' exports none of ${names.join(', ')}: export one, with C linkage (extern "C" in C++)`,
  );
}

/** Creates drivers over one library: the block, the gate and the bound functions serve them all in turn. */
function driverFactory(koffi: Koffi, path: string, entries: DriverEntries): NativeLibrary['createDriver'] {
  const block = allocateBlock(koffi, sharedBytes);
  const gate: CallbackGate = createCallbackGate(koffi);
  const functions: FunctionCache = new Map();
  return (onForeign = () => () => undefined) => {
    const memory = new NativeMemory(koffi, block, onForeign);
    const code = new NativeCode(koffi, gate, functions);
    return {
      name: path,
      memory,
      code,
      ...entries,
      damage: () => memory.damage(),
      takeStrays: () => gate.takeStrays(),
      dispose: () => {
        code.dispose();
      },
    };
  };
}

/**
 * Loads a driver library into this process, where its violations are this process's: the suite does so in a child.
 * @param file a .so, .dll or .dylib for this machine that exports an entry of a driver
 * @throws DriverLoadError one line on what to do
 */
export function loadDriverLibrary(file: string): NativeLibrary {
  checkFile(file);
  const koffi = requireKoffi();
  return { path: file, createDriver: driverFactory(koffi, file, bindEntries(koffi, file)) };
}
