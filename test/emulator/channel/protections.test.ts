/** PROTECTION, and what it does to resources with RESTRICTED_CONTENT (CFG-18, CFG-19, GEN-5, D-36). */
import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import * as ddi from 'softumd/ddi';
import { openResource } from '../../../src/host/index.js';
import { Bench } from '../d3d11/bench.js';
import { hardwareBench, protectedArguments } from '../d3d11/hardware/hardware-bench.js';
import { sixteenBytes, waysOut } from '../d3d11/hardware/ways-out.js';
import { BenchChannel } from './channel-bench.js';

const { S_OK, E_INVALIDARG, D3D11_1DDI_CONTENT_PROTECTION_CAPS: CAPS } = ddi;
const RESTRICTED = 0x800;
const HW_PROTECTED = 0x10000;
const SHARED = 0x2;
const content = Uint8Array.from({ length: 64 }, (_, index) => index + 1);
const zeros = new Uint8Array(64);

const withFlags = (bench: Bench, MiscFlags: number, device = bench.device) =>
  device.resource(protectedArguments(bench, content, { MiscFlags }));

const restricted = (bench: Bench, device = bench.device) => withFlags(bench, RESTRICTED, device);

const channelOf = (bench: Bench, device = bench.device) => new BenchChannel(device).start();

const protect = (channel: BenchChannel, flags: number) =>
  channel.configure(
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
    ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
    { Protections: { Value: flags } },
  ).code;

const protections = (channel: BenchChannel) => {
  const { bytes } = channel.query(ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION);
  return Buffer.from(bytes).readUInt32LE(48);
};

const map = (bench: Bench, resource: ddi.HResource, device = bench.device) => {
  device.functions.pfnStagingResourceMap(device.hDevice, resource, 0, 1, 0, bench.bytes(16));
  return bench.reported();
};

describe('a resource with RESTRICTED_CONTENT', () => {
  it.each(Object.entries(waysOut))('is out of reach while protection is in effect: %s', (name, call) => {
    const bench = new Bench();
    const { device } = bench;
    const channel = channelOf(bench);
    const [resource, target] = [restricted(bench), device.buffer(64)];
    bench.driver.control.refusals.keep(true);
    expect(protect(channel, 1)).toBe(S_OK);
    call(bench, resource, target);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(bench.driver.control.refusals.take(name)).toMatchObject({ clause: 'GEN-5, CFG-18' });
    expect([device.content(resource), device.content(target)]).toEqual([content, zeros]);
    call(bench, device.buffer(content), target); // others go on as ever
    expect(bench.reported()).toBe(S_OK);
    expect(protect(channel, 0)).toBe(S_OK);
    call(bench, resource, target);
    expect(bench.reported()).toBe(S_OK);
  });

  it('is copied to its like', () => {
    const bench = new Bench();
    const { hDevice, functions } = bench.device;
    const [source, target] = [restricted(bench), restricted(bench)];
    expect(protect(channelOf(bench), 1)).toBe(S_OK);
    functions.pfnResourceCopyRegion(hDevice, target, 0, 48, 0, 0, source, 0, sixteenBytes(bench), 0);
    expect(bench.reported()).toBe(S_OK);
    expect(bench.device.content(target).slice(48)).toEqual(content.slice(0, 16));
  });

  it('does not take what has HW_PROTECTED, which would be open when protection ends', () => {
    const { cryptoTypes, caps } = loadProfile('hardware-drm');
    const bench = hardwareBench({ caps: caps | CAPS.HARDWARE_PROTECTED_MEMORY_TRANSITION, cryptoTypes });
    const { hDevice, functions } = bench.device;
    const [resource, secret] = [restricted(bench), withFlags(bench, HW_PROTECTED)];
    functions.pfnSetHardwareProtection(hDevice, resource, 0);
    expect(bench.reported()).toBe(S_OK);
    expect(protect(channelOf(bench), 1)).toBe(S_OK);
    functions.pfnResourceCopy(hDevice, resource, secret);
    expect(bench.reported()).toBe(E_INVALIDARG);
    functions.pfnResourceCopy(hDevice, secret, resource);
    expect(bench.reported()).toBe(S_OK);
  });

  it('stays mapped where it is, until it is unmapped', () => {
    const bench = new Bench();
    const { hDevice, functions } = bench.device;
    const [channel, resource] = [channelOf(bench), restricted(bench)];
    expect(map(bench, resource)).toBe(S_OK);
    expect(protect(channel, 1)).toBe(S_OK);
    functions.pfnStagingResourceUnmap(hDevice, resource, 0);
    expect(bench.reported()).toBe(S_OK);
    expect(map(bench, resource)).toBe(E_INVALIDARG);
  });

  it('is always out of reach where the caps have PROTECTION_ALWAYS_ON', () => {
    const profile = loadProfile('default');
    const bench = new Bench({ profile: { ...profile, caps: profile.caps | CAPS.PROTECTION_ALWAYS_ON } });
    expect(map(bench, restricted(bench))).toBe(E_INVALIDARG);
    const channel = channelOf(bench);
    expect(protections(channel)).toBe(1);
    expect(protect(channel, 0)).toBe(S_OK);
    expect([protections(channel), map(bench, restricted(bench))]).toEqual([1, E_INVALIDARG]);
  });

  it('stays with the protection of its own device', () => {
    const bench = new Bench();
    expect(protect(channelOf(bench, bench.other), 1)).toBe(S_OK);
    expect(map(bench, restricted(bench))).toBe(S_OK);
    expect(map(bench, restricted(bench, bench.other), bench.other)).toBe(E_INVALIDARG);
  });

  it('has to be there for ProtectionEnabled, not for OverlayOrFullscreenRequired, which is reported only', () => {
    const bench = new Bench();
    const channel = channelOf(bench);
    expect(protect(channel, 2)).toBe(S_OK);
    expect([protections(channel), map(bench, restricted(bench))]).toEqual([2, S_OK]);
  });
});

