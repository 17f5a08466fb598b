import { describe, expect, it } from '@jest/globals';
import { loadProfile } from 'softumd';
import * as ddi from 'softumd/ddi';
import { AllowedProcesses, entryOf } from '../../../../emulator/d3d11/sharing/processes.js';
import { Bench } from '../bench.js';
import { protectedArguments } from '../hardware/hardware-bench.js';
import { BenchChannel } from '../../channel/channel-bench.js';

const [one, two] = [entryOf({ handle: 1n }), entryOf({ handle: 2n ** 64n - 1n })];
const dwm = entryOf('dwm');

describe('the processes that may open a device’s restricted resources', () => {
  it('are listed once each, in the order in which they came', () => {
    const processes = new AllowedProcesses();
    for (const process of [two, dwm, one, two, dwm]) processes.allow(process);
    expect(processes.list()).toEqual([two, { type: 'DWM', handle: 0n }, one]);
  });

  it('go again, and only those that are named', () => {
    const processes = new AllowedProcesses();
    processes.allow(one);
    processes.allow(dwm);
    processes.deny(two);
    processes.deny(one);
    expect([processes.has(one), processes.has(dwm)]).toEqual([false, true]);
    expect(processes.list()).toEqual([dwm]);
  });

  it('tell the window manager from a process whose handle is 0', () => {
    const processes = new AllowedProcesses();
    processes.allow(entryOf({ handle: 0n }));
    expect(processes.has(dwm)).toBe(false);
  });
});

const { DWM, HANDLE, UNKNOWN } = ddi.D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE;
const PROCESS = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS;
const COUNT = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT;
const { D3D10_DDI_RESOURCE_MISC: MISC } = ddi;
const UNRESTRICTED = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT;

describe('CONFIGURE_SHARED_RESOURCE', () => {
  const started = () => new BenchChannel(new Bench().device).start();
  const allow = (channel: BenchChannel, ProcessType: number, ProcessHandle: bigint, AllowAccess = 1) =>
    channel.configure(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
      { ProcessType, ProcessHandle, AllowAccess },
    ).code;
  const told = (channel: BenchChannel, type: ddi.Guid, members: object = {}) => {
    const { code, bytes } = channel.query(type, members);
    return { code, ...ddi.channelQueries.get(type)!.answer.fromBytes(bytes) };
  };

  it('is what the queries tell (CFG-17)', () => {
    const channel = started();
    expect(told(channel, COUNT)).toMatchObject({ RestrictedSharedResourceProcessCount: 0 });
    const codes = [allow(channel, HANDLE, 5n, 2), allow(channel, DWM, 7n), allow(channel, DWM, 0n)];
    expect(codes).toEqual([ddi.S_OK, ddi.S_OK, ddi.S_OK]);
    expect(told(channel, COUNT)).toMatchObject({ RestrictedSharedResourceProcessCount: 2 });
    expect(told(channel, PROCESS, { ProcessIndex: 1 })).toMatchObject({
      ...{ ProcessIndex: 1, ProcessIdentifier: DWM, ProcessHandle: 0n },
    });
    expect(told(channel, PROCESS, { ProcessIndex: 2 }).code).toBe(ddi.E_INVALIDARG);
    expect(allow(channel, HANDLE, 5n, 0)).toBe(ddi.S_OK);
    expect(told(channel, PROCESS, { ProcessIndex: 0 })).toMatchObject({ ProcessIdentifier: DWM });
  });

  it.each([UNKNOWN, 3])('knows no process type %d', (type) => {
    const channel = started();
    expect(allow(channel, type, 5n)).toBe(ddi.E_INVALIDARG);
    expect(told(channel, COUNT)).toMatchObject({ RestrictedSharedResourceProcessCount: 0 });
  });

  it('stands beside the count of what any process of its device may open and is protected', () => {
    const { HARDWARE_PROTECT_UNCOMPRESSED: PROTECTS } = ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS;
    const profile = loadProfile('default');
    const bench = new Bench({ profile: { ...profile, caps: profile.caps | PROTECTS } });
    const channel = new BenchChannel(bench.device).start();
    const count = () => new DataView(channel.query(UNRESTRICTED).bytes.buffer).getUint32(48, true);
    const make = (MiscFlags: number, device = bench.device) =>
      device.resource(
        protectedArguments(bench, 64, { MiscFlags }),
        bench.adapter.kernelResources.newRuntimeHandle(),
      );
    const { RESTRICTED_CONTENT, HW_PROTECTED, SHARED, RESTRICT_SHARED_RESOURCE_DRIVER } = MISC;
    expect(count()).toBe(0);
    make(SHARED);
    make(RESTRICTED_CONTENT);
    make(SHARED | RESTRICTED_CONTENT | RESTRICT_SHARED_RESOURCE_DRIVER);
    make(SHARED | RESTRICTED_CONTENT, bench.other);
    expect(count()).toBe(0);
    make(SHARED | RESTRICTED_CONTENT);
    const last = make(SHARED | HW_PROTECTED);
    expect(count()).toBe(2);
    bench.device.functions.pfnDestroyResource(bench.device.hDevice, last);
    expect(count()).toBe(1);
  });
});
