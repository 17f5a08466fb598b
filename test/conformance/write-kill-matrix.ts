/** Writes which faulty driver fails which case: `npm run kill-matrix`. Exit code 1 where something is left over. */
import { existsSync, writeFileSync } from 'node:fs';
import { allCases } from '../../src/conformance/index.js';
import { faultyNamedDrivers, honestDrivers } from '../../src/cli/drivers.js';
import { findKillPairs, killPairsFile, passingOn, readKillPairs, settleKillPairs } from './kill-pairs.js';

const cases = allCases();
const faulty = faultyNamedDrivers();
const passing = passingOn(honestDrivers(faulty), cases);
const before = existsSync(killPairsFile) ? readKillPairs() : {};
const pairs = findKillPairs(passing, faulty, before);
writeFileSync(killPairsFile, `${JSON.stringify(pairs, undefined, 2)}\n`);

const leftOver = Object.entries(settleKillPairs(passing, faulty, pairs)).filter(
  ([, names]) => names.length > 0,
);
console.log(`${killPairsFile}: ${Object.keys(pairs).length} of ${passing.length} cases that pass`);
for (const [what, names] of leftOver) console.log(`${what}:\n  ${names.join('\n  ')}`);
if (leftOver.length > 0) process.exitCode = 1;
