/** Why the driver refused a call, as its control tells a test that asks (D-03). */
import { describe, expect, it } from '@jest/globals';
import type { EmulatedProfile } from 'softumd/emulator';
import type { Refusal } from 'softumd/driver';
import * as ddi from 'softumd/ddi';
import { wrapSessionKey } from 'softumd/player';
import { leaf } from '../../certificate/test-chain.js';
import type { BenchDevice } from './bench.js';
import { Bench } from './bench.js';
import type { CallPlan } from './calls.js';
import { allCalls, deviceCalls, everyFunction, run, videoCalls } from './calls.js';
import { makeDecoder, makeView } from './decoder/decoder-bench.js';
import { refusalRows } from './refusal-rows.js';

const { NULL, S_OK, failed } = ddi;
const key = new Uint8Array(16).fill(0x7d);

function keeping(profile: Partial<EmulatedProfile> = {}): Bench {
  const bench = new Bench({ profile: { ...everyFunction.profile, ...profile } });
  bench.driver.control.refusals.keep(true);
  return bench;
}

const take = ({ driver }: Bench) => driver.control.refusals.take();
const named = (plans: readonly CallPlan[]) => plans.map((plan) => [plan.declaration.name, plan] as const);
const planOf = (name: string) => allCalls.find(({ declaration }) => declaration.name === name)!;
const replaced = (args: readonly unknown[], index: number, value: unknown) =>
  args.map((argument, position) => (position === index ? value : argument));

/** What a refused call leaves to be asked for. */
function causeOf(bench: Bench, plan: CallPlan, args: readonly unknown[]): Refusal | null {
  const { name } = plan.declaration;
  expect([name, failed(run(bench, plan, args))]).toEqual([name, true]);
  const { refusals } = bench.driver.control;
  const told = refusals.take(name);
  expect([name, refusals.take(name), refusals.take()]).toEqual([name, null, null]);
  return told;
}

describe('the cause of a refusal', () => {
  const rows = Object.entries(refusalRows).flatMap(([name, ways]) =>
    Object.entries(ways).map(([what, row]) => [name, what, row] as const),
  );

  it.each(rows)('by %s: %s', (name, _what, { profile, changes, arrange, cause }) => {
    const bench = keeping(profile);
    const plan = planOf(name);
    const { parameters } = plan.declaration;
    const good = plan.good(bench, bench.device);
    const given = Object.entries(changes(bench)).map(([parameter, value]) => {
      const index = parameters.findIndex((one) => one.name === parameter);
      expect([parameter, index]).not.toEqual([parameter, -1]);
      return [index, value] as const;
    });
    const args = given.reduce((before, [index, value]) => replaced(before, index, value), good);
    arrange?.(bench);
    expect(causeOf(bench, plan, args)).toMatchObject({ function: name, ...cause });
  });

  it.each(named(allCalls))('by %s: each required pointer that is NULL (D-13)', (name, plan) => {
    const bench = keeping();
    for (const [
      index,
      { name: argument, direction, optional, made },
    ] of plan.declaration.parameters.entries()) {
      if (made !== true && (direction === undefined || optional === true)) continue;
      const args = replaced(plan.good(bench, bench.device), index, NULL);
      expect(causeOf(bench, plan, args)).toMatchObject({ function: name, clause: 'D-13', argument });
    }
  });

  const hasRemovalCode = ({ removed }: CallPlan) => removed !== S_OK;

  it.each(named([...videoCalls, ...deviceCalls].filter(hasRemovalCode)))(
    'by %s: a device that is removed (D-15)',
    (name, plan) => {
      const bench = keeping();
      const args = plan.good(bench, bench.device);
      bench.driver.control.removeDevice();
      expect(causeOf(bench, plan, args)).toEqual({
        function: name,
        rule: 'the device is removed',
        clause: 'D-15',
        argument: 'hDevice',
      });
    },
  );
});

