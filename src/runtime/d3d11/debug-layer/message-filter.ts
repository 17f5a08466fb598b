/** What one filter lets through, and the stacks of them that a debug layer has. */

/** The numbers that a filter looks at: D3D11_MESSAGE_CATEGORY, D3D11_MESSAGE_SEVERITY, D3D11_MESSAGE_ID. */
export interface FilteredMessage {
  readonly category: number;
  readonly severity: number;
  readonly id: number;
}

/** One half of a filter: values to look for. An empty list looks for nothing. */
export interface FilterEntries {
  readonly categories: readonly number[];
  readonly severities: readonly number[];
  readonly ids: readonly number[];
}

/** A filter as plain data. */
export interface FilterLists {
  readonly allow: FilterEntries;
  readonly deny: FilterEntries;
}

const nothing: FilterEntries = { categories: [], severities: [], ids: [] };

/** Lets everything through. */
export const emptyFilter: FilterLists = { allow: nothing, deny: nothing };

const joined = (one: readonly number[], other: readonly number[]) => [...new Set([...one, ...other])];

function joinedEntries(one: FilterEntries, other: FilterEntries): FilterEntries {
  return {
    categories: joined(one.categories, other.categories),
    severities: joined(one.severities, other.severities),
    ids: joined(one.ids, other.ids),
  };
}

/** Half a filter, made to be asked often. */
class Entries {
  private readonly lists: readonly (readonly [keyof FilteredMessage, ReadonlySet<number>])[];

  constructor({ categories, severities, ids }: FilterEntries) {
    const all = [
      ['category', new Set(categories)],
      ['severity', new Set(severities)],
      ['id', new Set(ids)],
    ] as const;
    this.lists = all.filter(([, values]) => values.size > 0);
  }

  /** Whether each list that is not empty has the message's value. */
  hasAll(message: FilteredMessage): boolean {
    return this.lists.every(([key, values]) => values.has(message[key]));
  }

  hasAny(message: FilteredMessage): boolean {
    return this.lists.some(([key, values]) => values.has(message[key]));
  }
}

/**
 * One filter. A message passes where no deny list has its value and each allow list that is not empty has it. No document
 * says how the lists go together; this is our reading.
 */
class Filter {
  private readonly allow: Entries;
  private readonly deny: Entries;

  constructor(readonly lists: FilterLists) {
    this.allow = new Entries(lists.allow);
    this.deny = new Entries(lists.deny);
  }

  passes(message: FilteredMessage): boolean {
    return !this.deny.hasAny(message) && this.allow.hasAll(message);
  }
}

/** Filters over one another; the one on top alone counts. */
export class FilterStack {
  private readonly filters: Filter[];

  /** @param first from the bottom up */
  constructor(...first: readonly FilterLists[]) {
    this.filters = first.map((lists) => new Filter(lists));
  }

  get size(): number {
    return this.filters.length;
  }

  /** The filter on top; an empty one where there is none. */
  get top(): FilterLists {
    return this.filters.at(-1)?.lists ?? emptyFilter;
  }

  passes(message: FilteredMessage): boolean {
    const top = this.filters.at(-1);
    return top === undefined || top.passes(message);
  }

  push(lists: FilterLists): void {
    this.filters.push(new Filter(lists));
  }

  /** Nothing happens where there is none. */
  pop(): void {
    this.filters.pop();
  }

  /** Adds to the lists on top, or pushes them where there is no filter. */
  add({ allow, deny }: FilterLists): void {
    const { top } = this;
    this.filters.pop();
    this.push({ allow: joinedEntries(top.allow, allow), deny: joinedEntries(top.deny, deny) });
  }

  /** Empties the lists on top. */
  clear(): void {
    if (this.filters.pop()) this.push(emptyFilter);
  }
}
