import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { seededRandom } from 'softumd/crypto';
import type { Address, FunctionDeclaration } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { Incident } from 'softumd/emulator';
import { HostAdapter } from '../../../src/host/index.js';
import { Bench } from './bench.js';
import type { CallPlan } from './calls.js';
import { allCalls, everyFunction, run } from './calls.js';

const { S_OK, E_INVALIDARG, E_OUTOFMEMORY, NULL } = ddi;
const bytes = (count: number) => new Uint8Array(randomBytes(count));
const at = (address: number) => address as Address;

/** Functions that take memory of the driver's own. */
const allocating: readonly FunctionDeclaration[] = [
  ddi.OpenAdapter10_2,
  ddi.CreateDevice,
  ddi.CreateResource,
  ddi.CreateCryptoSession,
  ddi.NegotiateCryptoSessionKeyExchange,
  ddi.CreateVideoDecoder,
  ddi.CreateVideoDecoderOutputView,
  ddi.VideoDecoderBeginFrame,
  ddi.VideoDecoderSubmitBuffers,
];
const named = (plans: readonly CallPlan[]) => plans.map((plan) => [plan.declaration.name, plan] as const);

describe('an allocation that fails', () => {
  it.each(named(allCalls.filter(({ declaration }) => allocating.includes(declaration))))(
    '%s: E_OUTOFMEMORY, no trace, and the next call succeeds',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      const args = plan.good(bench, bench.device);
      bench.driver.control.failAllocation(1);
      const before = bench.snapshot();
      expect(run(bench, plan, args)).toBe(E_OUTOFMEMORY);
      expect(bench.snapshot()).toEqual(before);
      expect(run(bench, plan, args)).toBe(S_OK);
    },
  );

  it.each(named(allCalls.filter(({ declaration }) => !allocating.includes(declaration))))(
    '%s takes none',
    (_name, plan) => {
      const bench = new Bench(everyFunction);
      const args = plan.good(bench, bench.device);
      bench.driver.control.failAllocation(1);
      expect(run(bench, plan, args)).toBe(S_OK);
      expect(
        bench.device.video.pfnCreateCryptoSession(
          bench.device.hDevice,
          bench.sessionArguments(),
          bench.bytes(16) as never,
          NULL,
        ),
      ).toBe(E_OUTOFMEMORY);
    },
  );

  it('is the nth from now on, once; 0 takes the order back', () => {
    const bench = new Bench(everyFunction);
    const tried = () => {
      const handle = bench.bytes(16) as never;
      return bench.device.video.pfnCreateCryptoSession(
        bench.device.hDevice,
        bench.sessionArguments(),
        handle,
        NULL,
      );
    };
    bench.driver.control.failAllocation(3);
    expect([tried(), tried(), tried(), tried()]).toEqual([S_OK, S_OK, E_OUTOFMEMORY, S_OK]);
    bench.driver.control.failAllocation(1);
    bench.driver.control.failAllocation(0);
    expect(tried()).toBe(S_OK);
    for (const nth of [-1, 1.5, Number.NaN]) {
      expect(() => {
        bench.driver.control.failAllocation(nth);
      }).toThrow(RangeError);
    }
  });

  it('is not counted by a call that fails before it (D-14)', () => {
    const bench = new Bench(everyFunction);
    const session = bench.device.session();
    bench.driver.control.failAllocation(1);
    expect(bench.device.offer(session, new Uint8Array(256))).toBe(E_INVALIDARG);
    expect(bench.device.negotiate(session, bytes(16))).toBe(E_OUTOFMEMORY);
    expect(bench.device.negotiate(session, bytes(16))).toBe(S_OK);
  });
});

