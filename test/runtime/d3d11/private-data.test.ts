import { describe, expect, it } from '@jest/globals';
import type { IUnknown, Out } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { ruleTests } from '../rule-tests.js';
import { createBuffer, createTexture, everyObject, Machine, query, references } from './machine.js';

const { out, S_OK, S_FALSE, E_INVALIDARG, DXGI_ERROR_NOT_FOUND, DXGI_ERROR_MORE_DATA } = d3d11;
const name = d3d11.guid('fdb37466-428f-4edf-a37f-9b1df488c5fc');
const other = d3d11.guid('00000000-428f-4edf-a37f-9b1df488c5fc');

/** What both families of interfaces have, by names of neither. */
interface HasPrivateData {
  GetPrivateData(
    guid: d3d11.Guid,
    pDataSize: Out<number>,
    pData: Uint8Array | Out<IUnknown> | null,
  ): d3d11.Hresult;
  SetPrivateData(guid: d3d11.Guid, DataSize: number, pData: Uint8Array | null): d3d11.Hresult;
  SetPrivateDataInterface(guid: d3d11.Guid, pData: IUnknown | null): d3d11.Hresult;
}

const setUp = () => {
  const machine = new Machine();
  const device = machine.device();
  const { context, buffer, texture, query: event, session } = everyObject(device);
  const holders: readonly (HasPrivateData & IUnknown)[] = [
    device,
    query(device, d3d11.IDXGIDevice),
    context,
    query(context, d3d11.ID3D11VideoContext),
    buffer,
    query(buffer, d3d11.IDXGIResource),
    texture,
    query(texture, d3d11.IDXGISurface),
    event,
    session,
    machine.factory(),
    machine.adapter(),
  ];
  return { machine, device, holders, texture };
};

/** Runs a test on every kind of object, each through an interface of its own. */
const onEach = (test: (holder: HasPrivateData) => void) => () => {
  for (const holder of setUp().holders) {
    test(holder);
    holder.SetPrivateData(name, 0, null);
  }
};

const bytes = new Uint8Array([1, 2, 3, 4, 5]);

ruleTests(
  'PD',
  {
    'PD-1': onEach((holder) => {
      for (const size of [0, 5, 4096]) {
        expect(holder.SetPrivateData(name, 5, bytes)).toBe(S_OK);
        expect(holder.SetPrivateData(name, size, null)).toBe(S_OK);
        expect(holder.GetPrivateData(name, { value: 0 }, null)).toBe(DXGI_ERROR_NOT_FOUND);
      }
    }),
    'PD-2': onEach((holder) => {
      for (const size of [0, 4]) expect(holder.SetPrivateData(name, size, null)).toBe(S_FALSE);
    }),
    'PD-3': onEach((holder) => {
      expect(holder.SetPrivateDataInterface(name, null)).toBe(S_OK);
      const size = { value: 0 };
      expect(holder.GetPrivateData(name, size, null)).toBe(S_OK);
      expect(size.value).toBe(8);
      const cell = { value: 'before' } as unknown as Out<IUnknown>;
      expect(holder.GetPrivateData(name, size, cell)).toBe(S_OK);
      expect(cell.value).toBeNull();
      expect(holder.SetPrivateData(name, 0, null)).toBe(S_OK); // an entry it was
    }),
    'PD-4': onEach((holder) => {
      holder.SetPrivateData(name, 5, bytes);
      for (const [size, buffer] of [
        [4, new Uint8Array(8).fill(9)],
        [5, new Uint8Array(4).fill(9)],
      ] as const) {
        const cell = { value: size as number };
        expect(holder.GetPrivateData(name, cell, buffer)).toBe(DXGI_ERROR_MORE_DATA);
        expect([cell.value, new Set(buffer)]).toEqual([5, new Set([9])]);
      }
    }),
    'PD-5': onEach((holder) => {
      holder.SetPrivateData(name, 5, bytes);
      const [size, buffer] = [{ value: 8 }, new Uint8Array(8).fill(9)];
      expect(holder.GetPrivateData(other, size, buffer)).toBe(DXGI_ERROR_NOT_FOUND);
      expect([size.value, new Set(buffer)]).toEqual([0, new Set([9])]);
    }),
    'PD-6': onEach((holder) => {
      holder.SetPrivateData(name, 5, bytes);
      const buffer = new Uint8Array(8).fill(9);
      expect(holder.GetPrivateData(name, null as never, buffer)).toBe(E_INVALIDARG);
      expect(new Set(buffer)).toEqual(new Set([9]));
    }),
    'PD-7': onEach((holder) => {
      holder.SetPrivateData(name, 5, bytes);
      for (const before of [0, 5, 99]) {
        const size = { value: before };
        expect(holder.GetPrivateData(name, size, null)).toBe(S_OK);
        expect(size.value).toBe(5);
      }
    }),
    'PD-8': () => {
      const { device, holders } = setUp();
      const stored = createBuffer(device);
      for (const holder of holders) {
        expect(holder.SetPrivateDataInterface(name, stored)).toBe(S_OK);
        expect(references(stored)).toBe(2);
        expect(holder.SetPrivateDataInterface(name, stored)).toBe(S_OK); // the same again keeps one reference
        expect(references(stored)).toBe(2);
        holder.SetPrivateData(name, 5, bytes);
        expect(references(stored)).toBe(1);
        holder.SetPrivateDataInterface(name, stored);
        holder.SetPrivateData(name, 0, null);
        expect(references(stored)).toBe(1);
        holder.SetPrivateDataInterface(name, stored);
        holder.SetPrivateDataInterface(name, null);
        expect(references(stored)).toBe(1);
      }
      const holder = createTexture(device);
      holder.SetPrivateDataInterface(name, stored);
      holder.SetPrivateDataInterface(other, stored);
      expect(references(stored)).toBe(3);
      expect([holder.Release(), references(stored)]).toEqual([0, 1]);
      const adapter = new Machine().adapter();
      adapter.SetPrivateDataInterface(name, stored);
      expect([references(stored), adapter.Release(), references(stored)]).toEqual([2, 0, 1]);
    },
    'PD-9': () => {
      const { device, texture, holders } = setUp();
      const pairs: readonly (readonly [HasPrivateData, HasPrivateData])[] = [
        [device, query(device, d3d11.IDXGIDevice)],
        [device, query(device, d3d11.IDXGIObject)],
        [texture, query(texture, d3d11.IDXGISurface)],
        [texture, query(texture, d3d11.IDXGIResource)],
      ];
      for (const [first, second] of pairs) {
        expect(first.SetPrivateData(name, 5, bytes)).toBe(S_OK);
        const [size, buffer] = [{ value: 5 }, new Uint8Array(5)];
        expect(second.GetPrivateData(name, size, buffer)).toBe(S_OK);
        expect([size.value, buffer]).toEqual([5, bytes]);
        expect(second.SetPrivateData(name, 0, null)).toBe(S_OK);
        expect(first.GetPrivateData(name, size, null)).toBe(DXGI_ERROR_NOT_FOUND);
      }
      // Other objects have stores of their own.
      device.SetPrivateData(name, 5, bytes);
      for (const holder of holders.slice(2))
        expect(holder.GetPrivateData(name, { value: 0 }, null)).toBe(DXGI_ERROR_NOT_FOUND);
    },
  },
  { 'PD-10': 'messages name parameters, not objects' },
);

