import type { RunReport } from '../runner.js';

/** A report for programs: one JSON object with driver, summary and cases. */
export function renderJson(report: RunReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
