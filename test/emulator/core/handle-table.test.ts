import { describe, expect, it } from '@jest/globals';
import type { Address, Handle } from 'softumd/abi';
import { NULL } from 'softumd/abi';
import { ArenaMemory } from 'softumd/memory';
import type { HandleKind, Incident } from '../../../emulator/core/handle-table.js';
import { HANDLE_HEADER_BYTES, HandleTable } from '../../../emulator/core/handle-table.js';
import { HandleTables } from '../../../emulator/core/handle-tables.js';

type Thing = Handle<'THING'>;

const things: HandleKind = { name: 'thing', signature: 0x6e696874, handleType: 'THING' };
const otherThings: HandleKind = { name: 'other', signature: 0x7265746f, handleType: 'OTHER' };
const at = (address: number) => address as Address;
const silent = () => undefined;

function bench() {
  const memory = new ArenaMemory();
  const table = new HandleTable<Thing, string>(memory, things);
  const block = (bytes = HANDLE_HEADER_BYTES) => memory.allocate(bytes, 'private memory') as Thing;
  const header = (handle: Thing) => memory.copyOut(handle, HANDLE_HEADER_BYTES);
  const slotOf = (handle: Thing) => memory.readU32(handle);
  const incidents: Incident[] = [];
  const report = (incident: Incident) => incidents.push(incident);
  const overwritten = (handle: Thing) => ({
    kind: 'thing',
    handle,
    what: 'private memory was overwritten' as const,
  });
  return { memory, table, block, header, slotOf, incidents, report, overwritten };
}

