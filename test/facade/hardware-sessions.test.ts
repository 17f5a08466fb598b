/** Hardware protection as a test of a player meets it. */
import { describe, expect, it } from '@jest/globals';
import { createDevice, createMachine, HResultError, loadProfile } from 'softumd';
import type { Device, DeviceOptions, Machine } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import type { Guid } from 'softumd/d3d11';
import { caught } from '../support/caught.js';

const { D3D11_KEY_EXCHANGE_HW_PROTECTION: HW_PROTECTION, E_INVALIDARG, E_NOTIMPL, S_OK } = d3d11;
const STATUS = d3d11.D3D11_CRYPTO_SESSION_STATUS;
const vendor = '0586e681-4e14-4133-85e5-a1041f599e26' as Guid;
const h264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
const echo = 0x90000001;
const message = Uint8Array.from({ length: 20 }, (_, index) => index);

const hardware: DeviceOptions = { profile: 'hardware-drm' };
const sessionOf = ({ videoDevice }: Device, exchange = HW_PROTECTION) =>
  videoDevice.createCryptoSession(vendor, h264, exchange);

describe('negotiateHwProtection', () => {
  it.each([
    ['as documented', hardware, {}],
    ['from any thread', hardware, { freeThreaded: true }],
    [
      'in front of what is the driver’s',
      { profile: { ...loadProfile('hardware-drm'), hwProtectionLayout: 'payload-first' } } as const,
      { layout: 'payload-first' } as const,
    ],
  ])('asks the trusted environment, %s', (_how, options, how) => {
    const device = createDevice({ ...options, strict: true });
    const command = { functionId: echo, data: message, maxResultBytes: 64, ...how };
    const { status, data } = device.videoContext.negotiateHwProtection(sessionOf(device), command);
    expect([status, data]).toEqual([S_OK, message]);
    expect(device.messages).toEqual([]);
  });

  it('tells times and status of whoever plays the trusted environment', () => {
    const received: Uint8Array[] = [];
    const drm = {
      execute: ({ data }: { data: Uint8Array }) => {
        received.push(data);
        return { status: E_NOTIMPL, transportTime: 2n ** 40n, executionTime: 3n };
      },
    };
    const device = createDevice({ ...hardware, drm });
    const session = sessionOf(device);
    expect(device.videoContext.negotiateHwProtection(session, { functionId: 7 })).toEqual({
      status: E_NOTIMPL,
      data: new Uint8Array(),
      transportTime: 2n ** 40n,
      executionTime: 3n,
    });
    expect(received).toEqual([new Uint8Array()]);
  });

  it('throws where the call fails, and for what is no command', () => {
    const device = createDevice(hardware);
    const session = sessionOf(device);
    device.tearDown(session);
    const { videoContext } = device;
    const error = caught(() => videoContext.negotiateHwProtection(session, { functionId: echo }));
    expect(error).toMatchObject({ hresult: E_INVALIDARG, call: 'VideoContext.negotiateHwProtection' });
    expect((error as HResultError).messages.map(({ check }) => check)).toContain('KEY_LOST');
    expect(() => videoContext.negotiateHwProtection(session, { functionId: -1 })).toThrow(TypeError);
  });
});

describe('a session of hardware protection', () => {
  it('has a private part, data for new keys, and a status', () => {
    const device = createDevice(hardware);
    const { videoDevice, videoContext } = device;
    expect(videoDevice.getCryptoSessionPrivateDataSize(vendor, h264)).toEqual({
      inputBytes: 16,
      outputBytes: 24,
    });
    const media = sessionOf(device, vendor);
    expect(typeof videoContext.getDataForNewHardwareKey(media, message)).toBe('bigint');
    expect(videoContext.checkCryptoSessionStatus(media)).toBe(STATUS.OK);
  });

  it('throws E_NOTIMPL on a driver that is too old', () => {
    const { videoDevice, videoContext } = createDevice();
    const { D3D11_CRYPTO_TYPE_AES128_CTR: CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP: OAEP } = d3d11;
    const session = videoDevice.createCryptoSession(CTR, null, OAEP);
    expect(caught(() => videoContext.checkCryptoSessionStatus(session))).toMatchObject({
      hresult: E_NOTIMPL,
    });
  });
});

