import { describe, expect, it } from '@jest/globals';
import type { IUnknown, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { ruleTests } from '../rule-tests.js';
import { declarations } from './every-method.js';
import {
  bufferDesc,
  contextOf,
  createBuffer,
  createDecoderView,
  createQuery,
  createSession,
  createTexture,
  everyObject,
  Machine,
  made,
  query,
  references,
} from './machine.js';

const { out, S_OK, E_INVALIDARG, E_NOINTERFACE, E_POINTER, guid } = d3d11;

/** Interfaces of other things, and those that exist on Windows and not here. */
const foreign = {
  ID3D10Device: guid('9b7e4c0f-342c-4106-a19f-4f2704f689f0'),
  nobody: guid('12345678-1234-1234-1234-123456789abc'),
};

const { IUnknown: Unknown } = d3d11;
const versions = (name: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => (from + at === 0 ? name : `${name}${from + at}`));

/** What each kind of object has, by REF-10, REF-12, REF-14, REF-15, and what it has not. */
const interfacesOf: Readonly<Record<string, readonly string[]>> = {
  device: [
    ...['IUnknown', 'IDXGIObject', 'ID3D10Multithread'],
    ...versions('ID3D11Device', 0, 5),
    ...versions('ID3D11VideoDevice', 0, 2),
    ...versions('IDXGIDevice', 0, 4),
  ],
  context: [
    ...['IUnknown', 'ID3D11DeviceChild', 'ID3D11Multithread'],
    ...versions('ID3D11DeviceContext', 0, 4),
    ...versions('ID3D11VideoContext', 0, 3),
  ],
  buffer: [
    ...['IUnknown', 'ID3D11DeviceChild', 'ID3D11Resource', 'ID3D11Buffer'],
    ...['IDXGIObject', 'IDXGIDeviceSubObject', 'IDXGIResource', 'IDXGIResource1'],
  ],
  texture: [
    ...['IUnknown', 'ID3D11DeviceChild', 'ID3D11Resource', 'ID3D11Texture2D'],
    ...['IDXGIObject', 'IDXGIDeviceSubObject', 'IDXGIResource', 'IDXGIResource1'],
    ...['IDXGISurface', 'IDXGISurface1', 'IDXGISurface2'],
  ],
  query: ['IUnknown', 'ID3D11DeviceChild', 'ID3D11Asynchronous', 'ID3D11Query'],
  session: ['IUnknown', 'ID3D11DeviceChild', 'ID3D11CryptoSession'],
};

/** By IID: ID3D10Multithread and ID3D11Multithread have the same. */
const iidsOf = (names: readonly string[]) =>
  new Set(declarations.filter(({ name }) => names.includes(name)).map(({ iid }) => iid));

function has(object: IUnknown, { iid }: { readonly iid: d3d11.Guid }): boolean {
  const cell: Out<IUnknown> = { value: object };
  const code = object.QueryInterface(iid, cell);
  if (code !== S_OK) expect([code, cell.value]).toEqual([E_NOINTERFACE, null]);
  cell.value?.Release();
  return code === S_OK;
}

const namesOf = (object: IUnknown) =>
  declarations.filter((each) => has(object, each)).map(({ name }) => name);

/** Every view of an object, each with a reference. */
const viewsOf = (object: IUnknown) =>
  declarations.filter((each) => has(object, each)).map((each) => query(object, each));

const emptied = { value: 'what was there before' } as never;

ruleTests(
  'REF',
  {
    'REF-1': () => {
      const device = new Machine().device();
      const { context, buffer, texture, query: event, session } = everyObject(device);
      for (const each of [context, buffer, texture, event, session]) expect(references(each)).toBe(1);
      const base = references(device);
      const cell = out<d3d11.ID3D11Device>();
      for (const child of [context, buffer, texture, event, session]) child.GetDevice(cell);
      expect(references(device)).toBe(base + 5);
      const again = out<d3d11.ID3D11DeviceContext>();
      device.GetImmediateContext(again);
      expect(references(context)).toBe(2);
    },
    'REF-2': () => {
      const device = new Machine().device();
      const makers = [createBuffer, createTexture, createQuery, createSession] as const;
      for (const [at, make] of makers.entries()) {
        expect(references(device)).toBe(at + 1);
        const child = make(device);
        expect(references(device)).toBe(at + 2);
        child.AddRef(); // however many references it has
        expect(references(device)).toBe(at + 2);
      }
    },
    'REF-3': () => {
      const machine = new Machine();
      const device = machine.device();
      for (const make of [createBuffer, createTexture, createQuery, createSession]) {
        const before = machine.liveBlocks;
        const child = make(device);
        expect(child.AddRef()).toBe(2);
        expect([child.Release(), references(device)]).toEqual([1, 2]);
        expect([child.Release(), references(device)]).toEqual([0, 1]);
        expect(machine.liveBlocks).toBe(before);
      }
    },
    'REF-4': () => {
      const device = new Machine().device();
      const context = contextOf(device);
      expect(context.Release()).toBe(0);
      const again = contextOf(device);
      expect(again).toBe(context);
      expect(references(again)).toBe(1);
      expect(again.GetType()).toBe(0);
      expect(again.Release()).toBe(0);
      // A pointer from before, which the device keeps alive: it may be counted up again.
      expect([context.AddRef(), references(device)]).toEqual([1, 2]);
    },
    'REF-5': () => {
      const device = new Machine().device();
      expect(references(device)).toBe(1);
      const context = contextOf(device);
      expect(references(device)).toBe(2);
      for (let count = 2; count < 6; count += 1) {
        expect([context.AddRef(), references(device)]).toEqual([count, 2]);
      }
      query(context, d3d11.ID3D11VideoContext);
      expect([references(context), references(device)]).toEqual([6, 2]);
      for (let count = 5; count > 0; count -= 1)
        expect([context.Release(), references(device)]).toEqual([count, 2]);
      expect([context.Release(), references(device)]).toEqual([0, 1]);
    },
    'REF-6': () => {
      const device = new Machine().device();
      const { context, buffer, texture, query: event, session } = everyObject(device);
      for (const child of [
        context,
        buffer,
        texture,
        event,
        session,
        query(context, d3d11.ID3D11VideoContext),
      ]) {
        const cell = out<d3d11.ID3D11Device>();
        child.GetDevice(cell);
        expect(cell.value).toBe(device);
      }
    },
    'REF-7': () => {
      for (const object of Object.values(everyObject(new Machine().device()))) {
        const identity = query(object, Unknown);
        const names = namesOf(object);
        for (const view of viewsOf(object)) {
          expect(query(view, Unknown)).toBe(identity);
          expect(namesOf(view)).toEqual(names); // symmetric, reflexive, transitive
          for (const each of declarations.filter(({ name }) => names.includes(name)))
            expect(query(view, each)).toBe(query(object, each));
        }
      }
    },
    'REF-8': () => {
      for (const object of Object.values(everyObject(new Machine().device())))
        for (const view of viewsOf(object))
          for (const iid of Object.values(foreign)) {
            const before = references(object);
            const cell: Out<IUnknown> = { value: object };
            expect(view.QueryInterface(iid, cell)).toBe(E_NOINTERFACE);
            expect([cell.value, references(object)]).toEqual([null, before]);
          }
    },
    'REF-9': () => {
      for (const object of Object.values(everyObject(new Machine().device())))
        for (const view of viewsOf(object)) {
          const before = references(object);
          expect(view.QueryInterface(Unknown.iid, null as never)).toBe(E_POINTER);
          expect(references(object)).toBe(before);
        }
    },
    'REF-10': () => {
      const device = new Machine().device();
      expect(iidsOf(namesOf(device))).toEqual(iidsOf(interfacesOf.device!));
      expect(has(device, { iid: foreign.ID3D10Device })).toBe(false);
    },
    'REF-11': () => {
      const device = new Machine({ profile: { videoFunctions: false } }).device();
      for (const name of versions('ID3D11VideoDevice', 0, 2)) expect(namesOf(device)).not.toContain(name);
      for (const name of versions('ID3D11VideoContext', 0, 3))
        expect(namesOf(contextOf(device))).not.toContain(name);
    },
    'REF-12': () => {
      expect(iidsOf(namesOf(contextOf(new Machine().device())))).toEqual(iidsOf(interfacesOf.context!));
    },
    'REF-14': () => {
      const device = new Machine().device();
      const context = contextOf(device);
      const lock = query(context, d3d11.ID3D11Multithread);
      expect([references(lock), references(context)]).toEqual([2, 2]);
      expect([lock.Release(), references(context)]).toEqual([1, 1]);
      expect(lock.GetMultithreadProtected()).toBe(0);
      expect([lock.SetMultithreadProtected(1), lock.GetMultithreadProtected()]).toEqual([0, 1]);
      const ofDevice = query(device, d3d11.ID3D10Multithread);
      expect(ofDevice.GetMultithreadProtected()).toBe(1);
      expect([ofDevice.SetMultithreadProtected(0), lock.GetMultithreadProtected()]).toEqual([1, 0]);
    },
    'REF-15': () => {
      const device = new Machine().device();
      const objects = everyObject(device);
      for (const kind of ['buffer', 'texture', 'query', 'session'] as const)
        expect(iidsOf(namesOf(objects[kind]))).toEqual(iidsOf(interfacesOf[kind]!));
      const slices = createTexture(device, { ArraySize: 2 });
      expect(has(slices, d3d11.IDXGISurface)).toBe(false);
      expect(has(slices, d3d11.IDXGIResource)).toBe(true);
    },
    'REF-17': () => {
      const device = new Machine().device();
      const view = createDecoderView(device); // of a texture that it alone holds
      const resource = out<d3d11.ID3D11Resource>();
      view.GetResource(resource);
      expect(references(resource.value!)).toBe(2);
      expect([view.Release(), references(resource.value!)]).toEqual([0, 1]);
    },
    'REF-18': () => {
      const machine = new Machine();
      const device = machine.device();
      const { view, ...objects } = everyObject(device);
      view.Release(); // with the texture that it alone holds
      expect(device.Release()).toBe(7);
      const { context, buffer, texture, query: event, session, channel, decoder } = objects;
      const children = [context, buffer, texture, event, session, channel, decoder];
      for (const [at, child] of children.entries()) {
        expect(machine.driverCalls).not.toContain('DestroyDevice');
        expect(machine.drivers[0]!.memory.live().length).toBeGreaterThan(0);
        const cell = out<d3d11.ID3D11Device>();
        child.GetDevice(cell);
        expect(cell.value!.Release()).toBe(children.length - at);
        expect(child.Release()).toBe(0);
      }
      expect(machine.driverCalls.filter((name) => name === 'DestroyDevice')).toHaveLength(1);
      expect(machine.liveBlocks).toBe(0);
    },
  },
  {
    'REF-13': 'deferred contexts are not emulated',
    'REF-16': 'shared resources are not emulated',
    'REF-19': 'swap chains are not emulated',
  },
);

describe('objects of a device', () => {
  it('take GUIDs in any case, with braces or without', () => {
    const device = new Machine().device();
    const { iid } = d3d11.ID3D11VideoDevice;
    for (const text of [iid.toUpperCase(), `{${iid}}`, `{${iid.toUpperCase()}}`]) {
      const cell = out<IUnknown>();
      expect(device.QueryInterface(text as d3d11.Guid, cell)).toBe(S_OK);
      expect(cell.value).toBe(query(device, d3d11.ID3D11VideoDevice));
    }
    const session = out<d3d11.ID3D11CryptoSession>();
    const upper = (text: string) => `{${text.toUpperCase()}}` as d3d11.Guid;
    const video = query(device, d3d11.ID3D11VideoDevice);
    const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
    expect(video.CreateCryptoSession(upper(CTR), null, upper(OAEP), session)).toBe(S_OK);
    const type = out<d3d11.Guid>();
    session.value!.GetCryptoType(type);
    expect(type.value).toBe(CTR);
  });

  it('refuse what is no GUID, and leave null', () => {
    const cell = { value: emptied } as Out<IUnknown>;
    expect(new Machine().device().QueryInterface('no guid' as d3d11.Guid, cell)).toBe(E_INVALIDARG);
    expect(cell.value).toBeNull();
  });

  it("tell descriptions that are the caller's own, and keep none of the caller's", () => {
    const device = new Machine().device();
    const given = { ...bufferDesc };
    const cell = out<d3d11.ID3D11Buffer>();
    const buffer = made(device.CreateBuffer(given, null, cell), cell);
    Object.assign(given, { ByteWidth: 1 });
    const [first, second] = [out<d3d11.D3D11_BUFFER_DESC>(), out<d3d11.D3D11_BUFFER_DESC>()];
    buffer.GetDesc(first);
    expect(first.value).toEqual(bufferDesc);
    Object.assign(first.value!, { ByteWidth: 2 });
    buffer.GetDesc(second);
    expect(second.value).toEqual(bufferDesc);
    const texture = createTexture(device);
    const told = [out<d3d11.D3D11_TEXTURE2D_DESC>(), out<d3d11.D3D11_TEXTURE2D_DESC>()] as const;
    texture.GetDesc(told[0]);
    Object.assign(told[0].value!.SampleDesc, { Count: 9 });
    texture.GetDesc(told[1]);
    expect(told[1].value!.SampleDesc.Count).toBe(1);
    const surface = [out<d3d11.DXGI_SURFACE_DESC>(), out<d3d11.DXGI_SURFACE_DESC>()] as const;
    query(texture, d3d11.IDXGISurface).GetDesc(surface[0]);
    Object.assign(surface[0].value!.SampleDesc, { Count: 9 });
    query(texture, d3d11.IDXGISurface).GetDesc(surface[1]);
    expect(surface[1].value).toEqual({
      Width: 16,
      Height: 16,
      Format: d3d11.DXGI_FORMAT.NV12,
      SampleDesc: { Count: 1, Quality: 0 },
    });
  });

  it('leave null where a create fails, never the object before', () => {
    const device = new Machine().device();
    const before = createBuffer(device);
    const count = references(before);
    const cell: Out<never> = { value: before as never };
    const video = query(device, d3d11.ID3D11VideoDevice);
    const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR } = d3d11;
    const attempts = [
      () => device.CreateBuffer({ ...bufferDesc, ByteWidth: 0 }, null, cell),
      () => device.CreateTexture2D(null as never, null, cell),
      () => device.CreateQuery({ Query: 0xff, MiscFlags: 0 }, cell),
      () => video.CreateCryptoSession(CTR, null, CTR, cell),
      () => device.QueryInterface(foreign.nobody, cell),
    ];
    for (const attempt of attempts) {
      cell.value = before as never;
      expect(d3d11.failed(attempt())).toBe(true);
      expect(cell.value).toBeNull();
    }
    expect(references(before)).toBe(count); // nobody released it
  });

  it('say so when they are released once too often, and do nothing', () => {
    const device = new Machine().device();
    const buffer = createBuffer(device);
    expect(buffer.Release()).toBe(0);
    const { count } = d3d11.infoQueueOf(device);
    expect([buffer.Release(), buffer.AddRef()]).toEqual([0, 0]);
    expect(d3d11.infoQueueOf(device).count).toBe(count + 2);
    expect(references(device)).toBe(1);
    const context = contextOf(device);
    expect([context.Release(), context.Release()]).toEqual([0, 0]);
    expect(references(device)).toBe(1);
    // With the device its context has ended: no count brings either back.
    expect([device.Release(), context.AddRef(), device.AddRef()]).toEqual([0, 0, 0]);
  });
});
