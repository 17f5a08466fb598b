import type { Hresult } from '../../../abi/index.js';
import {
  D3D10_DDI_MAP,
  D3D10_DDI_MAP_FLAG,
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDIRESOURCE_TYPE,
  D3DDDIERR_DEVICEREMOVED,
  DXGI_DDI_ERR_WASSTILLDRAWING,
  E_OUTOFMEMORY,
  interfaceVersionNames,
} from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { TestResource, CreateArguments } from '../helpers/resources.js';
import {
  copyResource,
  createCodes,
  createResource,
  destroyingResource,
  readBack,
  tryCreateResource,
  upload,
  withMapped,
} from '../helpers/resources.js';
import { resourceMapTests } from './resource-maps.js';
import { resourceDrawingTests } from './resource-drawing.js';
import { resourceFormatTests } from './resource-formats.js';
import { resourceMipTests } from './resource-mips.js';
import { resourceRegionTests } from './resource-regions.js';
import { subresourceTests } from './resource-subresources.js';

/** Arguments that few drivers take. Taking them is right too: only the code of a refusal is judged. */
const oddArguments: Readonly<Record<string, Partial<CreateArguments>>> = {
  'no-dimension': { ResourceDimension: 0 },
  'texture-1d': { ResourceDimension: D3D10DDIRESOURCE_TYPE.TEXTURE1D },
  'no-format': { Format: 0x7fff },
  multisampled: { SampleDesc: { Count: 32, Quality: 7 } },
};

/** Neither an error nor an object is no answer (RES-2): what was made without an error can be copied. */
function expectCopies(t: D3D11Case, from: TestResource, to: TestResource, what: string): void {
  const copy = t.core(from.device, 'pfnResourceCopy');
  const errors = t.errorsOf(from.device, () => {
    copy(from.device.hDevice, to.handle, from.handle);
  });
  t.expectErrors(errors, [], 'RES-2', `${what}, created without an error: ResourceCopy`);
}

/** A resource that its maker says to have made (RES-2), or what it reported; none where the size query stopped it (DEV-3). */
const wasMade = ({ errors, resource }: ReturnType<typeof tryCreateResource>) =>
  errors.length === 0 && resource.handle !== NULL;

/** Large enough that a GPU would still be at it when the next call comes. */
const manyBytes = 0x8_0000;

/** What a map reports; where that is nothing the resource is mapped. */
function mapErrors(t: D3D11Case, { device, handle }: TestResource, flags: number): readonly Hresult[] {
  const mapped = t.allocate(D3D10DDI_MAPPED_SUBRESOURCE.bytes, D3D10DDI_MAPPED_SUBRESOURCE.name);
  const map = t.core(device, 'pfnStagingResourceMap');
  return t.errorsOf(device, () => {
    map(device.hDevice, handle, 0, D3D10_DDI_MAP.READ, flags, mapped);
  });
}

/** The same for a map that is over when it has been judged: each has its unmap (RES-21). */
function briefMapErrors(t: D3D11Case, resource: TestResource, flags: number): readonly Hresult[] {
  const errors = mapErrors(t, resource, flags);
  if (errors.length === 0) {
    t.expectSuccess(resource.device, 'StagingResourceUnmap', () => {
      voidCalls.unmap(t, resource);
    });
  }
  return errors;
}

/** Two staging buffers, the content of the first just copied to the second. */
function justCopied(t: D3D11Case): { device: HostDevice; target: TestResource; picture: Uint8Array } {
  const device = t.device();
  const [source, target] = [
    createResource(t, device, { bytes: manyBytes }, 'staging'),
    createResource(t, device, { bytes: manyBytes }, 'staging'),
  ];
  const picture = t.random.bytes(manyBytes);
  upload(t, source, picture);
  copyResource(t, target, source);
  return { device, target, picture };
}

