/** RC-01: Chromium's D3D11CdmProxy against drivers of profiles: nothing is scripted, what it gets back was sent. */
import { describe, expect, it, jest } from '@jest/globals';
import { createMachine, loadProfile } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { CdmProxy, StepFailed, WIDEVINE } from './cdm-proxy.js';

const { D3D11_KEY_EXCHANGE_HW_PROTECTION: HW_PROTECTION, E_INVALIDARG, out, S_OK } = d3d11;
const WIDEVINE_FUNCTION = 0x90000001;
const INSTALL_KEY = 0x53550001;
const message = Uint8Array.from({ length: 48 }, (_, index) => 255 - index);

const documented = loadProfile('hardware-drm');
/** The driver that the client was written against: the caller's bytes come first in both blocks (D-42). */
const lenient = { ...documented, hwProtectionLayout: 'payload-first' } as const;

type Options = Parameters<typeof createMachine>[0][number];

/** A machine, its power monitor, and a client that counts the resets it hears of. */
function setUp({ profile = lenient }: Pick<Options, 'profile'> = {}, strict = false, Client = CdmProxy) {
  const machine = createMachine([{ profile }], { strict, calls: 1000 });
  const resets = { count: 0 };
  const suspended: (() => void)[] = [];
  const powerMonitor = { onSuspend: (listener: () => void) => void suspended.push(listener) };
  const suspend = () => {
    machine.suspend();
    for (const tell of suspended) tell();
  };
  const { driver } = machine.adapters[0]!;
  const blocksBefore = driver.memory.live().length;
  const client = new Client(machine.api, { notifyHardwareReset: () => (resets.count += 1) });
  return { machine, driver, client, resets, powerMonitor, suspend, blocksBefore };
}

function initialized(...args: Parameters<typeof setUp>) {
  const world = setUp(...args);
  world.client.initialize(world.powerMonitor);
  return world;
}

/** Lets everybody go on who waits for an event. */
const settled = () => new Promise((goOn) => setImmediate(goOn));

/** Step and code of the failure that a client met. */
function failureOf(run: () => unknown): { readonly step: number; readonly hresult?: d3d11.Hresult } {
  try {
    run();
  } catch (error) {
    if (error instanceof StepFailed)
      return { step: error.step, ...(error.hresult && { hresult: error.hresult }) };
    throw error;
  }
  throw new Error('nothing failed');
}

const said = ({ device }: CdmProxy) =>
  d3d11
    .infoQueueOf(device)
    .messages()
    .map(({ check, severity }) => [check, severity]);

describe('RC-01: D3D11CdmProxy', () => {
  it('has one management session and as many media sessions as it wants', () => {
    const { client } = initialized();
    const ids = [
      client.createMediaSession(),
      client.createMediaSession(message),
      client.createMediaSession(),
    ];
    expect(new Set(ids).size).toBe(3);
    expect(client.sessions).toHaveLength(4);
    const types = client.sessions.map((session) => {
      const type = out<d3d11.Guid>();
      session.GetCryptoType(type);
      return type.value;
    });
    expect(types).toEqual(Array(4).fill(WIDEVINE));
    expect(client.process(WIDEVINE_FUNCTION, message, 48)).toEqual(message);
    expect(said(client).filter(([check]) => check !== 'HW_PROTECTION_SIZES')).toEqual([]);
  });

  it('installs a key by a message, which no answer belongs to', () => {
    const { client, driver } = initialized();
    const keyId = d3d11.guid('11223344-5566-7788-99aa-bbccddeeff00');
    const inMemory = Buffer.from('4433221166558877' + '99aabbccddeeff00', 'hex');
    const key = Buffer.from('f0e0d0c0b0a090807060504030201000', 'hex');
    expect(client.process(INSTALL_KEY, Buffer.concat([inMemory, key]), 0)).toEqual(new Uint8Array());
    expect(driver.oracle.hardwareKey(keyId)).toEqual(new Uint8Array(key));
  });

  it('keeps keys to itself', () => {
    const { client, machine } = initialized();
    const id = client.createMediaSession();
    const calls = machine.calls.length;
    client.setKey(id, 'one', Uint8Array.of(1));
    client.setKey(id, 'two', Uint8Array.of(2));
    client.removeKey(id, 'one');
    expect(client.keysOf(id)).toEqual(['two']);
    expect(machine.calls).toHaveLength(calls);
  });

  it.each([
    ['default', { step: 4, hresult: d3d11.D3DDDIERR_UNSUPPORTEDCRYPTO }],
    ['no-protection', { step: 4 }],
    ['unsupported-crypto', { step: 4, hresult: d3d11.D3DDDIERR_UNSUPPORTEDCRYPTO }],
  ])(
    'gives up where the profile is %s, after it asked for the event, and leaves nothing',
    (profile, where) => {
      const { client, machine, powerMonitor, driver, blocksBefore } = setUp({ profile });
      expect(
        failureOf(() => {
          client.initialize(powerMonitor);
        }),
      ).toEqual(where);
      const registered = 'IDXGIAdapter3::RegisterHardwareContentProtectionTeardownStatusEvent';
      expect(machine.calls.map(({ call }) => call)).toContain(registered);
      client.release();
      machine.assertNoLeaks();
      expect(driver.memory.live()).toHaveLength(blocksBefore);
    },
  );

  it('gives up without a power monitor', () => {
    expect(
      failureOf(() => {
        setUp().client.initialize(null);
      }),
    ).toEqual({ step: 2 });
  });

  it('leaves nothing when it is released with all its sessions', () => {
    const { client, machine, driver, blocksBefore } = initialized();
    client.createMediaSession(message);
    client.process(WIDEVINE_FUNCTION, message, 16);
    client.release();
    machine.assertNoLeaks();
    expect(driver.memory.live()).toHaveLength(blocksBefore);
  });
});

