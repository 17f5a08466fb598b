import { D3D10_DDI_MAP_FLAG, DXGI_DDI_ERR_WASSTILLDRAWING } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { TestResource } from '../helpers/resources.js';
import { createResource } from '../helpers/resources.js';
import { stagingSlots, tryMap } from '../helpers/subresources.js';

/** Lets the GPU draw until so many maps have come too early; skips the case where nobody can. */
function stillDrawing(t: D3D11Case, maps: number): void {
  const { control } = t.driver;
  if (!control?.stillDrawing) t.skip('the driver has no control of how long the GPU draws');
  control.stillDrawing(maps);
}

/** A map that does not wait. */
const mapAtOnce = (t: D3D11Case, resource: TestResource) =>
  tryMap(t, resource, { ...stagingSlots, flags: D3D10_DDI_MAP_FLAG.DONOTWAIT }, 0, () => undefined);

function expectBusy(t: D3D11Case, { device, handle }: TestResource, busy: boolean, when: string): void {
  const answer = t.core(device, 'pfnResourceIsStagingBusy')(device.hDevice, handle);
  const [expected, received] = [busy, answer !== 0].map((one) => (one ? 'TRUE' : 'FALSE'));
  t.expect(expected === received, 'RES-33', `${when}: expected ${expected}, received ${received}`);
}

/** Maps while the GPU is still drawing. */
export const resourceDrawingTests: readonly TestDefinition<D3D11Case>[] = [
  test('still-drawing', { clauses: ['RES-20', 'RES-33'], decisions: ['D-14'], needs: ['control'] }).run(
    (t) => {
      const resource = createResource(t, t.device(), { bytes: 64 }, 'staging');
      stillDrawing(t, 2);
      for (const when of ['the first', 'the second']) {
        expectBusy(t, resource, true, `before ${when} map`);
        const { errors, untouched } = mapAtOnce(t, resource);
        const what = `${when} map with DONOTWAIT while the GPU draws`;
        t.expectErrors(errors, [DXGI_DDI_ERR_WASSTILLDRAWING], 'RES-20', what);
        t.decided('D-14', untouched, `${what}: expected nothing written, received a mapping`);
      }
      expectBusy(t, resource, false, 'when the GPU has drawn');
      t.expectErrors(mapAtOnce(t, resource).errors, [], 'RES-20', 'a map with DONOTWAIT behind that');
    },
  ),
  test('still-drawing-waits', { clauses: ['RES-20', 'RES-33'], needs: ['control'] }).run((t) => {
    const resource = createResource(t, t.device(), { bytes: 64 }, 'staging');
    stillDrawing(t, 1);
    const { errors } = tryMap(t, resource, stagingSlots, 0, () => undefined);
    t.expectErrors(errors, [], 'RES-20', 'a map without DONOTWAIT while the GPU draws');
    expectBusy(t, resource, false, 'behind a map that waited');
    t.expectErrors(
      mapAtOnce(t, resource).errors,
      [],
      'RES-20',
      'a map with DONOTWAIT behind one that waited',
    );
  }),
];
