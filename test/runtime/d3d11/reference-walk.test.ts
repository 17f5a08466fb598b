/** Random sequences of QueryInterface, AddRef, Release and creations, against a model that only counts. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { IUnknown, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { contextOf, createBuffer, createQuery, createSession, createTexture, Machine } from './machine.js';
import { runs } from '../../support/runs.js';

const { out, S_OK } = d3d11;

/** The function by which a driver's object ends; null where the driver has none. */
const makers = [
  { name: 'buffer', make: createBuffer, end: 'DestroyResource' },
  { name: 'texture', make: createTexture, end: 'DestroyResource' },
  { name: 'session', make: createSession, end: 'DestroyCryptoSession' },
  { name: 'query', make: createQuery, end: null },
] as const;

/** An object as the model has it: how many references callers hold, and whether it is over. */
interface Counted {
  readonly name: string;
  readonly end: string | null;
  count: number;
  isOver: boolean;
  /** Views that the walk got, by IID. */
  readonly views: Map<string, IUnknown>;
}

/** Interfaces of every kind, and one of nobody. */
const interfaces: readonly { readonly iid: d3d11.Guid }[] = [
  d3d11.IUnknown,
  d3d11.ID3D11Device,
  d3d11.ID3D11Device5,
  d3d11.IDXGIDevice,
  d3d11.IDXGIObject,
  d3d11.ID3D11VideoDevice,
  d3d11.ID3D11DeviceChild,
  d3d11.ID3D11DeviceContext,
  d3d11.ID3D11VideoContext,
  d3d11.ID3D11Multithread,
  d3d11.ID3D11Resource,
  d3d11.ID3D11Buffer,
  d3d11.ID3D11Texture2D,
  d3d11.IDXGISurface,
  d3d11.IDXGIResource,
  d3d11.ID3D11Query,
  d3d11.ID3D11CryptoSession,
  { iid: d3d11.guid('12345678-1234-1234-1234-123456789abc') },
];

class Walk {
  readonly machine = new Machine();
  private readonly device: Counted;
  private readonly context: Counted;
  private readonly children: Counted[];
  private readonly identities = new Map<Counted, IUnknown>();
  /** What each object answered for each interface, which never changes. */
  private readonly answers = new Map<Counted, Map<string, IUnknown | null>>();
  private readonly ends: string[] = [];

  constructor() {
    const device = this.machine.device();
    this.device = this.counted('device', 'DestroyDevice', device);
    this.context = this.counted('context', null, contextOf(device));
    this.children = [this.context];
  }

  private counted(name: string, end: string | null, view: IUnknown): Counted {
    return { name, end, count: 1, isOver: false, views: new Map([['own', view]]) };
  }

  private get all(): readonly Counted[] {
    return [this.device, ...this.children];
  }

  /** What the device's count is: its own references, and one for each child that callers hold. */
  private get expectedDeviceCount(): number {
    return this.device.count + this.children.filter(({ count }) => count > 0).length;
  }

  private expectedCount(of: Counted): number {
    return of === this.device ? this.expectedDeviceCount : of.count;
  }

  private view(of: Counted, pick: number): IUnknown {
    const views = [...of.views.values()];
    return views[pick % views.length]!;
  }

  create(pick: number): void {
    if (this.device.isOver) return;
    const { name, make, end } = makers[pick % makers.length]!;
    const child = make(this.device.views.get('own') as d3d11.ID3D11Device);
    this.children.push(this.counted(name, end, child));
  }

  query(at: number, pick: number, wanted: number): void {
    const object = this.all[at % this.all.length]!;
    if (object.isOver || object.count === 0) return;
    const { iid } = interfaces[wanted % interfaces.length]!;
    const cell: Out<IUnknown> = { value: this.device.views.get('own')! };
    const code = this.view(object, pick).QueryInterface(iid, cell);
    expect(cell.value !== null).toBe(code === S_OK);
    const answers = this.answers.get(object) ?? new Map<string, IUnknown | null>();
    this.answers.set(object, answers);
    if (answers.has(iid)) expect(cell.value).toBe(answers.get(iid));
    answers.set(iid, cell.value!);
    if (!cell.value) return;
    object.count += 1;
    object.views.set(iid, cell.value);
  }

  addRef(at: number, pick: number): void {
    const object = this.all[at % this.all.length]!;
    // The context may be counted up again from 0, while the device lives.
    if (object.isOver || (object.count === 0 && object !== this.context)) return;
    object.count += 1;
    expect(this.view(object, pick).AddRef()).toBe(this.expectedCount(object));
  }

  release(at: number, pick: number): void {
    const object = this.all[at % this.all.length]!;
    if (object.isOver || object.count === 0) return;
    object.count -= 1;
    this.settle(object);
    expect(this.view(object, pick).Release()).toBe(this.expectedCount(object));
  }

  /** What is over now, by the model, and what of the driver ends with it. */
  private settle(object: Counted): void {
    if (object.count === 0 && object !== this.device && object !== this.context) {
      object.isOver = true;
      if (object.end !== null) this.ends.push(object.end);
    }
    if (this.expectedDeviceCount > 0) return;
    this.device.isOver = true;
    this.context.isOver = true;
    this.ends.push('DestroyDevice');
  }

  check(): void {
    const called = this.machine.driverCalls.filter((name) => name.startsWith('Destroy'));
    expect(called).toEqual(this.ends);
    for (const object of this.all) {
      if (object.isOver || object.count === 0) continue;
      for (const view of object.views.values()) {
        const identity = out<IUnknown>();
        view.QueryInterface(d3d11.IUnknown.iid, identity);
        expect(identity.value).toBe(this.identities.get(object) ?? identity.value);
        this.identities.set(object, identity.value!);
        identity.value!.Release();
      }
    }
  }

  /** Lets go of everything. */
  finish(): void {
    for (const [at, object] of [...this.all.entries()].reverse())
      while (object.count > 0) this.release(at, 0);
    this.check();
    expect(this.machine.liveBlocks).toBe(0);
    expect(this.ends.at(-1)).toBe('DestroyDevice');
  }
}

const number = fc.nat({ max: 1000 });
const step = fc.oneof(
  fc.tuple(fc.constant('create' as const), number, number, number),
  { weight: 3, arbitrary: fc.tuple(fc.constant('query' as const), number, number, number) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('addRef' as const), number, number, number) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('release' as const), number, number, number) },
);

describe('references and identity', () => {
  it('are those of a model that only counts, whatever comes in which order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const walk = new Walk();
        for (const [what, first, second, third] of steps) {
          if (what === 'create') walk.create(first);
          if (what === 'query') walk.query(first, second, third);
          if (what === 'addRef') walk.addRef(first, second);
          if (what === 'release') walk.release(first, second);
          walk.check();
        }
        walk.finish();
      }),
      { numRuns: runs(150) },
    );
  });
});
