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

/** A list with each of its members left out once, with its comma: one that stays behind alone is a hole, or no syntax. */
export function eachLeftOut(mutator: string, members: ts.NodeArray<ts.Node>): readonly Edit[] {
  return members.map((node, index) => {
    const end = members[index + 1]?.getStart() ?? members.end;
    return { mutator, node, start: node.getStart(), end, to: '' };
  });
}
