import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';
import {
  type ApiInterposer,
  D3D11CreateDevice,
  ID3D11Buffer,
  ID3D11Device,
  ID3D11DeviceContext,
  type Out,
  out,
} from 'softumd/d3d11';
import {
  chain,
  CreateCryptoSession,
  E_FAIL,
  type Interposer,
  NULL,
  on,
  onEvery,
  type PlainInterposer,
  S_OK,
} from 'softumd/ddi';

const description = {
  ByteWidth: 64,
  Usage: 3,
  BindFlags: 0,
  CPUAccessFlags: 0x30000,
  MiscFlags: 0,
  StructureByteStride: 0,
};
/** What `CreateBuffer` answers on a device with this between, and what it leaves in its place. */
function create(apiInterposer: ApiInterposer) {
  const device = createDevice({ apiInterposer });
  const ppBuffer: Out<ID3D11Buffer> = out();
  return { device, code: device.api.CreateBuffer(description, null, ppBuffer), buffer: ppBuffer.value };
}

describe('hooks on the API', () => {
  it('see a method with the object that it is called on, and have its types', () => {
    const seen: unknown[] = [];
    const hook = on(ID3D11Device, 'CreateBuffer', {
      before: ({ declaration, args: [This, pDesc, pInitialData, ppBuffer], process }) => {
        const width: number = pDesc.ByteWidth;
        seen.push(declaration.name, This, width, pInitialData, ppBuffer?.value, process);
      },
      after: ({ args: [, , , ppBuffer] }, code) => void seen.push(code, ppBuffer?.value),
    });
    const { device, buffer } = create(hook);
    const before = ['ID3D11Device::CreateBuffer', device.api, 64, null, undefined, undefined];
    expect(seen).toEqual([...before, S_OK, buffer]);
    expect(seen[1]).toBe(device.api);
    expect(seen.at(-1)).toBe(buffer);
    expect(buffer!.Release()).toBe(0);
  });

  it('answer in the place of a method, or after it', () => {
    const early = create(on(ID3D11Device, 'CreateBuffer', { before: () => ({ answer: E_FAIL }) }));
    expect([early.code, early.buffer]).toEqual([E_FAIL, undefined]);
    const late = create(on(ID3D11Device, 'CreateBuffer', { after: () => ({ answer: E_FAIL }) }));
    expect([late.code, late.buffer]).toEqual([E_FAIL, expect.anything()]);
  });

  it('stand in for a method, and get it as views call it', () => {
    const { buffer } = create(
      on(ID3D11Device, 'CreateBuffer', {
        replace: (inner) => (This, pDesc, pInitialData, ppBuffer) =>
          inner(This, { ...pDesc, ByteWidth: 128 }, pInitialData, ppBuffer),
      }),
    );
    const pDesc = out<typeof description>();
    buffer!.GetDesc(pDesc);
    expect(pDesc.value!.ByteWidth).toBe(128);
  });

  it('are hung on functions of the libraries and on every method, one chain of both', () => {
    const names: string[] = [];
    const types: number[] = [];
    const hook: ApiInterposer = chain(
      onEvery({ before: ({ declaration }) => void names.push(declaration.name) }),
      on(D3D11CreateDevice, { before: ({ args: [, DriverType] }) => void types.push(DriverType) }),
    );
    createDevice({ apiInterposer: hook }).release();
    expect(names.slice(0, 5)).toEqual([
      'CreateDXGIFactory1',
      'IDXGIFactory1::EnumAdapters1',
      'IDXGIFactory1::EnumAdapters1', // past the last
      'IUnknown::Release',
      'D3D11CreateDevice',
    ]);
    expect(types).toEqual([0]);
  });

  it('are refused on what the interface has of another, where the object may be of any kind', () => {
    expect(() => on(ID3D11Buffer, 'GetDevice', {})).toThrow(
      new TypeError("on: expected a method that ID3D11Buffer does not inherit, received 'GetDevice'"),
    );
  });

  it('serve both borders where they need no process, and a driver alone where they do', () => {
    const plain: PlainInterposer = onEvery({ replace: (inner) => inner });
    const forBoth: readonly [Interposer, ApiInterposer] = [plain, plain];
    const needing: Interposer = onEvery({ before: ({ process }) => void process.memory.readU8(NULL) });
    // @ts-expect-error: at the API there is no process
    const wrong: ApiInterposer = needing;
    // @ts-expect-error: nor in a chain
    const wrongChain: ApiInterposer = chain(plain, needing);
    // @ts-expect-error: a driver's function is called with one
    const wrongFunction: ApiInterposer = on(CreateCryptoSession, {});
    // @ts-expect-error: CreateBuffer answers an HRESULT
    on(ID3D11Device, 'CreateBuffer', { before: () => ({ answer: 'no' }) });
    // @ts-expect-error: there is no such method
    expect(() => on(ID3D11Device, 'CraeteBuffer', {})).toThrow(TypeError);
    expect([wrong, wrongChain, wrongFunction, ...forBoth]).toEqual(new Array(5).fill(expect.any(Function)));
  });

  it('drop a method that returns nothing', () => {
    const device = createDevice({
      apiInterposer: on(ID3D11DeviceContext, 'Unmap', { before: () => ({ answer: undefined }) }),
    });
    const buffer = device.createBuffer('staging', 16);
    const context = out<ID3D11DeviceContext>();
    device.api.GetImmediateContext(context);
    const map = () => context.value!.Map(buffer.api, 0, 1, 0, out());
    expect(map()).toBe(S_OK);
    context.value!.Unmap(buffer.api, 0);
    expect(map()).not.toBe(S_OK); // it is still mapped
  });
});
