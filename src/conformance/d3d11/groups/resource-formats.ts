import { DXGI_FORMAT } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { copyRegion, filled, placeBox, withPart } from '../helpers/regions.js';
import { copyResource, createResource, readBack, withMapped } from '../helpers/resources.js';

/** Formats beside NV12 of what is decoded and shown: planar, packed, one texel each. */
const formats = ['P010', 'P016', 'YUY2', 'AYUV', 'R8G8B8A8_UNORM', 'B8G8R8A8_UNORM', 'R8_UNORM'] as const;

/** Where a box comes from and where it comes to lie, in texels; even, as 4:2:0 and 4:2:2 need it (RES-12). */
const region = {
  from: { width: 70, height: 10 },
  to: { width: 64, height: 12 },
  part: { left: 6, top: 2, right: 40, bottom: 8 },
  place: [30, 6],
} as const;

/** Textures of other formats than NV12, where the driver makes them. */
export const resourceFormatTests: readonly TestDefinition<D3D11Case>[] = [
  test('format-copy', { clauses: ['RES-12', 'RES-28', 'RES-22', 'RES-24'] })
    .params({ format: formats })
    .run((t, { format }) => {
      const device = t.device();
      const shape = { width: 70, height: 6, format: DXGI_FORMAT[format] };
      const { resource, content } = filled(t, device, shape, 'staging');
      const [between, target] = [
        createResource(t, device, shape, 'default'),
        createResource(t, device, shape, 'staging'),
      ];
      copyResource(t, between, resource);
      copyResource(t, target, between);
      t.expectBytes(readBack(t, target), content, 'RES-28', `a copy of a copy of a texture of ${format}`);
    }),
  test('format-pitches', { clauses: ['RES-22', 'RES-23', 'RES-24'] })
    .params({ format: ['P010', 'P016'] })
    .run((t, { format }) => {
      const shape = { width: 70, height: 6, format: DXGI_FORMAT[format] };
      const resource = createResource(t, t.device(), shape, 'staging');
      const { address, rowPitch, depthPitch } = withMapped(t, resource, (mapping) => mapping);
      const text = `received pData 0x${address.toString(16)}, RowPitch ${rowPitch}, DepthPitch ${depthPitch}`;
      t.expect(address % 16 === 0, 'RES-24', `expected a multiple of 16, ${text}`);
      t.expect(
        rowPitch >= 140,
        'RES-22',
        `${format} of 70 texels: expected rows of 140 bytes or more, ${text}`,
      );
      t.expect(
        depthPitch === rowPitch * 9,
        'RES-23',
        `${format} of 6 rows: expected 9 rows of bytes, ${text}`,
      );
    }),
  test('format-copy-region', { clauses: ['RES-30', 'RES-12'] })
    .params({ format: formats })
    .run((t, { format }) => {
      const device = t.device();
      const { from, to, part, place } = region;
      const source = filled(t, device, { ...from, format: DXGI_FORMAT[format] }, 'staging');
      const target = filled(t, device, { ...to, format: DXGI_FORMAT[format] }, 'staging');
      const copy = { to: target.resource, from: source.resource, box: placeBox(t, part), place };
      t.expectErrors(copyRegion(t, copy), [], 'RES-30', `ResourceCopyRegion between textures of ${format}`);
      const expected = withPart(target, source, part, place);
      t.expectBytes(readBack(t, target.resource), expected, 'RES-30', `the destination, of ${format}`);
    }),
];
