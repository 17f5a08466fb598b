import {
  D3D10_DDI_RESOURCE_MISC as MISC,
  D3DDDIERR_DEVICEREMOVED,
  E_INVALIDARG,
  E_OUTOFMEMORY,
} from '../../../ddi/index.js';
import type { Hresult } from '../../../abi/index.js';
import type { HRTResource } from '../../../ddi/index.js';
import type { KernelResource } from '../../../host/index.js';
import type { Needing } from '../../framework/fixture.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { openChannel, told } from '../helpers/channel-access.js';
import { draw, expectHidden, requireCap, ways, waysOut } from '../helpers/protected-resources.js';
import {
  destroyingResource,
  logicalBytes,
  readBack,
  tryCreateResource,
  upload,
} from '../helpers/resources.js';
import {
  announcementOf,
  createShared,
  enterProcessOf,
  expectClosed,
  openOn,
  otherProcess,
  sharedFlags,
  sharings,
  tryOpen,
} from '../helpers/shared-resources.js';

const shapes = { buffer: { bytes: 256 }, texture: { width: 16, height: 8 } } as const;
const { texture } = shapes;
type Processes = Needing<D3D11Case, 'control'>;

/** A process that is not the first, by the value of a parameter. */
const processes = { other: otherProcess, dwm: 'dwm' } as const;

/** What the kernel has, with the bytes of each allocation changed. */
const withData = (announced: KernelResource, change: (data: Uint8Array) => Uint8Array): KernelResource => ({
  ...announced,
  allocations: announced.allocations.map(({ hAllocation, privateDriverData }) => ({
    hAllocation,
    privateDriverData: change(privateDriverData),
  })),
});

const wrongData = {
  none: () => new Uint8Array(),
  short: (data: Uint8Array) => data.subarray(0, data.length - 1),
  long: (data: Uint8Array) => Uint8Array.of(...data, 0),
  inverted: (data: Uint8Array) => data.map((byte) => ~byte),
} as const;

