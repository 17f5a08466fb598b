import { closeSync, openSync, readSync } from 'node:fs';
import { hex } from '../abi/index.js';

/** What a library file is made for. */
export interface LibraryKind {
  readonly system: 'Linux' | 'Windows' | 'macOS';
  readonly architecture: string;
}

const headBytes = 4096;

const elfMachines: Readonly<Record<number, string>> = {
  3: 'x86',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
};
const peMachines: Readonly<Record<number, string>> = { 0x14c: 'x86', 0x8664: 'x64', 0xaa64: 'arm64' };
const machMachines: Readonly<Record<number, string>> = { 0x1000007: 'x64', 0x100000c: 'arm64', 7: 'x86' };

function head(path: string): DataView {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(headBytes);
    readSync(descriptor, bytes, 0, headBytes, 0);
    return new DataView(bytes.buffer);
  } finally {
    closeSync(descriptor);
  }
}

const named = (machines: Readonly<Record<number, string>>, machine: number) =>
  machines[machine] ?? `machine ${hex(machine)}`;

function portableExecutable(view: DataView): LibraryKind | undefined {
  const offset = view.getUint32(0x3c, true);
  if (offset > headBytes - 6 || view.getUint32(offset, true) !== 0x4550) return undefined;
  return { system: 'Windows', architecture: named(peMachines, view.getUint16(offset + 4, true)) };
}

/** Reads from a file's first bytes what it is; undefined for what is no library of any system. */
export function libraryKind(path: string): LibraryKind | undefined {
  const view = head(path);
  const magic = view.getUint32(0, false);
  if (magic === 0x7f454c46)
    return { system: 'Linux', architecture: named(elfMachines, view.getUint16(18, true)) };
  if (magic >>> 16 === 0x4d5a) return portableExecutable(view);
  if (magic === 0xcffaedfe || magic === 0xcefaedfe) {
    return { system: 'macOS', architecture: named(machMachines, view.getUint32(4, true)) };
  }
  // A universal binary holds several architectures; the loader takes the right one.
  if (magic === 0xcafebabe) return { system: 'macOS', architecture: process.arch };
  return undefined;
}

const systems: Readonly<Record<string, LibraryKind['system']>> = {
  linux: 'Linux',
  win32: 'Windows',
  darwin: 'macOS',
};

/** What this process can load. */
export function hostKind(): LibraryKind {
  return { system: systems[process.platform] ?? 'Linux', architecture: process.arch };
}