describe('private data', () => {
  it('is a copy, of as many bytes as were counted', () => {
    const device = new Machine().device();
    const given = bytes.slice();
    device.SetPrivateData(name, 3, given);
    given.fill(0);
    const [size, buffer] = [{ value: 8 }, new Uint8Array(8)];
    expect(device.GetPrivateData(name, size, buffer)).toBe(S_OK);
    expect([size.value, [...buffer]]).toEqual([3, [1, 2, 3, 0, 0, 0, 0, 0]]);
    buffer.fill(9);
    device.GetPrivateData(name, { value: 8 }, buffer);
    expect([...buffer.subarray(0, 3)]).toEqual([1, 2, 3]);
  });

  it('gives an object back with a reference, as IUnknown', () => {
    const device = new Machine().device();
    const stored = createBuffer(device);
    device.SetPrivateDataInterface(name, stored);
    const cell = out<IUnknown>();
    expect(device.GetPrivateData(name, { value: 8 }, cell)).toBe(S_OK);
    expect(cell.value).toBe(query(stored, d3d11.IUnknown));
    expect(references(stored)).toBe(4);
  });

  it('keeps an object alive that nobody else holds', () => {
    const device = new Machine().device();
    const stored = createTexture(device);
    device.SetPrivateDataInterface(name, stored);
    expect(stored.Release()).toBe(1);
    const cell = out<IUnknown>();
    device.GetPrivateData(name, { value: 8 }, cell);
    expect(query(cell.value!, d3d11.ID3D11Texture2D)).toBe(stored);
  });

  it('says of a buffer that is too small which message the real layer has', () => {
    const device = new Machine().device();
    for (const holder of [device, createBuffer(device)]) {
      holder.SetPrivateData(name, 5, bytes);
      const { count } = d3d11.infoQueueOf(device);
      holder.GetPrivateData(name, { value: 1 }, new Uint8Array(1));
      expect(
        d3d11
          .infoQueueOf(device)
          .since(count)
          .map((said) => said.name),
      ).toEqual(['GETPRIVATEDATA_MOREDATA']);
    }
  });
});
