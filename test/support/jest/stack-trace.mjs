import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const runner = new URL('runner.mjs', import.meta.url).href;

/** A line of a stack, as V8 writes it, at its place in the TypeScript. */
function inSource(frame) {
  const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  const entry = file?.startsWith('file:') ? findSourceMap(file)?.findEntry(line - 1, column - 1) : undefined;
  if (entry?.originalLine === undefined) return String(frame);
  const place = `${fileURLToPath(file)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  return String(frame).replace(`${file}:${line}:${column}`, () => place);
}

/** An `Error.prepareStackTrace`. Node's own calls a function without a name `<anonymous>`, and jest leaves such lines out. */
export function stackTrace(error, frames) {
  const lines = frames.filter((frame) => frame.getFileName() !== runner).map(inSource);
  return [Error.prototype.toString.call(error), ...lines].join('\n    at ');
}