describe('a session key is forgotten', () => {
  const start = () => {
    const bench = new Bench(everyFunction);
    const [key, kept] = [bytes(16), bytes(16)];
    const session = bench.device.keyedSession(key);
    bench.other.keyedSession(kept);
    expect(bench.driver.oracle.remembers(key)).toBe(true);
    const check = () => {
      expect(bench.driver.oracle.remembers(key)).toBe(false);
      expect(bench.driver.oracle.sessionKey(bench.device.hDevice, session)).not.toEqual(key);
      expect(bench.driver.oracle.remembers(kept)).toBe(true);
      const everything = Buffer.concat(
        bench.memory.live().map((block) => bench.memory.copyOut(block.address, block.bytes)),
      );
      expect(everything.includes(Buffer.from(key))).toBe(false);
    };
    return { bench, session, key, check };
  };

  it('when the session is destroyed', () => {
    const { bench, session, check } = start();
    bench.device.video.pfnDestroyCryptoSession(bench.device.hDevice, session);
    check();
  });

  it('when the session is destroyed on a removed device', () => {
    const { bench, session, check } = start();
    bench.driver.control.removeDevice();
    bench.device.video.pfnDestroyCryptoSession(bench.device.hDevice, session);
    check();
  });

  it('when another one takes its place', () => {
    const { bench, session, check } = start();
    expect(bench.device.negotiate(session, bytes(16))).toBe(S_OK);
    check();
  });

  it.each([
    ['', () => undefined],
    [
      ' and the session’s header was overwritten',
      (bench: Bench, session: Address) => {
        bench.memory.range(session, 16).fill(0xff);
      },
    ],
    [
      ' and the session’s memory was freed',
      (bench: Bench, session: Address) => {
        bench.memory.free(session);
      },
    ],
  ])('when its device is destroyed%s', (_name, spoil) => {
    const { bench, session, key, check } = start();
    const second = bytes(16);
    bench.device.keyedSession(second);
    spoil(bench, session);
    bench.device.functions.pfnDestroyDevice(bench.device.hDevice);
    expect([bench.driver.oracle.remembers(key), bench.driver.oracle.remembers(second)]).toEqual([
      false,
      false,
    ]);
    check();
  });

  it('also among many, and never another’s instead', () => {
    const bench = new Bench(everyFunction);
    const { hDevice, video } = bench.device;
    const { oracle } = bench.driver;
    const keyed = Array.from({ length: 30 }, () => {
      const key = bytes(16);
      return { key, session: bench.device.keyedSession(key) };
    });
    // From both ends to the middle, so that the first, the last and neighbours go before others.
    const order = keyed.map((_, index) => keyed[index % 2 === 0 ? index / 2 : 29 - (index - 1) / 2]!);
    for (const [index, { session }] of order.entries()) {
      video.pfnDestroyCryptoSession(hDevice, session);
      expect(order.map(({ key }) => oracle.remembers(key))).toEqual(order.map((_, at) => at > index));
      for (const later of order.slice(index + 1))
        expect(oracle.sessionKey(hDevice, later.session)).toEqual(later.key);
    }
  });
});

describe('private memory that somebody overwrote (D-61)', () => {
  const watched = () => {
    const incidents: Incident[] = [];
    const bench = new Bench({ onIncident: (incident) => incidents.push(incident) });
    return { bench, incidents };
  };
  const overwritten = 'private memory was overwritten';

  it.each([0, 4, 8])('is reported when the device ends, whichever word it was (%p)', (word) => {
    const { bench, incidents } = watched();
    const [session, resource, intact] = [
      bench.device.session(),
      bench.device.buffer(16),
      bench.device.session(),
    ];
    expect(bench.memory.readU32(intact)).not.toBe(0);
    for (const handle of [session, resource]) bench.memory.writeU32(at(handle + word), 0x12345678);
    expect(incidents).toEqual([]);
    bench.device.functions.pfnDestroyDevice(bench.device.hDevice);
    expect(incidents).toEqual([
      { kind: 'crypto session', handle: session, what: overwritten },
      { kind: 'resource', handle: resource, what: overwritten },
    ]);
  });

  it.each([0, 4, 8])(
    'of a device is reported when it ends, and its keys are wiped all the same (%p)',
    (word) => {
      const { bench, incidents } = watched();
      const { hDevice, functions } = bench.device;
      const key = bytes(16);
      bench.device.keyedSession(key);
      bench.device.buffer(16);
      bench.memory.writeU32(at(hDevice + word), 0x12345678);
      functions.pfnDestroyDevice(hDevice);
      expect(incidents).toEqual([{ kind: 'device', handle: hDevice, what: overwritten }]);
      expect(bench.driver.oracle.remembers(key)).toBe(false);
      expect(bench.memory.live().filter(({ label }) => label === 'driver: resource')).toEqual([]);
      functions.pfnDestroyDevice(hDevice);
      expect(incidents).toHaveLength(1);
    },
  );

  it('is nobody’s business where nothing was overwritten', () => {
    const { bench, incidents } = watched();
    const session = bench.device.keyedSession(bytes(16));
    bench.device.buffer(16);
    bench.memory.free(session); // a runtime that frees first leaves nothing to judge
    bench.device.functions.pfnDestroyDevice(bench.device.hDevice);
    expect(bench.adapter.functions.pfnCloseAdapter!(bench.adapter.hAdapter)).toBe(S_OK);
    expect(incidents).toEqual([]);
  });
});

