import { describe, expect, it } from '@jest/globals';
import {
  capsOf,
  createResource,
  createSession,
  d3d11,
  type D3D11Case,
  group,
  runConformance,
  test,
  type ConformanceCase,
  type TestResource,
} from '../../../src/conformance/index.js';
import type { Address } from '../../../src/abi/index.js';
import { NULL } from '../../../src/abi/index.js';
import type { Breach } from '../../../src/conformance/d3d11/duties/duty.js';
import { watchRuntime } from '../../../src/conformance/d3d11/duties/watch-runtime.js';
import { placeGuid } from '../../../src/conformance/d3d11/helpers/caps.js';
import { createRawDevice } from '../../../src/conformance/d3d11/helpers/opening.js';
import { copyRegion, placeBox, update } from '../../../src/conformance/d3d11/helpers/regions.js';
import { createSpecial, stagingSlots, tryMap } from '../../../src/conformance/d3d11/helpers/subresources.js';
import {
  D3D10_DDI_RESOURCE_USAGE,
  D3D10_DDIARG_SUBRESOURCE_UP,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
  type HCryptoSession,
} from '../../../src/ddi/index.js';
import type { DriverUnderTest } from '../../../src/driver/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { undeclared } from '../drivers.js';
import { isLong, ofD3D11, ofEachTest, oneOf, quickCases } from '../some-cases.js';

/** What a case's caller does that no runtime does. */
function breachesOf(
  one: ConformanceCase,
  driver: DriverUnderTest = createDriver({ seed: 1 }),
): readonly Breach[] {
  const watched = watchRuntime(driver);
  runConformance({ driver: () => watched.driver, cases: [one] });
  return watched.finish();
}

const clausesOf = (breaches: readonly Breach[]) => [...new Set(breaches.map(({ clause }) => clause))].sort();

