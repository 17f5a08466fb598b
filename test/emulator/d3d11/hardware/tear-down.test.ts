/** Tear-down: what it takes, what it leaves, who is told (D-44, CCSS-1). */
import { describe, expect, it } from '@jest/globals';
import type { TearDown } from 'softumd/driver';
import * as ddi from 'softumd/ddi';
import type { Bench } from '../bench.js';
import {
  exchange,
  hardwareBench,
  HW_PROTECTION,
  message,
  protectedBuffer,
  statusOf,
  vendorSession,
  VENDOR,
} from './hardware-bench.js';

const { S_OK, E_INVALIDARG, D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS: STATUS } = ddi;
const { OK, KEY_LOST, KEY_AND_CONTENT_LOST } = STATUS;
const key = Uint8Array.from({ length: 16 }, (_, index) => 0x51 + index);
const keyId = ddi.guid('11223344-5566-7788-99aa-bbccddeeff00');
const installData = Uint8Array.from([...Buffer.from('443322116655887799aabbccddeeff00', 'hex'), ...key]);

function world(bench: Bench = hardwareBench()) {
  const { device, other, driver } = bench;
  const [keyed, hw, media] = [device.keyedSession(key), vendorSession(bench), vendorSession(bench, VENDOR)];
  const elsewhere = other.keyedSession(key);
  exchange(bench, hw, message(bench, { functionId: 0x5355_0001, data: installData }));
  const told = { times: 0 };
  driver.control.onTearDown(() => {
    told.times += 1;
  });
  const statuses = () => [
    ...[keyed, hw, media].map((session) => statusOf(bench, session)),
    statusOf(bench, elsewhere, other.hDevice),
  ];
  const tearDown = (which?: TearDown) => {
    driver.control.tearDown(which);
  };
  return { bench, device, other, driver, keyed, hw, media, elsewhere, told, statuses, tearDown };
}

describe('a tear-down', () => {
  it('of the adapter takes every key, the trusted environment’s too, and tells once', () => {
    const { driver, device, other, keyed, elsewhere, told, statuses, tearDown } = world();
    expect(statuses()).toEqual([OK, OK, OK, OK]);
    tearDown();
    expect(statuses()).toEqual(new Array(4).fill(KEY_AND_CONTENT_LOST));
    expect(told.times).toBe(1);
    expect(driver.oracle.sessionKey(device.hDevice, keyed)).toBeNull();
    expect(driver.oracle.sessionKey(other.hDevice, elsewhere)).toBeNull();
    expect(driver.oracle.hardwareKey(keyId)).toBeNull();
    expect(driver.oracle.remembers(key)).toBe(false);
  });

  it('of a device leaves the others and the trusted environment', () => {
    const { device, driver, told, statuses, tearDown } = world();
    tearDown({ hDevice: device.hDevice, status: KEY_LOST });
    expect(statuses()).toEqual([KEY_LOST, KEY_LOST, KEY_LOST, OK]);
    expect([told.times, driver.oracle.hardwareKey(keyId)]).toEqual([1, key]);
  });

  it('of a session leaves the others', () => {
    const { device, keyed, elsewhere, statuses, told, tearDown } = world();
    tearDown({ hDevice: device.hDevice, hCryptoSession: keyed });
    expect(statuses()).toEqual([KEY_AND_CONTENT_LOST, OK, OK, OK]);
    tearDown({ hCryptoSession: elsewhere });
    expect(statuses()).toEqual([KEY_AND_CONTENT_LOST, OK, OK, KEY_AND_CONTENT_LOST]);
    expect(told.times).toBe(2);
  });

  it('does nothing for what is not there', () => {
    const { bench, device, elsewhere, statuses, told, tearDown } = world();
    const nowhere = bench.bytes(16);
    for (const which of [
      { hDevice: nowhere as ddi.HDevice },
      { hDevice: device.hDevice, hCryptoSession: elsewhere },
      { hCryptoSession: nowhere as ddi.HCryptoSession },
      { status: OK },
      { status: 3 },
    ])
      expect(() => {
        tearDown(which);
      }).toThrow(RangeError);
    expect([told.times, statuses()]).toEqual([0, [OK, OK, OK, OK]]);
  });

  it('takes nothing of a session whose caps have no HARDWARE_TEARDOWN', () => {
    const { bench, device, keyed, told, tearDown } = world(hardwareBench({ caps: 0x401 }));
    tearDown();
    expect(statusOf(bench, keyed)).toBe(OK);
    expect(bench.driver.oracle.sessionKey(device.hDevice, keyed)).toEqual(key);
    expect(told.times).toBe(1);
  });

  it('ends for a listener with what its order gave', () => {
    const { driver, told, tearDown } = world();
    const heard: string[] = [];
    const end = driver.control.onTearDown(() => heard.push('heard'));
    tearDown();
    end();
    tearDown();
    expect([heard, told.times]).toEqual([['heard'], 2]);
  });
});

