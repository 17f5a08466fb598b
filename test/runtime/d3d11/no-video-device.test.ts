import { describe, expect, it } from '@jest/globals';
import { createDriver } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { NULL } from 'softumd/ddi';
import { machineWith } from '../../../src/facade/machine.js';
import { bufferDesc, createDeviceOn, replacing, spread, staging } from './player.js';

const { out, S_OK, E_INVALIDARG } = d3d11;

describe('no video device (D-19, SUB-10)', () => {
  const withoutVideo = (options: Parameters<typeof createDriver>[0]) => {
    const driver = createDriver(options);
    const [device, context] = [out<d3d11.ID3D11Device>(), out<d3d11.ID3D11DeviceContext>()];
    expect(createDeviceOn(machineWith([driver]), null, device)).toBe(S_OK);
    device.value!.GetImmediateContext(context);
    const [video, videoContext] = [out<d3d11.ID3D11VideoDevice>(), out<d3d11.ID3D11VideoContext>()];
    const codes = [
      device.value!.QueryInterface(d3d11.ID3D11VideoDevice.iid, video),
      context.value!.QueryInterface(d3d11.ID3D11VideoContext.iid, videoContext),
    ];
    expect([video, videoContext]).toEqual([{ value: null }, { value: null }]);
    expect(device.value!.CreateBuffer(bufferDesc(staging), null, out())).toBe(S_OK);
    d3d11.endDevice(device.value!);
    expect(driver.memory.live()).toEqual([]);
    return codes;
  };

  it.each([
    ['fails', () => d3d11.E_NOTIMPL],
    ['fails as D3D11On12 does', () => E_INVALIDARG],
  ])('where RetrieveSubObject %s', (_name, instead) => {
    expect(withoutVideo({ interposer: replacing('RetrieveSubObject', instead) })).toEqual([
      0x80004002, 0x80004002,
    ]);
  });

  it('where there is no RetrieveSubObject', () => {
    const holder: { driver?: ReturnType<typeof createDriver> } = {};
    const interposer = replacing('CreateDevice', (inner, ...args) => {
      const answer: unknown = inner(...args);
      const { memory } = holder.driver!;
      const place = memory.live().find(({ label }) => label === 'ppfnRetrieveSubObject')!.address;
      memory.writeU64(place, BigInt(NULL));
      return answer;
    });
    const made = createDriver({ interposer });
    holder.driver = made;
    const device = out<d3d11.ID3D11Device>();
    expect(createDeviceOn(machineWith([made]), null, device)).toBe(S_OK);
    expect(device.value!.QueryInterface(d3d11.ID3D11VideoDevice.iid, out())).toBe(d3d11.E_NOINTERFACE);
  });

  it('nor for an interface that there is not', () => {
    const { player } = spread();
    expect(player.device.QueryInterface(d3d11.ID3D11VideoContext.iid, out())).toBe(d3d11.E_NOINTERFACE);
    expect(player.context.QueryInterface(d3d11.ID3D11VideoDevice.iid, out())).toBe(d3d11.E_NOINTERFACE);
  });
});
