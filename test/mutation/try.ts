import { SuiteJudge } from './suite-judge.js';
import { mutantsOf } from './mutant.js';
import { readFileSync, readdirSync } from 'node:fs';
const t0 = performance.now();
const j = new SuiteJudge(process.cwd());
console.log('ready', performance.now() - t0);
let n = 0;
for (const d of ['emulator', 'emulator/core', 'emulator/d3d11'])
  for (const f of readdirSync(d).filter((x) => x.endsWith('.ts'))) {
    n += mutantsOf(`${d}/${f}`, readFileSync(`${d}/${f}`, 'utf8')).length;
  }
console.log('mutants', n);
const f = 'src/crypto/eme-oaep.ts';
const ms = mutantsOf(f, readFileSync(f, 'utf8'));
console.log(ms.length);
for (const m of ms) {
  const t = performance.now();
  const v = await j.judge(f, m.text, async () => {});
  console.log(
    (performance.now() - t).toFixed(0),
    v.status,
    v.by ?? '',
    v.status === 'survived' ? `${m.mutator} ${m.within} | ${m.line} | ${m.from} => ${m.to}` : '',
  );
}
