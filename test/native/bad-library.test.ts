import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allCases } from '../../src/conformance/index.js';
import { loadKoffi } from '../../src/ffi/index.js';
import { DriverLoadError, runIsolated } from '../../src/isolation/index.js';
import { loadDriverLibrary } from '../../src/native/index.js';
import { hostKind, libraryKind } from '../../src/native/library-file.js';
import type { Compiled } from '../support/c-compiler.js';
import { compileLibrary, reasonOf } from '../support/c-compiler.js';
import { caught } from '../support/caught.js';

const folder = mkdtempSync(join(tmpdir(), 'softumd-bad-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The head of a library of Linux for a machine. */
function elf(machine: number): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.set([3, 0, machine, 0], 16);
  return bytes;
}

/** The head of a library of Windows: a DOS stub, and behind it the machine. */
function pe(machine: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(256));
  view.setUint16(0, 0x5a4d, true);
  view.setUint32(0x3c, 0x80, true);
  view.setUint32(0x80, 0x4550, true);
  view.setUint16(0x84, machine, true);
  return new Uint8Array(view.buffer);
}

/** The head of a library of macOS. */
function mach(cpu: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(64));
  view.setUint32(0, 0xfeedfacf, true);
  view.setUint32(4, cpu, true);
  return new Uint8Array(view.buffer);
}

const [ARM64, AARCH64, MACH_ARM64, AMD64] = [183, 0xaa64, 0x100000c, 0x8664];

describe('the kind of a library', () => {
  it.each([
    ['arm64.so', elf(ARM64), { system: 'Linux', architecture: 'arm64' }],
    ['x64.so', elf(62), { system: 'Linux', architecture: 'x64' }],
    ['odd.so', elf(22), { system: 'Linux', architecture: 'machine 0x16' }],
    ['x64.dll', pe(AMD64), { system: 'Windows', architecture: 'x64' }],
    ['arm64.dll', pe(AARCH64), { system: 'Windows', architecture: 'arm64' }],
    ['arm64.dylib', mach(MACH_ARM64), { system: 'macOS', architecture: 'arm64' }],
  ])('is read from its head: %s', (name, bytes, kind) => {
    expect(libraryKind(file(name, bytes))).toEqual(kind);
  });

  it.each([
    ['no bytes', new Uint8Array()],
    ['one byte', Uint8Array.of(0x7f)],
    ['text', 'OpenAdapter10_2 lives elsewhere\n'],
    ['a DOS program without more', Uint8Array.of(0x4d, 0x5a, 0)],
    [
      'a DOS program that points far behind its end',
      (() => {
        const bytes = pe(AMD64);
        bytes.fill(0xff, 0x3c, 0x40);
        return bytes;
      })(),
    ],
  ])('is none for %s', (_what, bytes) => {
    expect(libraryKind(file('none', bytes))).toBeUndefined();
  });
});

function refusal(driver: string): string {
  const error = caught(() => loadDriverLibrary(driver));
  expect(error).toBeInstanceOf(DriverLoadError);
  expect((error as Error).message).not.toContain('\n');
  return (error as Error).message;
}

const isLinuxX64 = hostKind().system === 'Linux' && hostKind().architecture === 'x64';
const withKoffi = loadKoffi() instanceof Error ? it.skip : it;

describe('a library that cannot be tested', () => {
  it.each([
    ['is not there', () => join(folder, 'nowhere.so'), 'there is no file'],
    ['is a folder', () => folder, 'is not a file'],
    ['is text', () => file('text.so', 'int main;'), 'is not a library: expected a .so, .dll or .dylib'],
  ])('%s: one line on what to do', (_what, path, line) => {
    expect(refusal(path())).toContain(line);
  });

  (isLinuxX64 ? it.each : it.skip.each)([
    ['arm64 on Linux', () => file('arm64.so', elf(ARM64)), 'is a library for Linux on arm64'],
    ['x64 on Windows', () => file('x64.dll', pe(AMD64)), 'is a library for Windows on x64'],
    ['arm64 on macOS', () => file('arm64.dylib', mach(MACH_ARM64)), 'is a library for macOS on arm64'],
  ])('is for %s: one line that says so, and what this is', (_what, path, line) => {
    const message = refusal(path());
    expect(message).toContain(line);
    expect(message).toContain('and this Node is for Linux on x64: build the driver for it');
  });

  (isLinuxX64 ? withKoffi : it.skip)('has the right head and nothing else', () => {
    expect(refusal(file('head.so', elf(62)))).toMatch(/cannot be loaded: ./);
  });

  const silent = compileLibrary(
    'int OpenAdapter10(void *open);\nint OpenAdapter10(void *open) { return open != 0; }\n',
  );
  ('missing' in silent ? it.skip : withKoffi)(`exports no entry${reasonOf(silent)}`, async () => {
    const { path } = silent as Compiled;
    const line =
      'exports none of OpenAdapter10_2, SoftUMDOpenCOPP, SoftUMDOpenOPM: export one, with C linkage';
    expect(refusal(path)).toContain(line);
    await expect(runIsolated({ driver: path, cases: allCases().slice(0, 1) })).rejects.toThrow(line);
  });
});
