import { describe, expect, it } from '@jest/globals';
import { declare, value, UINT, VOID } from 'softumd/abi';
import { RefusalRecorder } from '../../../emulator/core/refusal-recorder.js';

const declared = (name: string) =>
  declare({ name, typedef: `PFN_${name}`, clauses: 'TST', returns: VOID, parameters: [value('p', UINT)] });
const cause = { rule: 'it is odd', clause: 'TST-1' };

describe('the causes of refusals', () => {
  it('are not put together, nor kept, unless somebody asked for them', () => {
    const refusals = new RefusalRecorder();
    const refuse = refusals.of(declared('Blt'));
    let made = 0;
    const put = () => ((made += 1), cause);
    expect(refuse(-5, put)).toBe(-5);
    expect(refusals.take()).toBeNull();
    refusals.keep(true);
    expect(refuse(-5, put)).toBe(-5);
    refusals.keep(false);
    expect(refuse(-5, put)).toBe(-5);
    refusals.keep(true);
    expect(refusals.take()).toBeNull();
    expect(made).toBe(1);
  });

  it('are told once, the last one alone', () => {
    const refusals = new RefusalRecorder();
    refusals.keep(true);
    refusals.of(declared('Blt'))(1, () => ({ ...cause, rule: 'earlier' }));
    refusals.of(declared('Map'))(1, () => ({ ...cause, argument: 'p' }));
    expect(refusals.take('Blt')).toBeNull();
    expect(refusals.take('Map')).toEqual({ function: 'Map', ...cause, argument: 'p' });
    expect(refusals.take('Map')).toBeNull();
    expect(refusals.take()).toBeNull();
  });

  it('stay while keeping is asked for again', () => {
    const refusals = new RefusalRecorder();
    refusals.keep(true);
    refusals.of(declared('Blt'))(1, () => cause);
    refusals.keep(true);
    expect(refusals.take()).toEqual({ function: 'Blt', ...cause });
  });

  it('that take work are looked for when they are taken, once', () => {
    const refusals = new RefusalRecorder();
    refusals.keep(true);
    const done: string[] = [];
    refusals.of(declared('Blt'))(1, () => {
      done.push('kept');
      return () => (done.push('looked'), cause);
    });
    expect(done).toEqual(['kept']);
    expect(refusals.take('Map')).toBeNull();
    expect(done).toEqual(['kept']);
    expect(refusals.take('Blt')).toEqual({ function: 'Blt', ...cause });
    expect(refusals.take('Blt')).toBeNull();
    expect(done).toEqual(['kept', 'looked']);
  });
});
