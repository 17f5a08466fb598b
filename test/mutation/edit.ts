import type ts from 'typescript';

/** One change of a text: what stands from `start` up to `end` becomes `to`. */
export interface Edit {
  readonly mutator: string;
  /** What is changed, or what it stands in. */
  readonly node: ts.Node;
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** `to` in place of a node. */
export function instead(mutator: string, node: ts.Node, to: string): Edit {
  return { mutator, node, start: node.getStart(), end: node.getEnd(), to };
}

/** Where the last of a list ends, with the comma behind it: alone it would stand for nothing and not compile. */
function endWithComma(node: ts.Node): number {
  const comma = /^\s*,/.exec(node.getSourceFile().text.slice(node.getEnd()));
  return node.getEnd() + (comma?.[0].length ?? 0);
}

/** A list with each of its members left out once, with its comma. */
export function eachLeftOut(mutator: string, members: readonly ts.Node[]): readonly Edit[] {
  return members.map((node, index) => {
    const next = members[index + 1];
    return {
      mutator,
      node,
      start: node.getStart(),
      end: next ? next.getStart() : endWithComma(node),
      to: '',
    };
  });
}
