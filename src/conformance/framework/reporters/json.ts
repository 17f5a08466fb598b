import type { RunReport } from '../runner.js';

/**
 * A report for programs: one JSON object with driver, summary and cases; each case has a message, empty for a pass.
 * @example
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * process.stdout.write(renderJson(report));
 */
export function renderJson(report: RunReport): string {
  const cases = report.cases.map((one) => ({ ...one, message: one.message ?? '' }));
  return `${JSON.stringify({ ...report, cases }, null, 2)}\n`;
}