describe('RC-01: its blocks', () => {
  it('tell no size of their data, and have the answer at once: a lenient driver takes them', () => {
    const { client } = initialized();
    expect(client.process(WIDEVINE_FUNCTION, message, 48)).toEqual(message);
    // What lies behind the driver's own bytes would be past the end of the output: a warning, for each block.
    expect(said(client)).toEqual(Array(2).fill(['HW_PROTECTION_SIZES', 'WARNING']));
  });

  it.each([0, 1, 5, 47, 48])('get no more than the %s bytes that were asked for', (bytes) => {
    const { client } = initialized();
    expect(client.process(WIDEVINE_FUNCTION, message, bytes)).toEqual(message.subarray(0, bytes));
    expect(client.allocation.subarray(32 + bytes)).toEqual(new Uint8Array(68).fill(0x2d).fill(0, 0, 4));
  });

  it('are faults of the caller in a strict machine', () => {
    const { client, machine } = initialized({}, true);
    expect(client.process(WIDEVINE_FUNCTION, message, 48)).toEqual(message);
    expect(said(client)).toEqual(Array(2).fill(['HW_PROTECTION_SIZES', 'ERROR']));
    client.release();
    machine.release();
  });

  it('are refused in the documented layout, since the answer would go past their end, and are left as they were', () => {
    const { client } = initialized({ profile: documented });
    expect(failureOf(() => client.process(WIDEVINE_FUNCTION, message, 48))).toEqual({
      step: 10,
      hresult: E_INVALIDARG,
    });
    const block = Buffer.alloc(32 + 4 + 48 + 64, 0x2d).fill(0, 0, 84);
    block.set([24, 0, 0, 0, 48]);
    expect(Buffer.from(client.allocation)).toEqual(block);
    expect(said(client).map(([check]) => check)).toEqual([
      'HW_PROTECTION_SIZES',
      'HW_PROTECTION_SIZES',
      'DRIVER_REFUSED',
    ]);
  });

  it('do as documented where the driver has nothing of its own in them, but for the size that they do not tell', () => {
    const hwProtection = { ...documented.hwProtection, privateInputBytes: 0, privateOutputBytes: 0 };
    const { client } = initialized({ profile: { ...documented, hwProtection } });
    // A command of no bytes: the echo is none either, and the client takes what lies there.
    expect(client.process(WIDEVINE_FUNCTION, message, 8)).toEqual(new Uint8Array(8));
  });
});

describe('RC-01: an answer is compared byte by byte', () => {
  /** An earlier revision: room for the vector is reserved, and its size stays 0. */
  class EarlierCdmProxy extends CdmProxy {
    protected override takeAnswer(): Uint8Array {
      return new Uint8Array();
    }
  }

  it('so that an empty one is found', () => {
    const { client } = initialized({}, false, EarlierCdmProxy);
    expect(() => {
      expect(client.process(WIDEVINE_FUNCTION, message, 48)).toEqual(message);
    }).toThrow();
  });

  it('and another message has another answer', () => {
    const { client } = initialized();
    const other = message.map((byte) => byte ^ 0x55);
    expect(client.process(WIDEVINE_FUNCTION, other, 48)).toEqual(other);
  });
});