/** The functions of RES-27, each with what it needs. */
const voidCalls = {
  unmap: (t: D3D11Case, { device, handle }: TestResource) => {
    t.core(device, 'pfnStagingResourceUnmap')(device.hDevice, handle, 0);
  },
  copy: (t: D3D11Case, { device, handle }: TestResource, other: TestResource) => {
    t.core(device, 'pfnResourceCopy')(device.hDevice, other.handle, handle);
  },
  destroy: (t: D3D11Case, resource: TestResource) => {
    destroyingResource(t, resource)();
  },
  flush: (t: D3D11Case, { device }: TestResource) => {
    t.core(device, 'pfnFlush')(device.hDevice, 0);
  },
} as const;

/** Resources, as far as blts need them. */
export const resourceGroup = group('resource', 'making, mapping and copying resources', d3d11, [
  test('refusal-codes', { clauses: ['RES-2'] })
    .params({ what: Object.keys(oddArguments) })
    .run((t, { what }) => {
      const device = t.device();
      const make = () =>
        tryCreateResource(t, device, { width: 16, height: 16 }, 'default', oddArguments[what]);
      const [one, other] = [make(), make()];
      const stray = [...one.errors, ...other.errors].filter((code) => !createCodes.includes(code));
      t.expect(
        stray.length === 0,
        'RES-2',
        `${what}: expected ${codesText(createCodes)}, received ${codesText(stray)}`,
      );
      if (wasMade(one) && wasMade(other)) expectCopies(t, one.resource, other.resource, what);
    }),
  test('out-of-memory', { clauses: ['RES-2'], needs: ['control'] }).run((t) => {
    const device = t.device();
    t.driver.control.failAllocation(1);
    const made = tryCreateResource(t, device, { bytes: 64 }, 'default');
    t.driver.control.failAllocation(0);
    if (wasMade(made)) {
      // Either it allocates nothing here, or it has not noticed that it could not.
      expectCopies(t, createResource(t, device, { bytes: 64 }, 'default'), made.resource, 'without memory');
      const picture = t.random.bytes(64);
      upload(t, made.resource, picture);
      t.expectBytes(readBack(t, made.resource), picture, 'RES-2', 'a resource created without memory');
      return;
    }
    t.expectErrors(made.errors, [E_OUTOFMEMORY], 'RES-2', 'CreateResource without memory');
    createResource(t, device, { bytes: 64 }, 'default');
  }),
  test('device-removed', { clauses: ['RES-2'], needs: ['control'] }).run((t) => {
    const device = t.device();
    t.driver.control.removeDevice();
    const { errors } = tryCreateResource(t, device, { bytes: 64 }, 'default');
    t.expectErrors(errors, [D3DDDIERR_DEVICEREMOVED], 'RES-2', 'CreateResource on a removed device');
  }),
  test('decoder-buffer-type-unread', { clauses: ['RES-7'] })
    .params({ shape: ['buffer', 'nv12'] })
    .run((t, { shape }) => {
      const size = shape === 'buffer' ? { bytes: 64 } : { width: 16, height: 16 };
      const device = t.device();
      createResource(t, device, size, 'default'); // skips where the driver makes no such resource at all
      const { errors } = tryCreateResource(t, device, size, 'default', { DecoderBufferType: 0xdead });
      t.expect(
        errors.length === 0,
        'RES-7',
        `DecoderBufferType 0xdead without BIND_DECODER: expected success, received ${codesText(errors)}`,
      );
    }),
  test('arguments-of-the-version', { clauses: ['RES-7', 'RES-2'] })
    .params({ version: interfaceVersionNames })
    .run((t, { version }) => {
      createResource(t, t.deviceOf(version), { bytes: 64 }, 'default');
    }),
  test('pitches', { clauses: ['RES-22', 'RES-23', 'RES-24'] })
    .params({ shape: ['buffer', 'small-buffer', 'nv12'] })
    .run((t, { shape }) => {
      const sizes = { buffer: { bytes: 1000 }, 'small-buffer': { bytes: 8 }, nv12: { width: 70, height: 6 } };
      const size = sizes[shape];
      const device = t.device();
      const resource =
        'bytes' in size
          ? createResource(t, device, { bytes: size.bytes }, 'staging')
          : createResource(t, device, { width: 70, height: 6 }, 'staging');
      const { address, rowPitch, depthPitch } = withMapped(t, resource, (mapping) => mapping);
      const text = `received RowPitch ${rowPitch}, DepthPitch ${depthPitch}`;
      t.expect(
        address % 16 === 0,
        'RES-24',
        `pData: expected a multiple of 16, received 0x${address.toString(16)}`,
      );
      const least = 'bytes' in size ? size.bytes : size.width;
      t.expect(rowPitch >= least, 'RES-22', `expected rows of ${least} bytes or more, ${text}`);
      t.expect(depthPitch > 0, 'RES-22', `expected pitches that are not 0, ${text}`);
      if (shape === 'nv12') {
        t.expect(depthPitch === rowPitch * 9, 'RES-23', `NV12 of 6 rows: expected 9 rows of bytes, ${text}`);
      }
    }),
  test('map-waits', { clauses: ['RES-20'] }).run((t) => {
    const { target, picture } = justCopied(t);
    const errors = briefMapErrors(t, target, 0);
    t.expectErrors(errors, [], 'RES-20', 'a map without DONOTWAIT behind a copy');
    t.expectBytes(readBack(t, target), picture, 'RES-20', 'what was copied');
  }),
  test('map-without-waiting', { clauses: ['RES-20'] }).run((t) => {
    const errors = briefMapErrors(t, justCopied(t).target, D3D10_DDI_MAP_FLAG.DONOTWAIT);
    const stray = errors.filter((code) => code !== DXGI_DDI_ERR_WASSTILLDRAWING);
    t.expectErrors(stray, [], 'RES-20', 'a map with DONOTWAIT behind a copy, but for WASSTILLDRAWING');
  }),
  test('idle-after-map', { clauses: ['RES-33'] }).run((t) => {
    const { device, target } = justCopied(t);
    readBack(t, target); // waits for the GPU (RES-20)
    const call = t.core(device, 'pfnResourceIsStagingBusy');
    let busy = 0;
    const errors = t.errorsOf(device, () => {
      busy = call(device.hDevice, target.handle);
    });
    t.expect(busy === 0, 'RES-33', `behind a map: expected FALSE, received ${busy}`);
    t.expectErrors(errors, [], 'RES-33', 'ResourceIsStagingBusy');
  }),
  test('void-codes', { clauses: ['RES-27', 'ERR-1'] })
    // Not map, unmap and copy: if they report something, every case that moves data fails.
    .params({ call: ['destroy', 'flush'] })
    .run((t, { call }) => {
      const device = t.device();
      const one = createResource(t, device, { bytes: 64 }, 'staging');
      const errors = t.errorsOf(device, () => {
        voidCalls[call](t, one);
      });
      t.expectErrors(errors, [], 'RES-27', `${call}, which works`);
    }),
  test('void-codes-removed', { clauses: ['RES-27'], needs: ['control'] })
    .params({ call: Object.keys(voidCalls) as (keyof typeof voidCalls)[] })
    .run((t, { call }) => {
      const device = t.device();
      const [one, other] = [
        createResource(t, device, { bytes: 64 }, 'staging'),
        createResource(t, device, { bytes: 64 }, 'staging'),
      ];
      if (call === 'unmap') t.expectErrors(mapErrors(t, one, 0), [], 'RES-27', 'a map before the removal');
      t.driver.control.removeDevice();
      const errors = t.errorsOf(device, () => {
        voidCalls[call](t, one, other);
      });
      const stray = errors.filter((code) => code !== D3DDDIERR_DEVICEREMOVED);
      t.expectErrors(stray, [], 'RES-27', `${call} on a removed device, but for D3DDDIERR_DEVICEREMOVED`);
    }),
  ...subresourceTests,
  ...resourceMapTests,
  ...resourceRegionTests,
  ...resourceMipTests,
  ...resourceFormatTests,
  ...resourceDrawingTests,
]);
