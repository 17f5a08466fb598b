import ts from 'typescript';
import { edits } from './mutators.js';
import { placeOf } from './place.js';

/** What a mutant is known by, whatever moves above and below it. */
export interface MutantName {
  /** From the project's folder, with slashes. */
  readonly file: string;
  /** The functions, classes and variables around it, outermost first, with dots; empty at the top of a module. */
  readonly within: string;
  /** The line that it begins on, trimmed. */
  readonly line: string;
  /** The text that is replaced, blanks made one. */
  readonly from: string;
  /** What stands there instead. */
  readonly to: string;
  /** Which of several that are the same in all this, from 1. */
  readonly nth: number;
}

/** A source file with one thing changed. */
export interface Mutant extends MutantName {
  /** The name of the change, of `mutators.ts`. */
  readonly mutator: string;
  /** Where it is today, from 1. */
  readonly lineNumber: number;
  /** The whole file, mutated. */
  readonly text: string;
}

const oneBlank = (text: string) => text.replace(/\s+/g, ' ').trim();

export const keyOf = ({ file, within, line, from, to, nth }: MutantName): string =>
  JSON.stringify([file, within, line, from, to, nth]);

/** Every mutant of a file, in the order of its text. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const seen = new Map<string, number>();
  return edits(source).map(({ mutator, node, start, end, to }) => {
    const { line: row } = source.getLineAndCharacterOfPosition(start);
    const named = {
      file,
      within: placeOf(node),
      line: text.split('\n')[row]!.trim(),
      from: oneBlank(text.slice(start, end)),
      to: oneBlank(to),
    };
    const same = keyOf({ ...named, nth: 1 });
    const nth = (seen.get(same) ?? 0) + 1;
    seen.set(same, nth);
    return { ...named, nth, mutator, lineNumber: row + 1, text: text.slice(0, start) + to + text.slice(end) };
  });
}