describe('the cases of Direct3D 11 but the long ones, under the duties of the runtime', () => {
  /** `npm run long` has every value of their parameters. */
  const cases = ofD3D11(isLong ? quickCases() : ofEachTest('first'));
  /** The default profile has no read-back keys, and none in hardware: what breaks nothing there is asked of others. */
  const others = ['read-back-key', 'hardware-drm'];
  const breachesAnywhere = (one: ConformanceCase) => {
    const usual = breachesOf(one);
    const isQuiet = usual.length === 0 && (one.hostile || one.callerBreaks.length > 0);
    if (!isQuiet) return usual;
    return others.flatMap((profile) => breachesOf(one, createDriver({ seed: 1, profile })));
  };
  const found = new Map(cases.map((one) => [one, breachesAnywhere(one)]));
  const calm = cases.filter(({ hostile }) => !hostile);

  it('breaks none but those that it says', () => {
    const told = calm.map((one) => `${one.id} ${clausesOf(found.get(one)!).join(' ')}`.trim());
    expect(told).toEqual(calm.map(({ id, callerBreaks }) => [id, ...callerBreaks].join(' ')));
    expect(calm.filter(({ callerBreaks }) => callerBreaks.length > 0)).not.toEqual([]);
  });

  it('breaks one where its caller is hostile', () => {
    const hostile = cases.filter((one) => one.hostile);
    const kept = hostile.filter((one) => found.get(one)!.length === 0);
    expect(kept.map(({ id }) => id)).toEqual([]);
    expect(hostile).not.toEqual([]);
  });

  it('is judged as without them', () => {
    const of = calm.filter(({ group: name }) => ['resource', 'ownership'].includes(name));
    const some = oneOf(2, of);
    const reports = others.map((profile) =>
      runConformance({ driver: () => watchRuntime(createDriver({ seed: 1, profile })).driver, cases: some }),
    );
    for (const { summary } of reports) expect(summary).toMatchObject({ failed: 0, warned: 0 });
    const passed = new Set(
      reports.flatMap(({ cases: all }) => all.flatMap(({ id, outcome }) => (outcome === 'pass' ? [id] : []))),
    );
    expect(some.filter(({ id }) => !passed.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('breaks none on a driver that offers less, where steps are left out', () => {
    const bare = (one: ConformanceCase) =>
      breachesOf(one, undeclared({ profile: { caps: 1, videoFunctions: false } }));
    const loud = oneOf(3, calm).filter((one) => one.callerBreaks.length === 0 && bare(one).length > 0);
    expect(loud.map(({ id }) => id)).toEqual([]);
  });
});

/** A resource and a session, whatever is then done to them. */
function furnished(t: D3D11Case) {
  const device = t.device();
  const resource = createResource(t, device, { bytes: 64 }, 'staging');
  const session = createSession(t, device);
  const mapped = t.allocate(64, 'D3D10DDI_MAPPED_SUBRESOURCE');
  const map = () => {
    t.core(device, 'pfnStagingResourceMap')(device.hDevice, resource.handle, 0, 3, 0, mapped);
  };
  const unmap = () => {
    t.core(device, 'pfnStagingResourceUnmap')(device.hDevice, resource.handle, 0);
  };
  const create = (handle: Address, bytes: number) => {
    const pCreate = t.struct(D3D11_1DDIARG_CREATECRYPTOSESSION, {
      CryptoType: session.kind.cryptoType,
      DecodeProfile: session.kind.profile,
      KeyExchangeType: session.kind.exchange,
    });
    if (bytes > 0) t.video(device, 'pfnCalcPrivateCryptoSessionSize')(device.hDevice, pCreate);
    t.video(device, 'pfnCreateCryptoSession')(device.hDevice, pCreate, handle, 1 as never);
    t.video(device, 'pfnDestroyCryptoSession')(device.hDevice, handle);
  };
  return { device, resource, session, map, unmap, create };
}

function tryCopy(t: D3D11Case, target: TestResource, source: TestResource): void {
  const { device } = target;
  t.errorsOf(device, () => {
    t.core(device, 'pfnResourceCopy')(device.hDevice, target.handle, source.handle);
  });
}

type Furnished = ReturnType<typeof furnished>;

describe('a caller that breaks a duty', () => {
  const planted: Record<string, readonly [string, string, (t: D3D11Case, all: Furnished) => void]> = {
    'destroys twice': [
      'DEV-6',
      'DestroyResource: hResource .*: its object is destroyed',
      (t, { device, resource }) => {
        t.core(device, 'pfnDestroyResource')(device.hDevice, resource.handle);
      },
    ],
    'maps twice': [
      'RES-26',
      'StagingResourceMap: .* is mapped already',
      (_t, { map, unmap }) => {
        map();
        map();
        unmap();
      },
    ],
    'unmaps what is not mapped': [
      'RES-26',
      'StagingResourceUnmap: .* is not mapped',
      (_t, { unmap }) => {
        unmap();
      },
    ],
    'destroys what is mapped': [
      'RES-21',
      'DestroyResource: .* is mapped',
      (_t, { map }) => {
        map();
      },
    ],
    'copies what is mapped': [
      'RES-29',
      'ResourceCopy: .* is mapped',
      (t, { device, resource, map, unmap }) => {
        const other = createResource(t, device, { bytes: 64 }, 'staging');
        map();
        t.core(device, 'pfnResourceCopy')(device.hDevice, other.handle, resource.handle);
        unmap();
      },
    ],
    'calls a device that is no more': [
      'DEV-6',
      'Flush: hDevice .*: its object is destroyed',
      (t) => {
        const { hDevice, functions } = t.device();
        functions.pfnDestroyDevice!(hDevice);
        functions.pfnFlush!(hDevice, 0);
      },
    ],
    'destroys the device first': [
      'DEV-19',
      'DestroyDevice: D3D10DDI_HRESOURCE .* is not destroyed before',
      (t, { device }) => {
        t.destroyDevice(device);
      },
    ],
    'closes the adapter first': [
      'OPN-9',
      'CloseAdapter: D3D10DDI_HDEVICE .* is not destroyed before',
      (t) => {
        const { hAdapter, functions } = t.adapter();
        functions.pfnCloseAdapter!(hAdapter);
      },
    ],
    'passes NULL': [
      'XLT-18',
      'CryptoSessionGetHandle: pHandle is NULL',
      (t, { device, session }) => {
        t.video(device, 'pfnCryptoSessionGetHandle')(device.hDevice, session.handle, NULL);
      },
    ],
    'passes one kind of handle for another': [
      'DEV-6',
      'DestroyCryptoSession: .*: no D3D11_1DDI_HCRYPTOSESSION was ever made there',
      (t, { device, resource }) => {
        t.video(device, 'pfnDestroyCryptoSession')(
          device.hDevice,
          resource.handle as number as HCryptoSession,
        );
      },
    ],
    "passes another device's handle": [
      'DEV-11',
      'DestroyCryptoSession: .*: an object of another device',
      (t, { session }) => {
        const other = t.device();
        t.video(other, 'pfnDestroyCryptoSession')(other.hDevice, session.handle);
      },
    ],
    'asks for no size': [
      'DEV-1',
      'CreateCryptoSession: no size query with the same arguments came before',
      (t, { create }) => {
        create(t.allocate(4096, 'private memory'), 0);
      },
    ],
    'gives less than was asked for': [
      'DEV-1',
      'CreateCryptoSession: the block .* is shorter than the \\d+ bytes asked for',
      (t, { create, session }) => {
        const bytes = t.allocate(session.bytes, 'private memory');
        create((bytes + 16) as Address, session.bytes);
      },
    ],
    'writes into private memory': [
      'CCS-1',
      ': the private memory of D3D11_1DDI_HCRYPTOSESSION .* was written to',
      (t, { session }) => {
        const before = t.memory.readU8(session.handle);
        t.memory.writeU8(session.handle, before ^ 1);
        const other = createSession(t, t.device());
        t.video(other.device, 'pfnCalcPrivateCryptoSessionSize')(other.device.hDevice, NULL);
        t.memory.writeU8(session.handle, before);
      },
    ],
    'states an interface that is not listed': [
      'OPN-14',
      'CreateDevice: 0xb000000000000: no version that the driver has listed',
      (t) => {
        t.adapter().supportedVersions();
        createRawDevice(t, { Interface: 0xb0000 });
      },
    ],
    'asks for a size of what is not listed': [
      'OPN-14',
      'CalcPrivateDeviceSize: 0xb000f00000001: no version that the driver has listed',
      (t) => {
        t.adapter().supportedVersions();
        createRawDevice(t, { Version: 1 });
      },
    ],
    'asks for an index behind the last': [
      'GCKE-2',
      'GetCryptoKeyExchangeType: Index 1: the caps count 1',
      (t, { device, session }) => {
        const { cryptoType, profile } = session.kind;
        const { KeyExchangeTypeCount } = capsOf(t, device, { cryptoType, profile });
        const [pType, pProfile] = [placeGuid(t, cryptoType), placeGuid(t, profile)];
        const target = t.allocate(16, 'GUID');
        const ask = t.video(device, 'pfnGetCryptoKeyExchangeType');
        ask(device.hDevice, pType, pProfile, KeyExchangeTypeCount, target);
      },
    ],
    'maps a subresource that is not there': [
      'RES-25',
      'StagingResourceMap: Subresource 1: the resource .* has 1',
      (t, { resource }) => {
        tryMap(t, resource, stagingSlots, 1, () => undefined);
      },
    ],
    'copies between buffers of two sizes': [
      'RES-28',
      'ResourceCopy: .*: not of the same type and dimensions',
      (t, { device, resource }) => {
        tryCopy(t, createResource(t, device, { bytes: 128 }, 'staging'), resource);
      },
    ],
    'copies between arrays of two lengths': [
      'RES-28',
      'ResourceCopy: .*: not of the same type and dimensions',
      (t, { device }) => {
        const made = { shape: { width: 16, height: 16 }, usage: 'staging', what: 'array' } as const;
        const [one, two] = [1, 2].map((ArraySize) => createSpecial(t, device, made, { ArraySize }));
        tryCopy(t, one!, two!);
      },
    ],
    'copies a resource to itself': [
      'RES-28',
      'ResourceCopy: .*: one resource',
      (t, { resource }) => {
        tryCopy(t, resource, resource);
      },
    ],
    'copies to what is immutable': [
      'RES-28',
      'ResourceCopy: .*: the destination is immutable',
      (t, { device, resource }) => {
        const pInitialDataUP = t.struct(D3D10_DDIARG_SUBRESOURCE_UP, {
          pSysMem: t.allocate(64, 'pSysMem'),
          SysMemPitch: 64,
          SysMemSlicePitch: 64,
        });
        const made = { shape: { bytes: 64 }, usage: 'default', what: 'immutable buffer' } as const;
        const changes = { Usage: D3D10_DDI_RESOURCE_USAGE.IMMUTABLE, pInitialDataUP };
        tryCopy(t, createSpecial(t, device, made, changes), resource);
      },
    ],
    'copies a box from outside': [
      'RES-31',
      'ResourceCopyRegion: a box is not inside subresource 0 of ',
      (t, { device, resource }) => {
        const to = createResource(t, device, { bytes: 640 }, 'staging');
        copyRegion(t, { to, from: resource, box: placeBox(t, { left: 0, top: 0, right: 65, bottom: 1 }) });
      },
    ],
    'copies a box to outside': [
      'RES-31',
      'ResourceCopyRegion: a box is not inside subresource 0 of ',
      (t, { device, resource }) => {
        const to = createResource(t, device, { bytes: 640 }, 'staging');
        copyRegion(t, { to, from: resource, box: NULL, place: [577, 0] });
      },
    ],
    'copies a subresource over itself': [
      'RES-31',
      'ResourceCopyRegion: .*: one subresource',
      (t, { resource }) => {
        copyRegion(t, { to: resource, from: resource, box: NULL });
      },
    ],
    'updates a box that lies outside': [
      'RES-31',
      'ResourceUpdateSubresourceUP: a box is not inside subresource 0 of ',
      (t, { resource }) => {
        const box = placeBox(t, { left: 0, top: 0, right: 65, bottom: 1 });
        update(t, { to: resource, box, content: new Uint8Array(65), rowBytes: 65, gap: 0 });
      },
    ],
    'makes two objects in one block': [
      'DEV-6',
      'CreateCryptoSession: hCryptoSession .*: the block of an object that is live',
      (_t, { session, create }) => {
        create(session.handle, session.bytes);
      },
    ],
  };

  it.each(Object.entries(planted))('%s: is found', (_name, [clause, text, body]) => {
    const { cases } = group('planted', 'a breach', d3d11, [
      test('here', { clauses: ['DEV-7'] }).run((t: D3D11Case) => {
        body(t, furnished(t));
      }),
    ]);
    const breaches = breachesOf(cases[0]!);
    const wanted = breaches.filter((one) => one.clause === clause).map((one) => one.text);
    expect(wanted).toContainEqual(expect.stringMatching(new RegExp(text)));
  });

  it('that breaks none is found to break none', () => {
    const { cases } = group('planted', 'no breach', d3d11, [
      test('here', { clauses: ['DEV-7'] }).run((t: D3D11Case) => {
        const { map, unmap } = furnished(t);
        map();
        unmap();
      }),
    ]);
    expect(breachesOf(cases[0]!)).toEqual([]);
  });

  it('that leaves something at the end is found', () => {
    const { cases } = group('planted', 'left', d3d11, [
      test('here', { clauses: ['DEV-7'] }).run((t: D3D11Case) => {
        t.entered().OpenAdapter10_2(NULL);
      }),
    ]);
    expect(clausesOf(breachesOf(cases[0]!))).toEqual(['XLT-18']);
    const watched = watchRuntime(createDriver({ seed: 1 }));
    const open = group('planted', 'left', d3d11, [
      test('here', { clauses: ['DEV-7'] }).run((t: D3D11Case) => {
        t.device();
        expect(watched.finish().map(({ text }) => text)).toContainEqual(
          expect.stringMatching('D3D10DDI_HDEVICE .* is left at the end'),
        );
      }),
    ]);
    expect(runConformance({ driver: () => watched.driver, cases: open.cases }).summary.passed).toBe(1);
    expect(watched.finish()).toEqual([]);
  });
});
