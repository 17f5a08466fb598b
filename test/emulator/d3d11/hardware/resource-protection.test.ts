/** Resources with HW_PROTECTED, and their switching (RES-11, RES-35, SHP-1…SHP-3, DEV-25). */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import type { Bench } from '../bench.js';
import { hardwareBench, protectedArguments, protectedBuffer } from './hardware-bench.js';
import { sixteenBytes as box, waysOut } from './ways-out.js';

const { S_OK, E_INVALIDARG, DXGI_DDI_ERR_UNSUPPORTED, D3DDDIERR_OUTOFHWPROTECTEDMEMORY: OUT } = ddi;
const content = Uint8Array.from({ length: 64 }, (_, index) => index + 1);
const zeros = new Uint8Array(64);

/** CreateResource; what it reported. */
function create(bench: Bench, changes: Parameters<typeof protectedArguments>[2] = {}) {
  const { hDevice, functions } = bench.device;
  const handle = bench.bytes(16) as ddi.HResource;
  const pCreateResource = protectedArguments(bench, 64, changes);
  functions.pfnCreateResource(hDevice, pCreateResource, handle, 0x78 as ddi.HRTResource);
  return bench.reported();
}

describe('a resource with HW_PROTECTED', () => {
  it('is made where the caps have HARDWARE_PROTECT_UNCOMPRESSED, and nowhere else', () => {
    const cryptoTypes = hardwareBench().driver.profile.cryptoTypes.map((type) => ({ ...type, caps: 0x1 }));
    expect(create(hardwareBench())).toBe(S_OK);
    expect(create(hardwareBench({ caps: 0x1, cryptoTypes }))).toBe(DXGI_DDI_ERR_UNSUPPORTED);
  });

  it.each<[string, Parameters<typeof protectedArguments>[2]]>([
    ['dynamic', { Usage: 2 }],
    ['staging', { Usage: 3 }],
    ['a vertex buffer', { BindFlags: 1 }],
    ['an index buffer', { BindFlags: 2 }],
    ['mapped by the CPU', { MapFlags: 2 }],
  ])('is not %s (RES-35)', (_what, changes) => {
    const bench = hardwareBench();
    bench.driver.control.refusals.keep(true);
    expect(create(bench, changes)).toBe(DXGI_DDI_ERR_UNSUPPORTED);
    expect(bench.driver.control.refusals.take()).toMatchObject({ clause: 'RES-2', received: 'HW_PROTECTED' });
    expect(create(bench, { ...changes, MiscFlags: 0 })).toBe(S_OK);
  });

  it('is none where protected memory is used up, until there is some again', () => {
    const bench = hardwareBench();
    const { control } = bench.driver;
    control.refusals.keep(true);
    control.outOfProtectedMemory(true);
    expect(create(bench)).toBe(OUT);
    expect(control.refusals.take()).toMatchObject({ function: 'CreateResource', clause: 'RES-11' });
    expect(bench.memory.live().filter(({ label }) => label.startsWith('driver: resource'))).toEqual([]);
    expect(create(bench, { MiscFlags: 0 })).toBe(S_OK);
    control.outOfProtectedMemory(false);
    expect(create(bench)).toBe(S_OK);
  });

  it.each(Object.entries(waysOut))('does not let its content out, nor the CPU’s in: %s', (name, call) => {
    const bench = hardwareBench();
    const { device } = bench;
    const [resource, target] = [protectedBuffer(bench, content), device.buffer(64)];
    bench.driver.control.refusals.keep(true);
    call(bench, resource, target);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(bench.driver.control.refusals.take(name)).toMatchObject({ clause: 'RES-11, RES-35' });
    expect([device.content(resource), device.content(target)]).toEqual([content, zeros]);
    // And of one without protection they go on as ever.
    call(bench, device.buffer(content), target);
    expect(bench.reported()).toBe(S_OK);
  });

  it('is copied to, and from there to another with protection', () => {
    const bench = hardwareBench();
    const { device } = bench;
    const { hDevice, functions } = device;
    const [one, other] = [protectedBuffer(bench), protectedBuffer(bench)];
    functions.pfnResourceCopy(hDevice, one, device.buffer(content));
    functions.pfnResourceCopy(hDevice, other, one);
    expect(bench.reported()).toBe(S_OK);
    expect(device.content(other)).toEqual(content);
    functions.pfnResourceCopyRegion(hDevice, one, 0, 48, 0, 0, other, 0, box(bench), 0);
    expect(bench.reported()).toBe(S_OK);
    expect(device.content(one).slice(48)).toEqual(content.slice(0, 16));
  });

  it('takes what DecryptionBlt writes, and EncryptionBlt reads it', () => {
    const bench = hardwareBench();
    const { device } = bench;
    const session = device.keyedSession(new Uint8Array(16).fill(4));
    const [resource, staging] = [protectedBuffer(bench), device.buffer(64)];
    expect(device.decrypt(session, device.buffer(content), resource, new Uint8Array(16))).toBe(S_OK);
    device.encrypt(session, resource, staging);
    expect(device.content(staging)).not.toEqual(zeros);
  });
});

