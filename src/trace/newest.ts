/** The newest of what is added, and no more than `keep` of them. */
export class Newest<T> {
  private readonly items: T[] = [];
  /** Where the oldest stands, which the next one replaces. */
  private oldest = 0;

  /** @throws RangeError when there is to be none */
  constructor(private readonly keep: number) {
    if (!(keep >= 1)) throw new RangeError(`keep: expected a number from 1, received ${keep}`);
  }

  add(item: T): void {
    if (this.items.length < this.keep) {
      this.items.push(item);
      return;
    }
    this.items[this.oldest] = item;
    this.oldest = (this.oldest + 1) % this.items.length;
  }

  /** Oldest first. */
  list(): T[] {
    return [...this.items.slice(this.oldest), ...this.items.slice(0, this.oldest)];
  }
}