describe('a session after a tear-down', () => {
  it.each<[string, ddi.Guid, ddi.Guid]>([
    ['RSAES_OAEP', ddi.D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP],
    ['HW_PROTECTION', VENDOR, HW_PROTECTION],
    ['a hardware key', VENDOR, VENDOR],
  ])('with %s refuses every use, whatever it is told, until it is destroyed', (_what, type, exchangeType) => {
    const { bench, device, tearDown } = world();
    const { hDevice, video } = device;
    const args = bench.sessionArguments(type, undefined, exchangeType);
    const session = device.session(args);
    if (exchangeType === ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP)
      expect(device.negotiate(session, key)).toBe(S_OK);
    const [source, target] = [device.buffer(new Uint8Array(16).fill(1)), device.buffer(16)];
    tearDown();
    bench.driver.control.refusals.keep(true);
    const lost = () => {
      const cause = bench.driver.control.refusals.take();
      expect([cause?.clause, cause?.rule]).toEqual(['D-44', 'a tear-down took the keys of this session']);
    };
    const hasMessages = exchangeType !== ddi.D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP;

    expect(device.negotiate(session, key)).toBe(E_INVALIDARG);
    lost();
    expect(exchange(bench, session, message(bench))).toBe(E_INVALIDARG);
    lost();
    const answer = bench.bytes(8);
    expect(video.pfnGetDataForNewHardwareKey(hDevice, session, 16, bench.bytes(16), answer)).toBe(
      E_INVALIDARG,
    );
    if (hasMessages) lost();
    expect(bench.memory.readU64(answer)).toBe(0n);
    for (const call of [
      () => {
        video.pfnStartSessionKeyRefresh(hDevice, session, 16, bench.bytes(16));
      },
      () => {
        video.pfnFinishSessionKeyRefresh(hDevice, session);
      },
      () => {
        video.pfnEncryptionBlt(hDevice, session, source, target, 16, bench.bytes(16));
      },
      () => {
        const pIV = bench.bytes(16);
        video.pfnDecryptionBlt(hDevice, session, source, target, ddi.NULL, 0, ddi.NULL, 16, pIV);
      },
    ]) {
      call();
      expect(bench.reported()).toBe(E_INVALIDARG);
    }
    expect(device.content(target)).toEqual(new Uint8Array(16));
    expect(statusOf(bench, session)).toBe(KEY_AND_CONTENT_LOST);

    video.pfnDestroyCryptoSession(hDevice, session);
    expect(bench.reported()).toBe(S_OK);
    expect(statusOf(bench, device.session(args))).toBe(OK);
  });
});

describe('the content of protected memory', () => {
  const content = new Uint8Array(64).fill(0x77);

  it('goes with KEY_AND_CONTENT_LOST, and what is not protected stays', () => {
    const { bench, device, tearDown } = world();
    const [resource, plain] = [protectedBuffer(bench, content), device.buffer(content)];
    tearDown();
    expect([device.content(resource), device.content(plain)]).toEqual([new Uint8Array(64), content]);
  });

  it('stays with KEY_LOST, and where another device is torn down', () => {
    const { bench, device, other, tearDown } = world();
    const resource = protectedBuffer(bench, content);
    tearDown({ status: KEY_LOST });
    tearDown({ hDevice: other.hDevice });
    expect(device.content(resource)).toEqual(content);
  });
});