describe('a tear-down', () => {
  it('of a session leaves the others', () => {
    const device = createDevice(hardware);
    const [one, other] = [sessionOf(device), sessionOf(device)];
    device.tearDown(one, STATUS.KEY_LOST);
    const { videoContext } = device;
    expect([one, other].map((each) => videoContext.checkCryptoSessionStatus(each))).toEqual([
      STATUS.KEY_LOST,
      STATUS.OK,
    ]);
  });

  it('of a machine that sleeps concerns every adapter, and is told on each', async () => {
    const machine = createMachine([hardware, hardware]);
    const devices = machine.adapters.map((adapter) => adapter.createDevice());
    const sessions = devices.map((device) => sessionOf(device));
    const told = [...machine.adapters, ...devices].map((each) => each.whenTornDown());
    machine.suspend();
    await Promise.all(told);
    devices.forEach(({ videoContext }, index) => {
      expect(videoContext.checkCryptoSessionStatus(sessions[index]!)).toBe(STATUS.KEY_AND_CONTENT_LOST);
    });
    machine.release();
  });

  it('of an adapter is told to its devices, once for each that waits', async () => {
    const machine = createMachine([hardware, hardware]);
    const [first, second] = machine.adapters.map((adapter) => adapter.createDevice());
    const heard: string[] = [];
    const waits = [
      first!.whenTornDown().then(() => heard.push('first')),
      second!.whenTornDown().then(() => heard.push('second')),
    ];
    machine.adapters[0]!.tearDown();
    await waits[0];
    expect(heard).toEqual(['first']);
    second!.tearDown();
    await waits[1];
    expect(heard).toEqual(['first', 'second']);
  });

  /** Who listens to the tear-downs of a machine's first adapter. */
  function listenersOf({ api }: Machine): ReadonlySet<object> {
    const listening = new Set<object>();
    const { tearDowns } = api.kernel.adapters[0]!;
    const listen = tearDowns.listen.bind(tearDowns);
    tearDowns.listen = (tell) => {
      const stop = listen(tell);
      listening.add(stop);
      return () => {
        listening.delete(stop);
        stop();
      };
    };
    return listening;
  }

  const ends: readonly (readonly [string, (machine: Machine, device: Device) => void, string])[] = [
    [
      'its device is released',
      (_machine, device) => {
        device.release();
      },
      'Device.whenTornDown',
    ],
    [
      'its device is removed',
      (_machine, device) => {
        device.remove();
      },
      'Device.whenTornDown',
    ],
    [
      'its machine is released',
      (machine) => {
        machine.release();
      },
      'Device.whenTornDown',
    ],
    [
      'its adapter is removed',
      (machine) => {
        machine.adapters[0]!.remove();
      },
      'Adapter.whenTornDown',
    ],
    [
      'its adapter is released',
      (machine) => {
        machine.adapters[0]!.release();
      },
      'Adapter.whenTornDown',
    ],
  ];
  it.each(ends)('that cannot come any more, as %s, is told as an error', async (_what, end, call) => {
    const machine = createMachine([hardware]);
    const [adapter] = machine.adapters;
    const device = adapter!.createDevice();
    const wait = () => (call.startsWith('Device') ? device : adapter!).whenTornDown();
    const listening = listenersOf(machine);
    const told = wait();
    expect(listening.size).toBe(1);
    end(machine, device);
    for (const each of [told, wait()]) {
      const error = await each.then(
        () => undefined,
        (one: unknown) => one,
      );
      expect(error).toBeInstanceOf(HResultError);
      expect(error).toMatchObject({ hresult: d3d11.DXGI_ERROR_DEVICE_REMOVED, call });
      expect(String(error)).toContain('no tear-down came before the end of the');
    }
    expect(listening.size).toBe(0);
  });

  it('that came before the end is told, whatever comes then', async () => {
    const device = createDevice(hardware);
    const told = device.whenTornDown();
    device.tearDown();
    device.release();
    await expect(told).resolves.toBeUndefined();
  });

  it('that cannot come is nothing to whoever does not wait', async () => {
    const device = createDevice(hardware);
    void device.whenTornDown();
    device.release();
    await new Promise(setImmediate); // an unhandled rejection would fail the run here
  });

  it('leaves nothing behind with whom it was told to', async () => {
    const machine = createMachine([hardware]);
    const device = machine.adapters[0]!.createDevice();
    const { removal } = [...machine.api.kernel.devices][0]!;
    const onRemoved = removal.onRemoved.bind(removal);
    const takenBack: string[] = [];
    removal.onRemoved = (listener) => {
      const stop = onRemoved(listener);
      return () => {
        takenBack.push('listener');
        stop();
      };
    };
    const listening = listenersOf(machine);
    const told = device.whenTornDown();
    device.tearDown();
    await told;
    device.assertNoLeaks();
    expect([listening.size, takenBack]).toEqual([0, ['listener']]);
  });
});

describe('a hardware-protected texture', () => {
  const options = { format: d3d11.DXGI_FORMAT.NV12, width: 64, height: 32, hardwareProtected: true };

  it('keeps what it holds from textures that are not', () => {
    const device = createDevice(hardware);
    const [secret, other] = [
      device.createTexture('decoded', options),
      device.createTexture('decoded', options),
    ];
    const open = device.createTexture('decoded', { ...options, hardwareProtected: false });
    expect(() => {
      device.copyResource(open, secret);
    }).toThrow('the source is protected by the hardware');
    device.copyResource(secret, open);
    device.copyResource(other, secret);
  });

  it('cannot be made while protected memory is used up, or where the driver protects none', () => {
    const device = createDevice(hardware);
    device.driver.control.outOfProtectedMemory(true);
    const hresult = d3d11.DXGI_ERROR_HW_PROTECTION_OUTOFMEMORY;
    expect(caught(() => device.createTexture('decoded', options))).toMatchObject({ hresult });
    device.driver.control.outOfProtectedMemory(false);
    device.createTexture('decoded', options);
    expect(caught(() => createDevice().createTexture('decoded', options))).toMatchObject({
      hresult: E_INVALIDARG,
    });
  });
});
