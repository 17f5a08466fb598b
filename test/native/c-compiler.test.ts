import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import type { Compiled } from '../support/c-compiler.js';
import { compileLibrary, compileProgram, onPath, reasonOf } from '../support/c-compiler.js';

const answer = (value: string) => `/* by the test */\nint main(void) { return ${value}; }\n`;
const built = compileProgram(answer('ANSWER'), { defines: ['ANSWER=42'] });
const maybe = 'missing' in built ? it.skip : it;

describe('compiling C', () => {
  maybe(`makes programs, with definitions${reasonOf(built)}`, () => {
    expect(spawnSync((built as Compiled).path).status).toBe(42);
    expect(compileProgram(answer('ANSWER'), { defines: ['ANSWER=42'] })).toEqual(built);
    expect(compileProgram(answer('ANSWER'), { defines: ['ANSWER=43'] })).not.toEqual(built);
  });

  maybe(`says what is missing${reasonOf(built)}`, () => {
    const text = answer('0');
    expect(compileLibrary(text, { compiler: 'no-such-cc' })).toEqual({
      missing: 'no C compiler (no-such-cc)',
    });
    expect(compileLibrary(text, { libs: ['no-such-library'] })).toEqual({
      missing: 'no library -lno-such-library',
    });
    expect(compileLibrary(text, { headers: ['no/such.h'] })).toEqual({ missing: 'no header <no/such.h>' });
    expect(reasonOf({ missing: 'no C compiler' })).toBe(' (skipped: no C compiler)');
  });

  maybe(`fails with what the compiler said where C is wrong${reasonOf(built)}`, () => {
    expect(() => compileLibrary('int wrong(void) {\n')).toThrow(/error/);
  });

  it('finds programs on PATH', () => {
    expect(onPath(['no-such-program', 'node'])).toMatch(/node(?:\.exe)?$/);
    expect(onPath(['no-such-program'])).toBeUndefined();
  });
});