describe('ends', () => {
  it('DestroyDevice kills what the device had, and no other device’s', () => {
    const bench = new Bench(everyFunction);
    const mine = bench.device.buffer(16);
    const session = bench.device.keyedSession(bytes(16));
    const [theirs, theirSession] = [bench.other.buffer(bytes(16)), bench.other.keyedSession(bytes(16))];
    const driverBlocks = () => bench.memory.live().filter(({ label }) => label === 'driver: resource').length;
    expect(driverBlocks()).toBe(2);
    bench.device.functions.pfnDestroyDevice(bench.device.hDevice);
    expect(driverBlocks()).toBe(1);
    const { oracle } = bench.driver;
    expect([
      oracle.resourceBytes(bench.device.hDevice, mine),
      oracle.sessionKey(bench.device.hDevice, session),
    ]).toEqual([null, null]);
    expect(bench.other.content(theirs)).toHaveLength(16);
    expect(oracle.sessionKey(bench.other.hDevice, theirSession)).not.toBeNull();
    bench.device.functions.pfnDestroyDevice(bench.device.hDevice); // a dead handle: nothing
    expect(driverBlocks()).toBe(1);
  });

  it('CloseAdapter closes once', () => {
    const bench = new Bench(everyFunction);
    const { driver } = bench;
    const { functions, hAdapter } = HostAdapter.open(driver).adapter!;
    expect(functions.pfnCloseAdapter!(bench.device.hDevice as never)).toBe(E_INVALIDARG);
    expect(functions.pfnCloseAdapter!(hAdapter)).toBe(S_OK);
    expect(bench.adapter.supportedVersions()).toHaveLength(1);
  });
});

describe('two drivers in one process', () => {
  it('share nothing: handles, keys, random numbers, orders', () => {
    const [one, two] = [new Bench(everyFunction), new Bench(everyFunction)];
    const key = bytes(16);
    const session = one.device.keyedSession(key);
    two.device.session();
    expect(two.driver.oracle.remembers(key)).toBe(false);
    expect(two.driver.oracle.sessionKey(one.device.hDevice, session)).toBeNull();
    one.driver.control.removeDevice();
    one.driver.control.failAllocation(1);
    expect(two.device.negotiate(two.device.session(), bytes(16))).toBe(S_OK);
    const [before, after] = [one.memory.live().length, two.memory.live().length];
    two.device.buffer(64);
    expect(one.memory.live()).toHaveLength(before);
    expect(two.memory.live().length).toBeGreaterThan(after);
  });

  it('cannot be told apart where the seed is the same (D-60)', () => {
    const play = (seed: string) => {
      const bench = new Bench({ random: seededRandom(seed) });
      const session = bench.device.keyedSession(new Uint8Array(16).fill(1));
      const [source, target] = [bench.device.buffer(new Uint8Array(64).fill(2)), bench.device.buffer(64)];
      const iv = bench.device.encrypt(session, source, target);
      return { iv, content: bench.device.content(target) };
    };
    expect(play('a')).toEqual(play('a'));
    expect(play('a').iv).not.toEqual(play('b').iv);
  });

  it('draw from the system without a seed', () => {
    const iv = () => {
      const { device } = new Bench(everyFunction);
      return device.encrypt(device.keyedSession(bytes(16)), device.buffer(bytes(16)), device.buffer(16));
    };
    expect(iv()).not.toEqual(iv());
  });
});

describe('pfnSetErrorCb (DEV-17, DEV-18, ERR-1)', () => {
  it('is read from the runtime’s table at each call, and told the core-layer handle', () => {
    const bench = new Bench(everyFunction);
    const { memory, driver, adapter, device } = bench;
    const heard: [string, number, number][] = [];
    const install = (name: string) => {
      const callback = driver.code.addressOf(ddi.SetErrorCb, (hRTCoreLayer, code) => {
        heard.push([name, hRTCoreLayer, code]);
      });
      memory.writeU64(adapter.callbacks.p11UMCallbacks, BigInt(callback));
    };
    const fail = () => {
      device.video.pfnDestroyCryptoSession(device.hDevice, NULL);
    };
    fail();
    expect(bench.reported()).toBe(E_INVALIDARG);
    install('first');
    fail();
    install('second');
    fail();
    expect(bench.reported()).toBe(S_OK);
    const { hRTCoreLayer } = device.host;
    expect(heard).toEqual([
      ['first', hRTCoreLayer, E_INVALIDARG],
      ['second', hRTCoreLayer, E_INVALIDARG],
    ]);
  });

  it('of each device hears of that device only', () => {
    const bench = new Bench(everyFunction);
    bench.other.video.pfnDestroyCryptoSession(bench.other.hDevice, NULL);
    expect(bench.device.host.takeErrors()).toEqual([]);
    expect(bench.other.host.takeErrors()).toEqual([E_INVALIDARG]);
    expect(bench.other.host.takeErrors()).toEqual([]);
  });
});