/** Resources that several devices have, of one process and of several (GEN-5, GEN-6). */
export const crossProcessGroup = group(
  'cross-process',
  'shared resources, and the processes that may open them',
  d3d11,
  [
    test('content-seen-by-both', { clauses: ['GEN-6', 'RES-10'] })
      .params({ shape: ['buffer', 'texture'], flags: sharings })
      .run((t, { shape, flags }) => {
        const [first, second] = [t.device(), t.device()];
        const shared = createShared(t, first, shapes[shape], sharedFlags[flags]);
        const drawn = draw(t, shared);
        const opened = openOn(t, second, shared, `OpenResource, a ${flags} ${shape} of the same process`);
        t.expectBytes(readBack(t, opened), drawn, 'GEN-6', 'what the first device drew, by the second');
        const back = draw(t, opened);
        t.expectBytes(readBack(t, shared), back, 'GEN-6', 'what the second device drew, by the first');
      }),
    test('two-at-a-time', { clauses: ['GEN-6'] }).run((t) => {
      const [first, second] = [t.device(), t.device()];
      const both = [createShared(t, first, texture), createShared(t, first, texture)];
      const drawn = both.map((shared) => draw(t, shared));
      both.forEach((shared, index) => {
        const opened = openOn(t, second, shared, 'OpenResource, one of two resources');
        t.expectBytes(readBack(t, opened), drawn[index]!, 'GEN-6', 'one of two shared resources, opened');
      });
    }),
    test('unrestricted-elsewhere', { clauses: ['GEN-6'], needs: ['control'] })
      .params({ process: ['other', 'dwm'] })
      .run((t: Processes, { process }) => {
        const enter = enterProcessOf(t);
        const shared = createShared(t, t.device(), texture);
        const drawn = draw(t, shared);
        enter(processes[process]);
        const opened = openOn(
          t,
          t.device(),
          shared,
          'OpenResource, an unrestricted resource of another process',
        );
        t.expectBytes(readBack(t, opened), drawn, 'GEN-6', 'what another process drew');
      }),
    test('restricted-elsewhere', {
      clauses: ['GEN-6'],
      decisions: ['D-08', 'D-09', 'D-14'],
      needs: ['control'],
    })
      .params({ process: ['other', 'dwm'] })
      .run((t: Processes, { process }) => {
        const enter = enterProcessOf(t);
        const maker = t.device();
        const shared = createShared(t, maker, texture, sharedFlags.restricted);
        const drawn = draw(t, shared);
        enter(processes[process]);
        const what = 'OpenResource, a restricted resource of another process';
        const errors = expectClosed(t, t.device(), announcementOf(t, shared), texture, what);
        expectInvalid(t, errors, what);
        t.expectBytes(readBack(t, shared), drawn, 'D-14', `${what}: the resource`);
        const opened = openOn(t, maker, shared, 'OpenResource, a restricted resource on its own device');
        t.expectBytes(readBack(t, opened), drawn, 'GEN-6', 'a restricted resource, opened by its process');
      }),
    test('restricted-at-home', { clauses: ['GEN-6', 'RES-10'], needs: ['control'] }).run((t: Processes) => {
      const enter = enterProcessOf(t);
      const homeless = t.device();
      enter(otherProcess);
      const shared = createShared(t, t.device(), texture, sharedFlags.restricted);
      const drawn = draw(t, shared);
      const opened = openOn(t, t.device(), shared, 'OpenResource, a restricted resource of the same process');
      t.expectBytes(readBack(t, opened), drawn, 'GEN-6', 'a restricted resource, opened by its process');
      const what = 'OpenResource, a restricted resource in the first process';
      expectClosed(t, homeless, announcementOf(t, shared), texture, what);
    }),
    test('allowed', { clauses: ['GEN-6', 'CFG-17'], needs: ['control'] })
      .params({ process: ['other', 'dwm'] })
      .run((t: Processes, { process: name }) => {
        const enter = enterProcessOf(t);
        const maker = t.device();
        const shared = createShared(t, maker, texture, sharedFlags.restricted);
        const drawn = draw(t, shared);
        const { client, destroy } = openChannel(t, maker);
        const process = processes[name];
        told(t, 'SHARED_RESOURCE', () => {
          client.allowProcess(process);
        });
        t.expect(
          told(t, 'the processes', () => client.restrictedProcesses()).length === 1,
          'GEN-6',
          'RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT: expected the one process that was allowed',
        );
        enter(process);
        const opened = openOn(t, t.device(), shared, `OpenResource, in a process that was allowed (${name})`);
        t.expectBytes(
          readBack(t, opened),
          drawn,
          'GEN-6',
          'a restricted resource, opened where it is allowed',
        );
        enter(processes[name === 'dwm' ? 'other' : 'dwm']);
        const announced = announcementOf(t, shared);
        expectClosed(t, t.device(), announced, texture, 'OpenResource, in a process that was not allowed');
        destroy();
        enter(process);
        openOn(t, t.device(), shared, 'OpenResource, after the channel that allowed it was destroyed');
      }),
    test('denied-again', { clauses: ['GEN-6', 'CFG-17'], needs: ['control'] }).run((t: Processes) => {
      const enter = enterProcessOf(t);
      const maker = t.device();
      const shared = createShared(t, maker, texture, sharedFlags.restricted);
      const { client } = openChannel(t, maker);
      told(t, 'SHARED_RESOURCE', () => {
        client.allowProcess(processes.other);
        client.denyProcess(processes.other);
      });
      enter(otherProcess);
      const what = 'OpenResource, in a process that is allowed no more';
      expectClosed(t, t.device(), announcementOf(t, shared), texture, what);
    }),
    test('allowed-by-its-device', { clauses: ['GEN-6', 'CFG-17'], needs: ['control'] }).run(
      (t: Processes) => {
        const enter = enterProcessOf(t);
        const [maker, beside] = [t.device(), t.device()];
        const shared = createShared(t, maker, texture, sharedFlags.restricted);
        const { client } = openChannel(t, beside);
        told(t, 'SHARED_RESOURCE', () => {
          client.allowProcess(processes.other);
        });
        enter(otherProcess);
        const what = 'OpenResource, in a process that another device allows';
        expectClosed(t, t.device(), announcementOf(t, shared), texture, what);
      },
    ),
    test('outlives', { clauses: ['GEN-6'] })
      .params({ end: ['resource', 'device'] })
      .run((t, { end }) => {
        const [first, second] = [t.device(), t.device()];
        const shared = createShared(t, first, texture);
        const opened = openOn(t, second, shared, 'OpenResource');
        const drawn = draw(t, opened);
        t.expectSuccess(first, 'DestroyResource', destroyingResource(t, shared));
        if (end === 'device') t.destroyDevice(first);
        const third = openOnAgain(t, announcementOf(t, opened));
        t.expectBytes(
          readBack(t, opened),
          drawn,
          'GEN-6',
          `an opened resource, after the first ${end} ended`,
        );
        t.expectBytes(readBack(t, third), drawn, 'GEN-6', `the same, opened after the first ${end} ended`);
      }),
    test('first-outlives', { clauses: ['GEN-6'] }).run((t) => {
      const [first, second] = [t.device(), t.device()];
      const shared = createShared(t, first, texture);
      const opened = openOn(t, second, shared, 'OpenResource');
      const drawn = draw(t, shared);
      t.expectSuccess(second, 'DestroyResource', destroyingResource(t, opened));
      t.expectBytes(readBack(t, shared), drawn, 'GEN-6', 'a shared resource, after the opened one ended');
    }),
    test('given-back', { clauses: ['GEN-6', 'RES-14'] }).run((t) => {
      const [first, second] = [t.device(), t.device()];
      const shared = createShared(t, first, texture);
      announcementOf(t, shared);
      const opened = openOn(t, second, shared, 'OpenResource');
      for (const resource of [shared, opened]) {
        const { device, object } = resource;
        t.expectSuccess(device, 'DestroyResource', destroyingResource(t, resource));
        const left = device.adapter.kernelResources.find(object.runtimeHandle as HRTResource);
        const text = 'DestroyResource, a shared resource: expected pfnDeallocateCb with its hRTResource';
        t.expect(left === undefined, 'GEN-6', text);
      }
    }),
    test('kernel-refuses', { clauses: ['RES-2'] })
      .params({ code: ['E_OUTOFMEMORY', 'D3DDDIERR_DEVICEREMOVED'] })
      .run((t, { code: name }) => {
        const device = t.device();
        createShared(t, device, texture);
        const code = { E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED }[name];
        const { kernelResources } = device.adapter;
        kernelResources.refuseNext(code);
        const { errors } = tryCreateResource(t, device, texture, 'default', { MiscFlags: MISC.SHARED });
        kernelResources.acceptNext();
        t.expectErrors(errors, [code], 'RES-2', `CreateResource with SHARED, refused by pfnAllocateCb`);
      }),
    test('wrong-private-data', { clauses: ['GEN-6'], decisions: ['D-08', 'D-09', 'D-14'] })
      .params({ data: ['none', 'short', 'long', 'inverted'] })
      .run((t, { data }) => {
        const [first, second] = [t.device(), t.device()];
        const shared = createShared(t, first, texture);
        const drawn = draw(t, shared);
        const announced = withData(announcementOf(t, shared), wrongData[data]);
        const { errors } = tryOpen(t, second, announced, texture);
        expectInvalid(t, errors, 'OpenResource with private data that are not the driver’s');
        t.expectBytes(
          readBack(t, shared),
          drawn,
          'D-14',
          'a shared resource, after OpenResource with wrong data',
        );
      }),
    test('after-the-last', { clauses: ['GEN-6'], decisions: ['D-08', 'D-09'] }).run((t) => {
      const [first, second] = [t.device(), t.device()];
      const shared = createShared(t, first, texture);
      const announced = announcementOf(t, shared);
      t.expectSuccess(first, 'DestroyResource', destroyingResource(t, shared));
      const { errors } = tryOpen(t, second, announced, texture);
      expectInvalid(t, errors, 'OpenResource, of a resource that nobody has any more');
    }),
    test('protected', { clauses: ['GEN-5', 'GEN-6', 'RES-11'] })
      .params({ by: ways })
      .run((t, { by }) => {
        const [first, second] = [t.newestDevice(), t.newestDevice()];
        requireCap(t, first, 'HARDWARE_PROTECT_UNCOMPRESSED');
        const shared = createShared(t, first, texture, MISC.SHARED | MISC.HW_PROTECTED);
        const picture = t.random.bytes(logicalBytes(texture));
        upload(t, shared, picture);
        const opened = openOn(t, second, shared, 'OpenResource, one with HW_PROTECTED');
        expectHidden(t, waysOut[by](t, opened), picture, `a protected resource on another device, by ${by}`);
      }),
  ],
);

/** OpenResource reports in any case, as its page lists codes; which code it is is decided (D-08, D-09). */
function expectInvalid(t: D3D11Case, errors: readonly Hresult[], what: string): void {
  const text = `${what}: expected E_INVALIDARG through pfnSetErrorCb, received ${codesText(errors)}`;
  t.decided('D-08', errors.length > 0 && errors.every((error) => error === E_INVALIDARG), text);
}

/** The same resource on one device more. */
function openOnAgain(t: D3D11Case, announced: KernelResource) {
  const { errors, resource } = tryOpen(t, t.device(), announced, texture);
  t.expectErrors(errors, [], 'GEN-6', 'OpenResource, of what an opened resource keeps alive');
  return resource;
}
