import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mutantsOf } from './mutant.js';
import { SuiteJudge } from './suite-judge.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const judge = new SuiteJudge(root, ['get-handle', 'create:create-destroy', 'negotiate:right-key']);
const quietly = () => Promise.resolve();
const mutant = (file: string, from: string, to: string) => {
  const text = readFileSync(`${root}${file}`, 'utf8');
  if (!text.includes(from)) throw new TypeError(`${file} has no ${from}`);
  return judge.judge(file, text.replace(from, to), quietly);
};

const session = 'emulator/d3d11/crypto-session.ts';
const padding = 'src/crypto/eme-oaep.ts';

describe('the suite as judge of mutants', () => {
  it('notices a fault of the driver, and says which case', async () => {
    const faults = mutantsOf(session, readFileSync(`${root}${session}`, 'utf8'));
    const codes = faults.filter(({ mutator, from }) => mutator === 'code changed' && from === 'S_OK');
    expect(codes).not.toEqual([]);
    for (const { text } of codes)
      expect(await judge.judge(session, text, quietly)).toMatchObject({
        status: 'killed',
        by: expect.any(String),
      });
  });

  it('lets a mutant live that changes nothing, and the next is judged by itself', async () => {
    const nothing = 'const planted = 1 + 1;\nvoid planted;\n';
    const text = readFileSync(`${root}${session}`, 'utf8');
    expect(await judge.judge(session, text + nothing, quietly)).toEqual({ status: 'survived' });
    expect((await judge.judge(session, `${text}\nthrow new Error('no');`, quietly)).by).toMatch(
      /^does not load/,
    );
    expect(await judge.judge(session, text, quietly)).toEqual({ status: 'survived' });
  });

  it('has the mutant in the driver alone: the other half of a key exchange goes on', async () => {
    const broken = await mutant(padding, 'export function', 'export const planted = 1;\nexport function');
    expect(broken).toEqual({ status: 'survived' });
    const all = mutantsOf(padding, readFileSync(`${root}${padding}`, 'utf8'));
    const encoding = all.filter(({ within, to }) => /encode/i.test(within) && to === 'undefined');
    expect(encoding).not.toEqual([]);
    for (const { text } of encoding)
      expect(await judge.judge(padding, text, quietly)).toEqual({ status: 'survived' });
  });
});