describe('a dead handle, by every function that takes one,', () => {
  const types: Readonly<Record<string, string>> = {
    D3D10DDI_HRESOURCE: 'resource',
    D3D11_1DDI_HCRYPTOSESSION: 'crypto session',
    D3D11_1DDI_HDECODE: 'decoder',
    D3D11_1DDI_HVIDEODECODEROUTPUTVIEW: 'decoder output view',
  };
  const makers: Readonly<Record<string, (device: BenchDevice) => number>> = {
    resource: (device) => device.buffer(64),
    'crypto session': (device) => device.session(),
    decoder: (device) => makeDecoder(device),
    'decoder output view': makeView,
  };
  const destroyed: Readonly<Record<string, (device: BenchDevice, handle: number) => void>> = {
    resource: ({ functions, hDevice }, handle) => {
      functions.pfnDestroyResource(hDevice, handle as ddi.HResource);
    },
    'crypto session': ({ video, hDevice }, handle) => {
      video.pfnDestroyCryptoSession(hDevice, handle as ddi.HCryptoSession);
    },
    decoder: ({ video, hDevice }, handle) => {
      video.pfnDestroyVideoDecoder(hDevice, handle as ddi.HDecode);
    },
    'decoder output view': ({ video, hDevice }, handle) => {
      video.pfnDestroyVideoDecoderOutputView(hDevice, handle as ddi.HVideoDecoderOutputView);
    },
  };
  const plans = [...videoCalls, ...deviceCalls].filter(
    ({ declaration }) => declaration.name !== 'DestroyResource',
  );

  /** What a handle turns out to be, by the kind that was wanted. */
  const handles: Readonly<
    Record<string, (bench: Bench, kind: string, live: number) => readonly [number, string]>
  > = {
    'is of another device': ({ other }, kind) => [makers[kind]!(other), `a live ${kind} of another hDevice`],
    'is of another kind': ({ device }, kind) =>
      kind === 'resource'
        ? [device.session(), 'a live crypto session']
        : [device.buffer(16), 'a live resource'],
    'was destroyed': ({ device }, kind) => {
      const handle = makers[kind]!(device);
      destroyed[kind]!(device, handle);
      return [handle, `a ${kind} that was destroyed, or a copy of a header`];
    },
    'has a copied header': (bench, kind, live) => [
      bench.forged(live),
      `a ${kind} that was destroyed, or a copy of a header`,
    ],
    'was never made': (bench) => [bench.bytes(16), 'nothing that this driver has made, or overwritten'],
    'is a header cut off': (bench, _kind, live) => [
      bench.bytes(bench.memory.copyOut(live as ddi.Address, 4)),
      'nothing that this driver has made, or overwritten',
    ],
    'is NULL': () => [NULL, 'NULL'],
  };

  it.each(Object.entries(handles))('%s', (what, make) => {
    const bench = keeping();
    for (const plan of plans) {
      for (const [index, { name, type, made }] of plan.declaration.parameters.entries()) {
        const kind = types[type.name];
        if (made === true || kind === undefined) continue;
        const args = plan.good(bench, bench.device);
        // Of its own type four bytes are no answer but a violation; of the other type's they are.
        const other = what.includes('cut off') ? (bench.device.hDevice as number) : (args[index] as number);
        const [handle, received] = make(bench, kind, other);
        expect(causeOf(bench, plan, replaced(args, index, handle))).toEqual({
          function: plan.declaration.name,
          rule: 'the handle is dead',
          clause: 'CCS-3, D-09, D-61',
          argument: name,
          expected: `a live ${type.name} of this hDevice`,
          received,
        });
      }
    }
  });

  it('is the device’s, too, though nobody hears of a VOID function’s failure then (ERR-1)', () => {
    const bench = keeping();
    for (const plan of [...videoCalls, ...deviceCalls]) {
      const { name } = plan.declaration;
      if (['DestroyResource', 'Flush'].includes(name)) continue;
      run(bench, plan, replaced(plan.good(bench, bench.device), 0, bench.bytes(16)));
      expect(take(bench)).toMatchObject({ function: name, argument: 'hDevice', clause: 'D-09, D-61' });
    }
  });

  it('is taken by a live object where something was to be made', () => {
    const bench = keeping();
    for (const name of ['CreateCryptoSession', 'CreateResource']) {
      const args = replaced(planOf(name).good(bench, bench.device), 2, bench.other.buffer(16));
      expect(causeOf(bench, planOf(name), args)).toMatchObject({
        clause: 'D-61',
        received: expect.stringContaining('a live resource'),
      });
    }
  });
});

describe('causes', () => {
  it('are none where a call succeeds', () => {
    const bench = keeping();
    for (const plan of allCalls) {
      expect(run(bench, plan, plan.good(bench, bench.device))).toBe(S_OK);
      expect([plan.declaration.name, take(bench)]).toEqual([plan.declaration.name, null]);
    }
  });

  it('are not kept unless a test asks, nor any more when it has had enough', () => {
    const bench = new Bench(everyFunction);
    const refuse = () => bench.device.offer(bench.device.session(), new Uint8Array(256));
    refuse();
    expect(take(bench)).toBeNull();
    bench.driver.control.refusals.keep(true);
    expect(take(bench)).toBeNull();
    refuse();
    bench.driver.control.refusals.keep(false);
    expect(take(bench)).toBeNull();
    refuse();
    expect(take(bench)).toBeNull();
  });

  it('are each driver’s own', () => {
    const [bench, other] = [keeping(), keeping()];
    bench.device.offer(bench.device.session(), new Uint8Array(255));
    expect(take(other)).toBeNull();
    expect(take(bench)).toMatchObject({ argument: 'DataSize' });
  });

  it('are there when the runtime hears of the failure, though the profile keeps silent (D-08)', () => {
    const bench = keeping({ voidFailure: 'silent' });
    const { device } = bench;
    expect(device.decrypt(device.session(), device.buffer(16), device.buffer(16), key)).toBe(S_OK);
    expect(take(bench)).toMatchObject({ rule: 'there is no session key' });
  });

  it('are none where caps that are not supported are zeros (D-12)', () => {
    const bench = keeping({ unsupportedCaps: 'zeros' });
    const [wrong, pCaps] = [bench.guid(ddi.D3D11_1DDI_CRYPTO_TYPE_PROPRIETARY), bench.bytes(24)];
    const { hDevice, video } = bench.device;
    expect(video.pfnGetContentProtectionCaps(hDevice, wrong, wrong, pCaps)).toBe(S_OK);
    expect(take(bench)).toBeNull();
  });

  it('of a Flush on a removed device are told as its code is (D-15)', () => {
    const bench = keeping();
    bench.driver.control.removeDevice();
    bench.device.functions.pfnFlush(bench.device.hDevice, 0);
    expect(bench.reported()).toBe(ddi.D3DDDIERR_DEVICEREMOVED);
    expect(take(bench)).toMatchObject({ function: 'Flush', clause: 'D-15' });
  });
});