describe('a shared resource with RESTRICTED_CONTENT', () => {
  /** Made on the other device, opened on the first. */
  const shared = () => {
    const bench = new Bench();
    const { kernelResources } = bench.adapter;
    const hRTResource = kernelResources.newRuntimeHandle();
    const given = protectedArguments(bench, content, { MiscFlags: RESTRICTED | SHARED });
    const made = bench.other.resource(given, hRTResource);
    const known = kernelResources.find(hRTResource)!;
    const opened = openResource(bench.device.host, known, kernelResources.newRuntimeHandle()).handle;
    return { bench, made, opened };
  };

  it.each(Object.entries(waysOut))(
    'keeps to its maker’s protection where it is opened: %s',
    (_name, call) => {
      const { bench, opened } = shared();
      const channel = channelOf(bench, bench.other);
      const target = bench.device.buffer(64);
      expect(protect(channel, 1)).toBe(S_OK);
      call(bench, opened, target);
      expect([bench.reported(), bench.device.content(target)]).toEqual([E_INVALIDARG, zeros]);
      expect(protect(channel, 0)).toBe(S_OK);
      call(bench, opened, target);
      expect(bench.reported()).toBe(S_OK);
    },
  );

  it('keeps to the protection of the device that has opened it on that device alone', () => {
    const { bench, made, opened } = shared();
    expect(protect(channelOf(bench), 1)).toBe(S_OK);
    expect([map(bench, opened), map(bench, made, bench.other)]).toEqual([E_INVALIDARG, S_OK]);
  });

  it('is not copied to what its maker does not keep, which would be open sooner', () => {
    const { bench, opened } = shared();
    const { hDevice, functions } = bench.device;
    const target = restricted(bench);
    expect(protect(channelOf(bench, bench.other), 1)).toBe(S_OK);
    expect(protect(channelOf(bench), 1)).toBe(S_OK);
    functions.pfnResourceCopy(hDevice, target, opened);
    expect([bench.reported(), bench.device.content(target)]).toEqual([E_INVALIDARG, content]);
    functions.pfnResourceCopy(hDevice, opened, target);
    expect(bench.reported()).toBe(S_OK);
  });
});

describe('protection', () => {
  it('is that of all channels of a device: none switches off what another has on (CFG-18)', () => {
    const bench = new Bench();
    const [one, other] = [channelOf(bench), channelOf(bench)];
    expect([protect(one, 1), protect(other, 2), protections(one)]).toEqual([S_OK, S_OK, 3]);
    expect([protect(other, 0), protections(other)]).toEqual([S_OK, 1]);
    expect(map(bench, restricted(bench))).toBe(E_INVALIDARG);
    expect([protect(one, 0), protections(other), map(bench, restricted(bench))]).toEqual([S_OK, 0, S_OK]);
  });

  it('ends with the channel that has switched it on (DAC-2, D-36)', () => {
    const bench = new Bench();
    const { hDevice, video } = bench.device;
    const [one, other] = [channelOf(bench), channelOf(bench)];
    expect(protect(one, 3)).toBe(S_OK);
    video.pfnDestroyAuthenticatedChannel(hDevice, one.handle);
    expect([bench.reported(), protections(other), map(bench, restricted(bench))]).toEqual([S_OK, 0, S_OK]);
  });

  it('has two bits; another one changes nothing (CFG-19)', () => {
    const bench = new Bench();
    const channel = channelOf(bench);
    for (let bit = 2; bit < 32; bit += 1) expect(protect(channel, 2 ** bit + 1)).toBe(E_INVALIDARG);
    expect([protections(channel), map(bench, restricted(bench))]).toEqual([0, S_OK]);
  });
});
