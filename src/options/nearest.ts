/** Edits (insert, delete, replace, swap two neighbours) that lead from one text to another. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length]!;
}

/** How near a name is: less is nearer, Infinity is too far to have been meant. */
function rank(name: string, query: string): number {
  const isPart = query.length > 2 && name.includes(query);
  if (isPart) return (name.length - query.length) / 1000; // before every misspelling
  const edits = distance(query, name);
  const reach = Math.min(Math.max(2, Math.floor(query.length / 3)), query.length - 1);
  return edits <= reach ? edits : Infinity;
}

/**
 * The names that look like one that nobody has, for "did you mean": those that contain it, then those that few edits
 * make of it, a third of its letters at most. Case and `*` do not count. Empty where nothing is near: a name far off
 * is no help.
 * @example
 * nearest(['negotiate', 'create'], 'negotaite'); // ['negotiate']
 */
export function nearest(names: readonly string[], query: string, count = 3): string[] {
  const wanted = query.toLowerCase().replaceAll('*', '');
  return [...new Set(names)]
    .map((name) => ({ name, rank: rank(name.toLowerCase(), wanted) }))
    .filter((one) => one.rank < Infinity)
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}
