/** Calls of the API as data. */
import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';
import { D3D11_CRYPTO_TYPE_AES128_CTR, ID3D11Device, ID3D11InfoQueue, out } from 'softumd/d3d11';
import { type ApiCall, createCallLog, E_INVALIDARG, on } from 'softumd/ddi';
import { caught } from '../support/caught.js';

const desc = {
  ByteWidth: 64,
  Usage: 3,
  BindFlags: 0,
  CPUAccessFlags: 0,
  MiscFlags: 0,
  StructureByteStride: 0,
};

function logged(keep = 100) {
  const log = createCallLog(keep);
  const device = createDevice({ apiInterposer: log.interposer });
  return { log, device, last: () => log.calls().at(-1)! };
}

describe('a call of the API as data', () => {
  it('has object, arguments, result and what was written by name, and its line', () => {
    const { device, log, last } = logged();
    device.api.CreateBuffer(desc, null, out());
    const told =
      '{ ByteWidth: 0x40, Usage: STAGING, BindFlags: 0, CPUAccessFlags: 0, MiscFlags: 0, StructureByteStride: 0 }';
    expect(last()).toEqual({
      index: 8,
      call: 'ID3D11Device::CreateBuffer',
      on: 'ID3D11Device #3',
      arguments: { pDesc: told, pInitialData: 'NULL' },
      result: { name: 'E_INVALIDARG', value: E_INVALIDARG },
      wrote: {},
      depth: 0,
      text: log.lines().at(-1),
    });
    device.api.CreateBuffer({ ...desc, CPUAccessFlags: 0x20000 }, null, out());
    expect(last()).toMatchObject({
      result: { name: 'S_OK', value: 0 },
      wrote: { ppBuffer: 'ID3D11Buffer #5' },
    });
  });

  it('has a result of its kind, and no object of a function', () => {
    const { device, log, last } = logged();
    const [factory] = log.calls();
    expect(factory).toMatchObject({ call: 'CreateDXGIFactory1', on: null, result: { name: 'S_OK' } });
    expect(device.api.GetFeatureLevel()).toBe(0xb000);
    expect(last().result).toEqual({ name: 'LEVEL_11_0', value: 0xb000 });
    const references = device.api.AddRef();
    expect(last().result).toEqual({ name: String(references), value: references });
    device.api.GetImmediateContext(out());
    expect(last().result).toBeNull();
    const limit = ID3D11InfoQueue.methods.find(({ member }) => member === 'GetMessageCountLimit')!;
    log.interposer(limit, () => 1024n)(device.api);
    expect(last().result).toEqual({ name: '0x400', value: '1024' }); // 64 bits: JSON has no BigInt
  });

  it('tells what was thrown, and of a call that goes on nothing', () => {
    const log = createCallLog();
    const { api } = createDevice({ apiInterposer: log.interposer });
    const during: ApiCall[] = [];
    const [method] = ID3D11InfoQueue.methods;
    const thrower = log.interposer(method!, () => {
      during.push(...log.calls().slice(-1));
      throw new RangeError('here');
    });
    expect(caught(() => thrower(api))).toBeInstanceOf(RangeError);
    expect(during).toMatchObject([{ call: method!.name, result: undefined }]);
    expect(log.calls().at(-1)!.result).toEqual({ threw: 'RangeError' });
  });

  it('counts every call, those that are kept no more and those of a driver too', () => {
    const { device, log } = logged(3);
    for (let call = 0; call < 5; call += 1) device.api.GetFeatureLevel();
    expect(log.calls().map(({ index }) => index)).toEqual([10, 11, 12]);
    const both = createCallLog(50);
    const traced = createDevice({ interposer: both.interposer, apiInterposer: both.interposer });
    traced.createBuffer('staging', 64);
    expect(both.calls().length).toBeLessThan(both.lines().length);
    expect(both.calls().every(({ text, index }) => both.lines()[index - 1] === text)).toBe(true);
  });

  it('says how deep it stood', () => {
    const log = createCallLog();
    const asking = on(ID3D11Device, 'GetFeatureLevel', {
      before: ({ args: [This] }) => void This.GetCreationFlags(),
    });
    const device = createDevice({
      apiInterposer: (declaration, call) => log.interposer(declaration, asking(declaration, call)),
    });
    device.api.GetFeatureLevel();
    expect(log.calls().slice(-2)).toMatchObject([
      { depth: 0 },
      { depth: 1, text: expect.stringMatching(/^ {2}I/) },
    ]);
  });

  it('is frozen, all of it, and made of nothing that a caller has', () => {
    const { device, last } = logged();
    const mine = { ...desc, CPUAccessFlags: 0x20000 };
    device.api.CreateBuffer(mine, null, out());
    const before = JSON.stringify(last());
    mine.ByteWidth = 7;
    expect(JSON.stringify(last())).toBe(before);
    const call = last();
    expect([call, call.arguments, call.result, call.wrote].every(Object.isFrozen)).toBe(true);
    expect(structuredClone(call)).toEqual(call);
    expect(JSON.parse(before)).toEqual(call);
  });

  it('has no place for the arguments of a method that nothing emulates', () => {
    const { device, last } = logged();
    device.api.CreateClassLinkage(D3D11_CRYPTO_TYPE_AES128_CTR);
    expect(last()).toMatchObject({
      arguments: {},
      text: expect.stringContaining('(This: ID3D11Device #3, …) = E_NOTIMPL'),
    });
  });
});