describe('of a key buffer', () => {
  it('the cause is by the profile’s hash', () => {
    const bench = keeping({ oaepHash: 'sha256' });
    expect(bench.device.offer(bench.device.session(), wrapSessionKey(leaf, key))).toBe(ddi.E_INVALIDARG);
    expect(take(bench)).toMatchObject({
      expected: '16 bytes by RSAES-OAEP, SHA-256 for an empty label and in MGF1, big-endian',
      received: 'SHA-512 for the label, SHA-512 in MGF1',
    });
  });

  it('the cause is found when somebody asks, from what arrived, whatever became of it since (D-03)', () => {
    const bench = keeping();
    const { device } = bench;
    const [session, pData] = [device.session(), bench.bytes(wrapSessionKey(leaf, key, { hash: 'sha1' }))];
    device.video.pfnNegotiateCryptoSessionKeyExchange(device.hDevice, session, 256, pData);
    bench.memory.copyIn(pData, new Uint8Array(256));
    bench.memory.free(pData);
    device.video.pfnDestroyCryptoSession(device.hDevice, session);
    expect(take(bench)).toMatchObject({ received: 'SHA-1 for the label, SHA-1 in MGF1' });
  });

  it('nothing of the key is in the cause, and the driver does not remember it', () => {
    const bench = keeping();
    for (const block of [wrapSessionKey(leaf, key, { hash: 'sha1' }), wrapSessionKey(leaf, key).reverse()]) {
      bench.device.offer(bench.device.session(), block);
      const told = JSON.stringify(take(bench));
      for (const secret of [
        Buffer.from(key).toString('hex'),
        Buffer.from(key).toString('base64'),
        key.join(),
      ])
        expect(told).not.toContain(secret);
      expect(bench.driver.oracle.remembers(key)).toBe(false);
    }
  });
});

describe('an IV that was used before (D-21, DB-13)', () => {
  const iv = (last: number) => new Uint8Array(16).fill(1, 0, 8).fill(last, 15);

  function world(profile: Partial<EmulatedProfile>) {
    const bench = keeping(profile);
    const { device } = bench;
    const [source, target] = [device.buffer(new Uint8Array(16).fill(9)), device.buffer(16)];
    return {
      bench,
      decrypt: (session: ddi.HCryptoSession, last: number) =>
        device.decrypt(session, source, target, iv(last)),
      content: () => device.content(target),
    };
  }

  it('is taken by the default', () => {
    const { bench, decrypt } = world({});
    const session = bench.device.keyedSession(key);
    expect([decrypt(session, 1), decrypt(session, 1)]).toEqual([S_OK, S_OK]);
  });

  it('is refused by a profile that says so, once, and nothing is written', () => {
    const { bench, decrypt, content } = world({ ivReuse: 'refuse' });
    const session = bench.device.keyedSession(key);
    expect([decrypt(session, 1), decrypt(session, 2)]).toEqual([S_OK, S_OK]);
    const before = content();
    expect(decrypt(session, 1)).toBe(ddi.E_INVALIDARG);
    expect(content()).toEqual(before);
    const told = take(bench);
    expect(told).toMatchObject({
      function: 'DecryptionBlt',
      rule: 'the counter goes over blocks that were used before under this key',
      clause: 'D-21, DB-13',
      argument: 'pIV',
    });
    expect(decrypt(session, 3)).toBe(S_OK);
  });

  it('is another for another session, and for the next key', () => {
    const { bench, decrypt } = world({ ivReuse: 'refuse' });
    const [session, other] = [bench.device.keyedSession(key), bench.device.keyedSession(key)];
    expect([decrypt(session, 1), decrypt(other, 1)]).toEqual([S_OK, S_OK]);
    expect(bench.device.negotiate(session, key)).toBe(S_OK);
    expect([decrypt(session, 1), decrypt(session, 1)]).toEqual([S_OK, ddi.E_INVALIDARG]);
  });

  it('is not used up by a blt that is refused (D-14)', () => {
    const { bench, decrypt } = world({ ivReuse: 'refuse' });
    const { device } = bench;
    const session = device.keyedSession(key);
    expect(device.decrypt(session, device.buffer(16), device.buffer(32), iv(1))).toBe(ddi.E_INVALIDARG);
    expect(device.offer(session, new Uint8Array(256))).toBe(ddi.E_INVALIDARG);
    expect([decrypt(session, 1), decrypt(session, 1)]).toEqual([S_OK, ddi.E_INVALIDARG]);
  });
});
