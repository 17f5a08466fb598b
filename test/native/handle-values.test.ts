import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ddi from 'softumd/ddi';
import { loadKoffi } from '../../src/ffi/index.js';
import type { Koffi } from '../../src/ffi/index.js';
import { argumentFromC, prototype } from '../../src/native/c-types.js';
import type { Compiled } from '../support/c-compiler.js';
import { compileLibrary, reasonOf } from '../support/c-compiler.js';

const found = loadKoffi();
const built = compileLibrary('test/native/handle-values.c', {
  defines: ['SOFTUMD_DDI_OPM'],
  flags: ['-std=c11', '-Werror'],
});
const reason = found instanceof Error ? ' (skipped: koffi is not installed)' : reasonOf(built);
const whenBuilt = reason === '' ? describe : describe.skip;

const word = fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
const uint = fc.bigInt({ min: 0n, max: 0xffffffffn });
const code = fc.integer({ min: -0x80000000, max: 0x7fffffff });

/** The values that a signature takes: any 64 or 32 bits. */
const anyArguments = ({ parameters }: ddi.FunctionDeclaration) =>
  fc.tuple(...parameters.map(({ type }) => (type.size('x64') === 8 ? word : uint)));

whenBuilt(`handles travel as 64-bit values${reason}`, () => {
  const koffi = found as Koffi;
  const library = () => koffi.load((built as Compiled).path);
  const plain = ({ parameters }: ddi.FunctionDeclaration) =>
    parameters.map(({ type }) => (type.size('x64') === 8 ? 'uint64_t' : 'uint32_t'));

  it.each([
    ['copy_region', 'void', ddi.ResourceCopyRegion],
    ['decryption_blt', 'void', ddi.DecryptionBlt],
    ['create_session', 'int32_t', ddi.CreateCryptoSession],
    ['destroy_output', 'int32_t', ddi.DxgkDdiOPMDestroyProtectedOutput],
  ] as const)('into a driver: %s', (name, result, declaration: ddi.FunctionDeclaration) => {
    const opened = library();
    const call = opened.func(name, result, plain(declaration));
    const count = declaration.parameters.length;
    const place = opened.func('arguments', 'uintptr_t', [])() as bigint | number;
    const arrived = () => new BigUint64Array(koffi.view(BigInt(place), count * 8)).slice();
    fc.assert(
      fc.property(anyArguments(declaration), (values) => {
        const returned = call(...values);
        expect([...arrived()]).toEqual(values);
        if (result === 'int32_t') expect(ddi.hresult(Number(returned))).toBe(ddi.D3DDDIERR_UNSUPPORTEDCRYPTO);
      }),
    );
  });

  it('out of a driver as BigInts, where a HANDLE is declared (D-62)', () => {
    const [context, handle] = ddi.DxgkDdiOPMDestroyProtectedOutput.parameters;
    fc.assert(
      fc.property(word, (bits) => {
        const signed = BigInt.asIntN(64, bits); // as koffi has it
        expect(argumentFromC(handle, signed)).toBe(bits);
        expect(argumentFromC(context, signed)).toBe(Number(bits));
      }),
    );
    expect(argumentFromC(handle, 5)).toBe(5n); // koffi's numbers that fit
  });

  it('out of a driver, into a callback of the declared signature', () => {
    const calls: unknown[][] = [];
    const type = koffi.pointer(prototype(koffi, ddi.SetErrorCb));
    const callback = koffi.register((...values: unknown[]) => calls.push(values), type);
    try {
      const report = library().func('report', 'void', ['uintptr_t', 'uint64_t', 'int32_t']);
      fc.assert(
        fc.property(word, code, (handle, hr) => {
          calls.length = 0;
          report(callback, handle, hr);
          expect(
            calls.map(([first, second]) => [BigInt.asUintN(64, BigInt(first as number)), Number(second) | 0]),
          ).toEqual([[handle, hr]]);
        }),
      );
    } finally {
      koffi.unregister(callback);
    }
  });
});
