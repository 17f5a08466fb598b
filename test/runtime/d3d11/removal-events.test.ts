/** Who is told of a removal, and of which device: the kernel's orders, and what a driver says by itself. */
import { describe, expect, it } from '@jest/globals';
import type { DriverOptions } from 'softumd';
import type { Hresult, ID3D11Device } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { Address } from 'softumd/abi';
import { CreateCryptoSession, CreateDevice, D3D10DDIARG_CREATEDEVICE, Flush, SetErrorCb } from 'softumd/ddi';
import { on } from 'softumd/trace';
import { runtimeDeviceOf } from '../../../src/runtime/d3d11/libraries.js';
import { contextOf, createBuffer, everyObject, Machine, query } from './machine.js';

const { out, S_OK, hresult } = d3d11;
const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
const REMOVED = hresult(0x887a0005);
const HUNG = hresult(0x887a0006);
const RESET = hresult(0x887a0007);
const D3DDDIERR_DEVICEREMOVED = hresult(0x88760870);

const kernelDeviceOf = (device: ID3D11Device) => runtimeDeviceOf(device).kernel;

function removed() {
  const machine = new Machine();
  const device = machine.device();
  const objects = everyObject(device);
  machine.driverCalls.length = 0;
  machine.kernel.removeDevice({ reason: HUNG });
  return { machine, device, objects };
}

const said = (device: ID3D11Device, call: () => void) => {
  const { count } = d3d11.infoQueueOf(device);
  call();
  return d3d11
    .infoQueueOf(device)
    .since(count)
    .map(({ name }) => name);
};

describe('removal', () => {
  const events = () => {
    const machine = new Machine({}, {});
    const [device, other] = [machine.deviceOn(0), machine.deviceOn(0)];
    const event = machine.kernel.events.create();
    const cookie = out<number>();
    const device4 = query(device, d3d11.ID3D11Device4);
    expect(device4.RegisterDeviceRemovedEvent(event.handle, cookie)).toBe(S_OK);
    return { machine, device, other, event, device4, cookie: cookie.value! };
  };

  it('takes one device of two, and the driver takes that one as well', () => {
    const { machine, device, other, event } = events();
    machine.kernel.removeDevice({ reason: HUNG, device: kernelDeviceOf(device) });
    expect([device.GetDeviceRemovedReason(), other.GetDeviceRemovedReason()]).toEqual([HUNG, S_OK]);
    expect([event.isSet, createBuffer(other).Release()]).toEqual([true, 0]);
    // What the driver itself would say: the runtime is gone round here.
    const { host } = kernelDeviceOf(device);
    host.takeErrors();
    host.functions.pfnFlush?.(host.hDevice, 0);
    expect(host.takeErrors()).toEqual([D3DDDIERR_DEVICEREMOVED]);
  });

  it('sets an event once, before any call', async () => {
    const { machine, event } = events();
    let heard = 0;
    const waiting = event.wait().then(() => (heard += 1));
    expect(event.isSet).toBe(false);
    machine.kernel.removeDevice({ reason: HUNG });
    await waiting;
    event.reset();
    machine.kernel.removeDevice({ reason: RESET });
    expect([event.isSet, heard]).toEqual([false, 1]);
  });

  it('leaves an event alone that was taken back', () => {
    const { machine, event, device4, cookie } = events();
    device4.UnregisterDeviceRemoved(cookie + 1); // nobody's: no effect
    device4.UnregisterDeviceRemoved(cookie);
    device4.UnregisterDeviceRemoved(cookie);
    machine.kernel.removeDevice({ reason: HUNG });
    expect(event.isSet).toBe(false);
  });

  it('is not what the end of a device is', () => {
    const { machine, device, event, device4 } = events();
    device.Release();
    expect([device4.Release(), event.isSet]).toEqual([0, false]);
    machine.kernel.removeDevice({ reason: HUNG });
    expect(event.isSet).toBe(false);
  });

  it('tells every event, of every registration', () => {
    const { machine, device4, event } = events();
    const more = [machine.kernel.events.create(), machine.kernel.events.create()];
    const cookies = more.map((each) => {
      const cookie = out<number>();
      device4.RegisterDeviceRemovedEvent(each.handle, cookie);
      return cookie.value!;
    });
    expect(new Set(cookies).size).toBe(2);
    device4.UnregisterDeviceRemoved(cookies[0]!);
    machine.kernel.removeDevice({ reason: HUNG });
    expect([event, ...more].map(({ isSet }) => isSet)).toEqual([true, false, true]);
  });

  it('takes no handle for an event that is none', () => {
    const { machine, device4, device } = events();
    const closed = machine.kernel.events.create();
    machine.kernel.events.close(closed);
    for (const handle of [0n, 0x7777n, closed.handle]) {
      const cookie = { value: 77 };
      const messages = said(device, () => {
        expect(device4.RegisterDeviceRemovedEvent(handle, cookie)).toBe(d3d11.E_INVALIDARG);
      });
      expect([cookie.value, messages]).toEqual([77, [null]]);
    }
  });

  it('of an adapter leaves the other adapter alone', () => {
    const machine = new Machine({}, {});
    const [gone, left] = [machine.deviceOn(0), machine.deviceOn(1)];
    const adapter = machine.adapter(0);
    machine.kernel.adapters[0]!.remove();
    expect([gone.GetDeviceRemovedReason(), left.GetDeviceRemovedReason()]).toEqual([REMOVED, S_OK]);
    const { D3D11CreateDevice } = machine.libraries;
    const none = out<ID3D11Device>();
    expect(d3d11.failed(D3D11CreateDevice(adapter, 0, 0n, 0, null, 0, 7, none, null, null))).toBe(true);
    expect(none.value).toBeNull();
    expect(machine.deviceOn(0).GetDeviceRemovedReason()).toBe(S_OK); // the other one is the first now
    expect(gone.Release()).toBe(0);
    expect(machine.liveBlocks).toBe(0);
  });

  it('lets go of everything, whatever is released afterwards in which order', () => {
    const { machine, device, objects } = removed();
    const { session, channel, decoder, buffer, context, texture, query: event, view } = objects;
    const children = [session, decoder, channel, buffer, context, texture, event, view];
    expect(device.Release()).toBe(children.length + 1); // and the texture that the view holds
    for (const child of children) expect(child.Release()).toBe(0);
    expect(machine.liveBlocks).toBe(0);
    expect(machine.driverCalls.filter((name) => name.startsWith('Destroy')).sort()).toEqual([
      'DestroyAuthenticatedChannel',
      ...['DestroyCryptoSession', 'DestroyDevice', ...Array<string>(7).fill('DestroyResource')],
      ...['DestroyVideoDecoder', 'DestroyVideoDecoderOutputView'],
    ]);
  });

  it('ends maps: what is read fails, what is written leads nowhere', () => {
    const machine = new Machine();
    const device = machine.device();
    const [context, buffer] = [contextOf(device), createBuffer(device)];
    machine.kernel.removeDevice({ reason: HUNG });
    machine.driverCalls.length = 0;
    const mapped = out<d3d11.D3D11_MAPPED_SUBRESOURCE>();
    expect(context.Map(buffer, 0, d3d11.D3D11_MAP.READ, 0, mapped)).toBe(REMOVED);
    expect(context.Map(buffer, 0, d3d11.D3D11_MAP.WRITE, 0, mapped)).toBe(S_OK);
    expect(mapped.value!.pData).toHaveLength(64);
    context.Unmap(buffer, 0);
    expect(machine.driverCalls).toEqual([]);
  });
});