describe('a handle table', () => {
  it('finds what was put behind a handle, until it is taken away', () => {
    const { table, block } = bench();
    const [one, other] = [block(), block()];
    table.add(one, 'one');
    table.add(other, 'other');
    expect([table.find(one), table.find(other), table.find(block())]).toEqual(['one', 'other', undefined]);
    expect(table.remove(one)).toBe('one');
    expect([table.find(one), table.remove(one), table.find(other)]).toEqual([undefined, undefined, 'other']);
    expect([table.find(NULL as Thing), table.remove(NULL as Thing)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['slot', 0],
    ['signature', 4],
    ['generation', 8],
  ])('knows no handle whose %s was overwritten (D-61)', (_word, offset) => {
    const { memory, table, block } = bench();
    const [one, other] = [block(), block()];
    table.add(one, 'one');
    table.add(other, 'other');
    const word = at(one + offset);
    const right = memory.readU32(word);
    const others = [memory.readU32(at(other + offset)), 0xffff_ffff, (right ^ 0x8000_0000) >>> 0];
    for (const wrong of others.filter((one) => one !== right)) {
      memory.writeU32(word, wrong);
      expect(table.find(one)).toBeUndefined();
    }
    memory.writeU32(word, right);
    expect([table.find(one), table.find(other)]).toEqual(['one', 'other']);
  });

  it('knows no copy of a header at another address', () => {
    const { memory, table, block, header } = bench();
    const [one, copy] = [block(), block()];
    table.add(one, 'one');
    memory.copyIn(copy, header(one));
    expect(table.find(copy)).toBeUndefined();
  });

  it('knows no header of an object that was in the same block before', () => {
    const { memory, table, block, header } = bench();
    const handle = block();
    const headers = ['first', 'second', 'third'].map((name) => {
      table.add(handle, name);
      const bytes = header(handle);
      expect(table.remove(handle)).toBe(name);
      return bytes;
    });
    table.add(handle, 'last');
    const right = header(handle);
    for (const old of headers) {
      memory.copyIn(handle, old);
      expect(table.find(handle)).toBeUndefined();
    }
    memory.copyIn(handle, right);
    expect(table.find(handle)).toBe('last');
  });

  it('takes the slots of dead objects again, each for one object', () => {
    const { table, block, slotOf } = bench();
    const handles = Array.from({ length: 8 }, () => block());
    const slots = () => handles.map(slotOf).sort((a, b) => a - b);
    for (const handle of handles) table.add(handle, 'first');
    expect(slots()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const handle of handles) {
      table.remove(handle);
      table.remove(handle);
    }
    handles.forEach((handle, index) => {
      table.add(handle, `again ${index}`);
    });
    expect(slots()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(handles.map((handle) => table.find(handle))).toEqual(handles.map((_, index) => `again ${index}`));
  });

  it('puts nothing behind the handle of a block that is too short, and writes nothing there (D-14)', () => {
    const { memory, table, block, slotOf } = bench();
    for (const bytes of [4, 8, 12, HANDLE_HEADER_BYTES - 1]) {
      const short = block(bytes);
      expect(() => {
        table.add(short, 'short');
      }).toThrow('access violation');
      expect([...memory.copyOut(short, bytes)].every((byte) => byte === 0)).toBe(true);
    }
    expect([...table.entries()]).toEqual([]);
    const handle = block();
    table.add(handle, 'one');
    expect(slotOf(handle)).toBe(0);
  });
});

describe('an object whose private memory was overwritten', () => {
  it('is taken away by its address and reported, once', () => {
    const { memory, table, block, incidents, report, overwritten } = bench();
    const [one, other] = [block(), block()];
    table.add(one, 'one');
    table.add(other, 'other');
    memory.range(other, HANDLE_HEADER_BYTES).fill(0x5a);
    expect([table.remove(other), table.removeOverwritten(other, report)]).toEqual([undefined, 'other']);
    expect(incidents).toEqual([overwritten(other)]);
    expect(table.removeOverwritten(other, report)).toBeUndefined();
    expect(table.removeOverwritten(block(), report)).toBeUndefined();
    expect(table.removeOverwritten(NULL as Thing, report)).toBeUndefined();
    expect(incidents).toHaveLength(1);
    expect([...table.entries()]).toEqual([{ handle: one, object: 'one' }]);
  });

  it('is the one that is there now, not one that was there before', () => {
    const { memory, table, block, report } = bench();
    const [one, other] = [block(), block()];
    for (const handle of [one, other]) table.add(handle, 'early');
    for (const handle of [one, other]) table.remove(handle);
    table.add(one, 'late'); // where the other one was
    memory.range(one, HANDLE_HEADER_BYTES).fill(0);
    expect(table.removeOverwritten(one, report)).toBe('late');
    expect(table.removeOverwritten(other, report)).toBeUndefined();
  });

  it('is ended with the others when the table ends, and reported; freed memory is not looked at', () => {
    const { memory, table, block, incidents, report, overwritten } = bench();
    const [, dead, spoilt, freed] = ['intact', 'dead', 'spoilt', 'freed'].map((name) => {
      const handle = block();
      table.add(handle, name);
      return handle;
    });
    table.remove(dead!);
    memory.writeU32(spoilt!, 0);
    memory.free(freed!);
    const ended: string[] = [];
    table.clear((object) => ended.push(object), report);
    expect(ended).toEqual(['intact', 'spoilt', 'freed']);
    expect(incidents).toEqual([overwritten(spoilt!)]);
  });
});

describe('a block of private memory', () => {
  it('is vacant until an object of any table is there, and when that has gone', () => {
    const memory = new ArenaMemory();
    const tables = new HandleTables(memory);
    const [first, second, third] = [
      tables.create<Thing, string>(things),
      tables.create<Thing, string>(things),
      tables.create<Thing, string>(otherThings),
    ];
    const block = memory.allocate(HANDLE_HEADER_BYTES, 'private memory') as Thing;
    expect(tables.isVacant(block)).toBe(true);
    for (const table of [first, second, third]) {
      table.add(block, 'one');
      expect(tables.isVacant(block)).toBe(false);
      table.remove(block);
      expect(tables.isVacant(block)).toBe(true);
    }
    // Another one’s header, and bytes that look like one, are nobody’s.
    memory.writeWords(block, [0, otherThings.signature, 1, 0]);
    expect(tables.isVacant(block)).toBe(true);
  });

  it('is vacant when the owner of its object has ended', () => {
    const memory = new ArenaMemory();
    const tables = new HandleTables(memory);
    const [ending, staying] = [tables.create<Thing, string>(things), tables.create<Thing, string>(things)];
    const [one, other] = [ending, staying].map((table) => {
      const block = memory.allocate(HANDLE_HEADER_BYTES, 'private memory') as Thing;
      table.add(block, 'one');
      return block;
    });
    ending.clear(silent, silent);
    tables.drop(ending);
    expect([tables.isVacant(one!), tables.isVacant(other!)]).toEqual([true, false]);
  });
});