describe('SetHardwareProtection', () => {
  const set = (bench: Bench, resource: ddi.HResource, isProtected: number) => {
    bench.device.functions.pfnSetHardwareProtection(bench.device.hDevice, resource, isProtected);
    return bench.reported();
  };

  it('puts a resource behind protection and takes it out again, empty each time (SHP-2)', () => {
    const bench = hardwareBench();
    const { device } = bench;
    const [resource, secret] = [device.buffer(content), protectedBuffer(bench, content)];
    expect(set(bench, resource, 1)).toBe(S_OK);
    expect(device.content(resource)).toEqual(zeros);
    waysOut.StagingResourceMap!(bench, resource, resource);
    expect(bench.reported()).toBe(E_INVALIDARG);
    device.functions.pfnResourceCopy(device.hDevice, resource, secret);
    expect([bench.reported(), device.content(resource)]).toEqual([S_OK, content]);
    expect(set(bench, resource, 0)).toBe(S_OK);
    expect(device.content(resource)).toEqual(zeros);
    waysOut.StagingResourceMap!(bench, resource, resource);
    expect(bench.reported()).toBe(S_OK);
  });

  it('changes nothing where a resource is so already', () => {
    const bench = hardwareBench();
    const [plain, secret] = [bench.device.buffer(content), protectedBuffer(bench, content)];
    expect([set(bench, plain, 0), set(bench, secret, 2)]).toEqual([S_OK, S_OK]);
    expect([bench.device.content(plain), bench.device.content(secret)]).toEqual([content, content]);
  });

  it('finds no protected memory where there is none', () => {
    const bench = hardwareBench();
    const [plain, secret] = [bench.device.buffer(content), protectedBuffer(bench, content)];
    bench.driver.control.outOfProtectedMemory(true);
    expect([set(bench, plain, 1), set(bench, secret, 1), set(bench, secret, 0)]).toEqual([OUT, S_OK, S_OK]);
    expect(bench.device.content(plain)).toEqual(content);
  });

  it('is refused without the cap, and so is SetHardwareProtectionState (SHP-1)', () => {
    const cryptoTypes = hardwareBench().driver.profile.cryptoTypes.map((type) => ({ ...type, caps: 0x800 }));
    const bench = hardwareBench({ cryptoTypes });
    const resource = bench.device.buffer(content);
    bench.driver.control.refusals.keep(true);
    expect(set(bench, resource, 1)).toBe(E_INVALIDARG);
    const expected = { expected: 'a profile with HARDWARE_PROTECTED_MEMORY_TRANSITION' };
    expect(bench.driver.control.refusals.take('SetHardwareProtection')).toMatchObject(expected);
    bench.device.functions.pfnSetHardwareProtectionState(bench.device.hDevice, 1);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(bench.driver.control.refusals.take('SetHardwareProtectionState')).toMatchObject(expected);
    expect(bench.device.content(resource)).toEqual(content);
    expect(bench.driver.oracle.hardwareProtection(bench.device.hDevice)).toBe(false);
  });
});

describe('SetHardwareProtectionState', () => {
  it('is remembered of its device, and changes no resource (SHP-3, DEV-25)', () => {
    const bench = hardwareBench();
    const { device, other, driver } = bench;
    const [plain, secret] = [device.buffer(content), protectedBuffer(bench, content)];
    const states = () => [device, other].map(({ hDevice }) => driver.oracle.hardwareProtection(hDevice));
    expect(states()).toEqual([false, false]);
    for (const [said, isOn] of [
      [1, true],
      [0, false],
      [7, true],
    ] as const) {
      device.functions.pfnSetHardwareProtectionState(device.hDevice, said);
      expect([bench.reported(), ...states()]).toEqual([S_OK, isOn, false]);
    }
    expect([plain, secret].map((each) => device.content(each))).toEqual([content, content]);
    expect(driver.oracle.hardwareProtection(bench.bytes(16) as ddi.HDevice)).toBeNull();
  });
});