describe('RC-01: tear-down', () => {
  it('between step 13 and step 14 is a loss that step 14 reports', () => {
    const { client, driver } = initialized();
    const tearDown = () => {
      driver.control.tearDown();
    };
    expect(failureOf(() => client.createMediaSession(message, tearDown))).toEqual({ step: 14 });
  });

  it('tells the client once each time, who drops its sessions and can begin again', async () => {
    const { client, driver, resets, machine, powerMonitor } = initialized();
    const id = client.createMediaSession(message);
    client.setKey(id, 'key', message);
    driver.control.tearDown();
    await settled();
    expect([resets.count, client.sessions, client.keysOf(id)]).toEqual([1, [], []]);
    driver.control.tearDown();
    await settled();
    expect(resets.count).toBe(2);

    client.release();
    const again = new CdmProxy(machine.api, { notifyHardwareReset: () => undefined });
    again.initialize(powerMonitor);
    again.createMediaSession(message);
    expect(again.process(WIDEVINE_FUNCTION, message, 48)).toEqual(message);
    expect(resets.count).toBe(2);
  });

  it('loses the session that messages go through: a client that goes on is refused', () => {
    const { client, driver } = initialized();
    driver.control.tearDown();
    expect(failureOf(() => client.process(WIDEVINE_FUNCTION, message, 48))).toEqual({
      step: 10,
      hresult: E_INVALIDARG,
    });
    expect(said(client).map(([check]) => check)).toContain('KEY_LOST');
  });

  it('comes with suspend, which the power monitor tells besides', async () => {
    const { client, suspend, resets } = initialized();
    client.createMediaSession();
    suspend();
    expect([resets.count, client.sessions]).toEqual([1, []]); // the monitor's
    await settled();
    expect(resets.count).toBe(2); // the event's
  });

  it('is not told any more after the destructor', async () => {
    const { client, driver, resets } = initialized();
    client.release();
    driver.control.tearDown();
    await settled();
    expect(resets.count).toBe(0);
  });
});

describe("RC-01: the adapter's event", () => {
  function registrations() {
    const { machine, driver, client } = initialized();
    const dxgi = out<d3d11.IDXGIDevice2>();
    client.device.QueryInterface(d3d11.IDXGIDevice2.iid, dxgi);
    const adapter = out<d3d11.IDXGIAdapter3>();
    dxgi.value!.GetParent(d3d11.IDXGIAdapter3.iid, adapter);
    const register = () => {
      const event = machine.api.kernel.events.create();
      const signal = jest.spyOn(event, 'signal');
      const cookie = out<number>();
      const code = adapter.value!.RegisterHardwareContentProtectionTeardownStatusEvent(event.handle, cookie);
      expect(code).toBe(S_OK);
      return { cookie: cookie.value!, signal };
    };
    return { driver, adapter: adapter.value!, register };
  }

  it('is set exactly once for each registration and tear-down, the second registration of a client too', () => {
    const { driver, register } = registrations();
    const [first, second] = [register(), register()];
    expect(first.cookie).not.toBe(second.cookie);
    driver.control.tearDown();
    expect([first.signal, second.signal].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
    driver.control.tearDown();
    expect([first.signal, second.signal].map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
  });

  it('is taken back by its own cookie alone', () => {
    const { driver, adapter, register } = registrations();
    const [first, second] = [register(), register()];
    adapter.UnregisterHardwareContentProtectionTeardownStatus(77);
    adapter.UnregisterHardwareContentProtectionTeardownStatus(first.cookie);
    adapter.UnregisterHardwareContentProtectionTeardownStatus(first.cookie); // once more
    driver.control.tearDown();
    expect([first.signal, second.signal].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
  });
});

describe('RC-01: key exchanges', () => {
  it('are HW_PROTECTION among what is enumerated, and the crypto type itself, which is not (D-65)', () => {
    const { machine } = setUp();
    const { videoDevice } = machine.adapters[0]!.createDevice();
    const h264 = d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT;
    expect(videoDevice.getKeyExchangeTypes(WIDEVINE, h264)).toEqual([HW_PROTECTION]);
    expect(() => videoDevice.createCryptoSession(WIDEVINE, h264, WIDEVINE)).not.toThrow();
  });
});
