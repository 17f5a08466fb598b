import { allCases, selectCases, caseRunner, citesAny, runConformance } from '../../src/conformance/index.js';
import { faultyNamedDrivers } from '../../src/cli/drivers.js';
import { createDriver } from '../../src/facade/index.js';
const [mode, ...args] = process.argv.slice(2).filter((one) => !one.endsWith('scratch-run.ts'));
if (mode === 'good') {
  const [profile, ...queries] = args;
  const report = runConformance({ driver: () => createDriver({ seed: 1, profile: profile as never }), cases: selectCases(allCases(), queries) });
  const skips = new Map<string, number>();
  for (const one of report.cases) {
    if (one.outcome === 'skip') skips.set(one.message!, (skips.get(one.message!) ?? 0) + 1);
    else if (one.outcome !== 'pass') console.log(one.outcome, one.id, one.message);
  }
  console.log(JSON.stringify(report.summary), [...skips]);
} else {
  const [names, ...queries] = args;
  const wanted = names!.split(',');
  const cases = selectCases(allCases(), queries.length ? queries : ['*']);
  for (const driver of faultyNamedDrivers().filter(({ name }) => wanted.some((w) => name === w || (w.endsWith('*') && name.startsWith(w.slice(0, -1)))))) {
    const citing = cases.filter((one) => citesAny(one, driver.breaks));
    const run = caseRunner(driver.create);
    const killed = citing.filter((one) => ['fail', 'warn'].includes(run(one).result.outcome)).map(({ id }) => id);
    console.log(driver.name, killed.length ? `killed by ${killed.length}: ${killed.slice(0, 40).join(' ')}` : 'SURVIVES', `of ${citing.length}`);
  }
}
