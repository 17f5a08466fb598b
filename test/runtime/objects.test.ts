import { describe, expect, it } from '@jest/globals';
import type { Parent } from '../../src/runtime/objects.js';
import { ChildObject, Children } from '../../src/runtime/objects.js';

/** An object whose end is written down, and which may have objects itself. */
class Noted extends ChildObject<Parent> implements Parent {
  readonly children = new Children();

  constructor(
    owner: Parent,
    private readonly name: string,
    private readonly ended: string[],
  ) {
    super(owner);
  }

  protected override end(): void {
    this.children.release();
    this.ended.push(this.name);
  }
}

describe('objects of a parent', () => {
  it('are released with it, those of theirs before them, in the order in which they came', () => {
    const ended: string[] = [];
    const root: Parent = { children: new Children() };
    const device = new Noted(root, 'device', ended);
    for (const name of ['first', 'second']) new Noted(device, name, ended);
    new Noted(root, 'other', ended);
    root.children.release();
    expect(ended).toEqual(['first', 'second', 'device', 'other']);
  });

  it('end once, whether their holder or their parent comes first', () => {
    const ended: string[] = [];
    const root: Parent = { children: new Children() };
    const one = new Noted(root, 'one', ended);
    expect(one.isReleased).toBe(false);
    one.Release();
    one.Release();
    root.children.release();
    expect([ended, one.isReleased]).toEqual([['one'], true]);
    const two = new Noted(root, 'two', ended);
    root.children.release();
    two.Release();
    expect(ended).toEqual(['one', 'two']);
  });
});