describe('a driver that says by itself that its device is gone', () => {
  /** pfnSetErrorCb of the device that is made last, as a driver keeps it. */
  function reporting(): { options: DriverOptions; report: (code: Hresult) => void } {
    let report: (code: Hresult) => void = () => undefined;
    const interposer = on(CreateDevice, {
      before: ({ args: [, pCreateData], process: { memory, code } }) => {
        const { p11UMCallbacks, hRTCoreLayer } = D3D10DDIARG_CREATEDEVICE.decode(memory, pCreateData);
        const address = Number(memory.readU64(p11UMCallbacks)) as Address; // the first entry
        const setError = code.functionAt(SetErrorCb, address);
        report = (hr) => {
          setError(hRTCoreLayer, hr);
        };
      },
    });
    return {
      options: { interposer },
      report: (code) => {
        report(code);
      },
    };
  }

  it('is believed at once, between any calls', () => {
    const { options, report } = reporting();
    const machine = new Machine(options);
    const device = machine.device();
    const event = machine.kernel.events.create();
    query(device, d3d11.ID3D11Device4).RegisterDeviceRemovedEvent(event.handle, out());
    report(D3DDDIERR_DEVICEREMOVED);
    expect([device.GetDeviceRemovedReason(), event.isSet]).toEqual([REMOVED, true]);
    machine.kernel.removeDevice({ reason: HUNG });
    expect(device.GetDeviceRemovedReason()).toBe(REMOVED);
  });

  it('is believed when a function answers so', () => {
    const interposer = on(CreateCryptoSession, { before: () => ({ answer: D3DDDIERR_DEVICEREMOVED }) });
    const device = new Machine({ interposer }).device();
    const video = query(device, d3d11.ID3D11VideoDevice);
    const session = { value: video } as never as d3d11.Out<d3d11.ID3D11CryptoSession>;
    expect(video.CreateCryptoSession(CTR, null, OAEP, session)).toBe(REMOVED);
    expect([session.value, device.GetDeviceRemovedReason()]).toEqual([null, REMOVED]);
  });

  it('is believed when a VOID function reports it', () => {
    const { options, report } = reporting();
    let isGone = false;
    const machine = new Machine({
      interposer: (declaration, inner, process) => {
        const first = options.interposer!(declaration, inner, process);
        return on(Flush, {
          after: () => {
            if (isGone) report(D3DDDIERR_DEVICEREMOVED);
          },
        })(declaration, first, process);
      },
    });
    const device = machine.device();
    const context = contextOf(device);
    context.Flush();
    expect(device.GetDeviceRemovedReason()).toBe(S_OK);
    isGone = true;
    context.Flush();
    expect(device.GetDeviceRemovedReason()).toBe(REMOVED);
  });

  it('by its control is seen without a call', () => {
    const machine = new Machine();
    const [device, other] = [machine.device(), machine.device()];
    machine.drivers[0]!.control.removeDevice({ hDevice: kernelDeviceOf(other).host.hDevice });
    expect([device.GetDeviceRemovedReason(), other.GetDeviceRemovedReason()]).toEqual([S_OK, REMOVED]);
    machine.drivers[0]!.control.removeDevice();
    expect(device.GetDeviceRemovedReason()).toBe(REMOVED);
  });
});
