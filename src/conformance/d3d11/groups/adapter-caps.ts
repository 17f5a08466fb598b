import { failed } from '../../../abi/index.js';
import {
  D3D10_2DDICAPS_TYPE,
  D3D11DDI_3DPIPELINELEVEL,
  D3D11DDI_3DPIPELINESUPPORT_CAPS,
} from '../../../ddi/index.js';
import { test } from '../../framework/test.js';
import type { TestDefinition } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { adapterCaps, allAdapterCaps, askAdapterCaps } from '../helpers/adapter-caps.js';

const types = Object.keys(allAdapterCaps) as (keyof typeof allAdapterCaps)[];

const level = D3D11DDI_3DPIPELINELEVEL;

/** Feature levels from the lowest on; their bits are numbered otherwise. Above 11_1 OPN-22 says nothing of gaps. */
const levelsUpwards = [
  level.LEVEL_9_1,
  level.LEVEL_9_2,
  level.LEVEL_9_3,
  level.LEVEL_10_0,
  level.LEVEL_10_1,
  level.LEVEL_11_0,
  level.LEVEL_11_1,
];

/** GetCaps: how large its answers are, and that feature levels have no gaps. */
export const adapterCapsTests: readonly TestDefinition<D3D11Case>[] = [
  test('caps-short', { clauses: ['OPN-21'], decisions: ['D-14'] })
    .params({ type: types })
    .run((t, { type }) => {
      const { bytes } = allAdapterCaps[type];
      for (let size = 0; size < bytes; size += 1) {
        // Room for the whole structure, so that a driver which never reads the size is judged and not killed.
        const data = t.guarded(bytes, type);
        const what = `${type}, DataSize ${size} of ${bytes}`;
        const code = askAdapterCaps(t, D3D10_2DDICAPS_TYPE[type], data.address, size);
        const untouched = (from: number) =>
          data
            .read()
            .subarray(from)
            .every((byte) => byte === 0xa5);
        t.expect(untouched(size), 'OPN-21', `${what}: expected nothing written behind it, received bytes`);
        t.expectFailed(code, 'OPN-21', what);
        t.decided('D-14', untouched(0), `${what}: expected nothing written, received bytes`);
      }
    }),
  test('caps-room', { clauses: ['OPN-17', 'OPN-21'] })
    .params({ type: types })
    .run((t, { type }) => {
      const { bytes } = allAdapterCaps[type];
      const exact = t.allocate(bytes, type);
      askAdapterCaps(t, D3D10_2DDICAPS_TYPE[type], exact, bytes);
      const data = t.guarded(bytes + 60, type);
      const code = askAdapterCaps(t, D3D10_2DDICAPS_TYPE[type], data.address, bytes + 60);
      const behind = data.read().subarray(bytes);
      const untouched = behind.every((byte) => byte === 0xa5);
      t.expect(untouched, 'OPN-17', `${type}: expected ${bytes} bytes written, received more`);
      if (failed(code)) return; // another size is a bad one to some (OPN-21)
      const answer = data.read().subarray(0, bytes);
      t.expectBytes(answer, t.memory.copyOut(exact, bytes), 'OPN-17', `${type} with more room`);
    }),
  test('caps-level-gaps', { clauses: ['OPN-20', 'OPN-22'] }).run((t) => {
    const { Caps } = adapterCaps(t, 'PIPELINESUPPORT_3D');
    const has = (one: number) => (Caps & (1 << one)) !== 0;
    const highest = levelsUpwards.map(has).lastIndexOf(true);
    const above = [level.LEVEL_12_0, level.LEVEL_12_1].some(has);
    const wanted = above ? levelsUpwards : levelsUpwards.slice(0, highest + 1);
    const text = D3D11DDI_3DPIPELINESUPPORT_CAPS.text({ Caps });
    t.expect(wanted.length > 0, 'OPN-22', `expected at least one feature level, received ${text}`);
    const missing = wanted.filter((one) => !has(one)).map((one) => level.text(one));
    const lower = `expected all feature levels below the highest, ${missing.join(', ')} among them`;
    t.expect(missing.length === 0, 'OPN-22', `${lower}; received ${text}`);
  }),
];
