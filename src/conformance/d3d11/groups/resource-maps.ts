import {
  D3D10_DDI_BIND,
  D3D10_DDI_CPU_ACCESS,
  D3D10_DDI_MAP,
  D3D10_DDI_RESOURCE_USAGE,
  D3DDDIERR_DEVICEREMOVED,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { Shape, TestResource } from '../helpers/resources.js';
import {
  copyResource,
  createResource,
  logicalBytes,
  readBack,
  rowsOf,
  tryCreateResource,
} from '../helpers/resources.js';
import type { MapSlots } from '../helpers/subresources.js';
import { createSpecial, stagingSlots, tryMap, withSubresource, writeRows } from '../helpers/subresources.js';

const discard = { how: D3D10_DDI_MAP.WRITE_DISCARD } as const;
const noOverwrite = { how: D3D10_DDI_MAP.WRITE_NOOVERWRITE } as const;
const buffer: Shape = { bytes: 1000 };

/** The slots of buffers that are mapped without overwriting too. */
const inputAssembler = {
  discard: { ...discard, map: 'pfnDynamicIABufferMapDiscard', unmap: 'pfnDynamicIABufferUnmap' },
  noOverwrite: { ...noOverwrite, map: 'pfnDynamicIABufferMapNoOverwrite', unmap: 'pfnDynamicIABufferUnmap' },
} as const;
const constants = {
  discard: { ...discard, map: 'pfnDynamicConstantBufferMapDiscard', unmap: 'pfnDynamicConstantBufferUnmap' },
  noOverwrite: {
    ...noOverwrite,
    map: 'pfnDynamicConstantBufferMapNoOverwrite',
    unmap: 'pfnDynamicConstantBufferUnmap',
  },
} as const;
const shaderResource: MapSlots = {
  ...discard,
  map: 'pfnDynamicResourceMapDiscard',
  unmap: 'pfnDynamicResourceUnmap',
};

/** Dynamic resources by what they are bound as, each with the slots that RES-18 names for it. */
const dynamicKinds = {
  vertex: { shape: buffer, BindFlags: D3D10_DDI_BIND.VERTEX_BUFFER, slots: inputAssembler },
  index: { shape: buffer, BindFlags: D3D10_DDI_BIND.INDEX_BUFFER, slots: inputAssembler },
  constant: { shape: { bytes: 1024 }, BindFlags: D3D10_DDI_BIND.CONSTANT_BUFFER, slots: constants },
  'shader-buffer': {
    shape: buffer,
    BindFlags: D3D10_DDI_BIND.SHADER_RESOURCE,
    slots: { discard: shaderResource },
  },
  texture: {
    shape: { width: 70, height: 6 },
    BindFlags: D3D10_DDI_BIND.SHADER_RESOURCE,
    slots: { discard: shaderResource },
  },
} as const;

function createDynamic(t: D3D11Case, device: HostDevice, kind: keyof typeof dynamicKinds): TestResource {
  const { shape, BindFlags } = dynamicKinds[kind];
  const changes = {
    Usage: D3D10_DDI_RESOURCE_USAGE.DYNAMIC,
    MapFlags: D3D10_DDI_CPU_ACCESS.WRITE,
    BindFlags,
  };
  return createSpecial(t, device, { shape, usage: 'staging', what: `dynamic ${kind}` }, changes);
}

/** Writes a dynamic resource through a discarding map, whose pointer and pitches are judged. */
function writeDiscarding(t: D3D11Case, resource: TestResource, slots: MapSlots, content: Uint8Array): void {
  withSubresource(t, resource, { slots }, (mapping) => {
    const { address, rowPitch, depthPitch } = mapping;
    const text = `${slots.map}: received pData 0x${address.toString(16)}, RowPitch ${rowPitch}, DepthPitch ${depthPitch}`;
    t.expect(rowPitch >= rowsOf(resource.shape).rowBytes, 'RES-22', `${text}; expected rows that fit`);
    t.expect(depthPitch > 0, 'RES-22', `${text}; expected pitches that are not 0`);
    t.expect(address % 16 === 0, 'RES-24', `${text}; expected a multiple of 16`);
    writeRows(t, resource.shape, mapping, content);
  });
}

/** What a dynamic resource holds, which only the GPU reads: seen by a copy into a staging one. */
function contentOf(t: D3D11Case, resource: TestResource): Uint8Array {
  const staging = createResource(t, resource.device, resource.shape, 'staging');
  copyResource(t, staging, resource);
  return readBack(t, staging);
}

/** Rounds of the leak case, and bytes of each resource: together more memory than the process of a command's driver has. */
const leak = { rounds: 64, bytes: 0x10_0000 } as const;

/** The maps of dynamic resources, maps and copies on a removed device, and what DestroyResource gives back. */
export const resourceMapTests: readonly TestDefinition<D3D11Case>[] = [
  test('dynamic-discard', { clauses: ['RES-18', 'RES-22', 'RES-24', 'RES-28'] })
    .params({ kind: Object.keys(dynamicKinds) as (keyof typeof dynamicKinds)[] })
    .run((t, { kind }) => {
      const resource = createDynamic(t, t.device(), kind);
      for (const round of ['first', 'second']) {
        const content = t.random.bytes(logicalBytes(resource.shape));
        writeDiscarding(t, resource, dynamicKinds[kind].slots.discard, content);
        t.expectBytes(
          contentOf(t, resource),
          content,
          'RES-28',
          `written through the ${round} discarding map`,
        );
      }
    }),
  test('dynamic-no-overwrite', { clauses: ['RES-18', 'RES-24', 'RES-28'] })
    .params({ kind: ['vertex', 'index', 'constant'] })
    .run((t, { kind }) => {
      const resource = createDynamic(t, t.device(), kind);
      const { slots } = dynamicKinds[kind];
      const content = t.random.bytes(logicalBytes(resource.shape));
      writeDiscarding(t, resource, slots.discard, content);
      const tail = t.random.bytes(content.length >> 1);
      withSubresource(t, resource, { slots: slots.noOverwrite }, ({ address }) => {
        t.memory.copyIn((address + content.length - tail.length) as typeof address, tail);
      });
      content.set(tail, content.length - tail.length);
      const what = 'after a map without overwriting, through which the second half was written';
      t.expectBytes(contentOf(t, resource), content, 'RES-24', what);
    }),
  test('access-removed', { clauses: ['RES-27'], decisions: ['D-14', 'D-15'], needs: ['control'] })
    .params({ call: ['map', 'copy', 'flush'] })
    .run((t, { call }) => {
      const device = t.device();
      const [one, other] = [0, 1].map(() => createResource(t, device, { bytes: 64 }, 'staging'));
      t.driver.control.removeDevice();
      const mapped = call === 'map' ? tryMap(t, one!, stagingSlots, 0, () => undefined) : undefined;
      const copyOrFlush = () => {
        if (call === 'flush') t.core(device, 'pfnFlush')(device.hDevice, 0);
        else t.core(device, 'pfnResourceCopy')(device.hDevice, other!.handle, one!.handle);
      };
      const errors = mapped?.errors ?? t.errorsOf(device, copyOrFlush);
      const right = errors.length > 0 && errors.every((code) => code === D3DDDIERR_DEVICEREMOVED);
      const expected = codesText([D3DDDIERR_DEVICEREMOVED]);
      t.decided(
        'D-15',
        right,
        `${call} on a removed device: expected ${expected}, received ${codesText(errors)}`,
      );
      if (mapped) t.decided('D-14', mapped.untouched, 'a map on a removed device: expected nothing written');
    }),
  test('destroy-releases', { clauses: ['RES-14', 'RES-2'], decisions: ['D-16'] }).run((t) => {
    const device = t.device();
    t.core(device, 'pfnDestroyResource');
    createResource(t, device, { bytes: leak.bytes }, 'default'); // skips where the driver makes none so large
    for (let round = 1; round <= leak.rounds; round += 1) {
      const { errors, object } = tryCreateResource(t, device, { bytes: leak.bytes }, 'default');
      const what = `${round} buffers of ${leak.bytes} bytes, each destroyed before the next`;
      t.decided('D-16', errors.length === 0, `${what}: expected one more, received ${codesText(errors)}`);
      if (errors.length > 0) return;
      object.destroy();
    }
  }),
];
