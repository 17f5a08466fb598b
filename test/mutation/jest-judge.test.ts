import { describe, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { relatedTests } from './jest-judge.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the jest files that are asked about a mutant', () => {
  it('are those that mirror its folder, and of the driver those of what stands on it', () => {
    expect(relatedTests(root, 'src/crypto/eme-oaep.ts')).toEqual(['test/crypto']);
    expect(relatedTests(root, 'src/runtime/d3d11/adapter.ts')).toEqual(['test/runtime/d3d11']);
    const above = ['test/emulator', 'test/runtime', 'test/facade'];
    expect(relatedTests(root, 'emulator/d3d11/blt.ts')).toEqual(['test/emulator/d3d11', ...above]);
    expect(relatedTests(root, 'emulator/index.ts')).toEqual(above);
  });
});
