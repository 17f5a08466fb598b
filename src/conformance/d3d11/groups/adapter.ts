import {
  D3D10_2DDICAPS_TYPE,
  D3D11DDI_SHADER,
  D3D11DDI_THREADING,
  GetSupportedVersions,
  HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER,
  S_OK,
} from '../../../ddi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { HostAdapter } from '../../../host/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { askTwice, expectSame, expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { adapterCaps, adapterCapsLayouts, askAdapterCaps } from '../helpers/adapter-caps.js';
import { createRawDevice, openAs } from '../helpers/opening.js';
import { adapterCapsTests } from './adapter-caps.js';
import { adapterLifeTests } from './adapter-life.js';
import { openNullTests } from './opening-refused.js';

const threading = D3D11DDI_THREADING;
const shader = D3D11DDI_SHADER;

function versions(t: D3D11Case, adapter: HostAdapter) {
  return t.ofAdapter(adapter, 'pfnGetSupportedVersions');
}

function countOf(t: D3D11Case, adapter: HostAdapter): number {
  const ask = versions(t, adapter);
  const what = 'GetSupportedVersions without an array';
  const output = askTwice(t, 4, 'UINT32: puEntries', (puEntries) => ask(adapter.hAdapter, puEntries, NULL));
  for (const code of output.answers) t.expectCode(code, [S_OK], 'OPN-11', what);
  expectSame(t, output, 'OPN-11', `${what}: *puEntries`);
  return t.memory.readU32(output.address);
}

const namesOf = <N extends string>(known: Readonly<Record<N, unknown>>) => Object.keys(known) as N[];

/** 1 << level in D3D11DDI_3DPIPELINESUPPORT_CAPS. */
const levelBits = { '11_0': 2, '11_1': 3 } as const;

/** OpenAdapter10_2 and the adapter's own functions. */
export const adapterGroup = group('adapter', 'opening the driver, its versions and caps', d3d11, [
  test('open-twice', { clauses: ['OPN-3', 'OPN-5'] }).run((t) => {
    const [first, second] = [t.adapter(), t.openAdapter()];
    t.expect(
      first.hAdapter !== second.hAdapter,
      'OPN-3',
      'two opens: expected two hAdapter, received one twice',
    );
    t.device(first);
    t.device(second);
  }),
  test('newer-build', { clauses: ['OPN-8'] })
    .params({ call: ['OpenAdapter10_2', 'CreateDevice'] })
    .run((t, { call }) => {
      const newer = { Version: 0x7fff_0000 };
      const code = call === 'CreateDevice' ? createRawDevice(t, newer).code : openAs(t, newer);
      t.expect(
        !failed(code),
        'OPN-8',
        `${call} by a newer build of the runtime: received ${codesText([code])}`,
      );
    }),
  test('table-filled', { clauses: ['OPN-4'] }).run((t) => {
    const slots = Object.entries(t.adapter().functions);
    const empty = slots.filter(([, entry]) => entry === null).map(([slot]) => slot);
    const text = `expected a function in each slot, received NULL in ${empty.join(', ')}`;
    t.expect(empty.length === 0, 'OPN-4', `D3D10_2DDI_ADAPTERFUNCS: ${text}`);
  }),
  test('versions-count', { clauses: ['OPN-11'] }).run((t) => {
    const count = countOf(t, t.adapter());
    t.expect(count > 0, 'OPN-11', `*puEntries: expected at least 1, received ${count}`);
  }),
  test('versions-array', { clauses: ['OPN-11', 'OPN-13'] }).run((t) => {
    const adapter = t.adapter();
    const count = countOf(t, adapter);
    const puEntries = t.place(new Uint8Array(new Uint32Array([count]).buffer), 'UINT32: puEntries');
    const list = t.guarded(8 * count, 'UINT64: pSupportedDDIInterfaceVersions');
    const code = versions(t, adapter)(adapter.hAdapter, puEntries, list.address);
    t.expectCode(code, [S_OK], 'OPN-11', `an array of ${count}`);
    const written = t.memory.readU32(puEntries);
    t.expect(written === count, 'OPN-11', `*puEntries: expected ${count}, received ${written}`);
    t.expect(list.guardsIntact(), 'OPN-11', `expected ${count} versions, received more`);
    const output = askTwice(t, 8 * count, 'UINT64: pSupportedDDIInterfaceVersions', (versionList) =>
      versions(t, adapter)(adapter.hAdapter, puEntries, versionList),
    );
    expectSame(t, output, 'OPN-11', `an array of ${count}`);
    const entries = new BigUint64Array(output.images[1].slice().buffer);
    const odd = entries.find((entry) => (entry & 0xffffn) !== 0n || entry >> 48n < 10n);
    t.expect(
      odd === undefined,
      'OPN-13',
      `0x${odd?.toString(16) ?? ''}: expected a version in the DDI's form`,
    );
  }),
  test('versions-short-array', { clauses: ['OPN-12'] }).run((t) => {
    const adapter = t.adapter();
    const count = countOf(t, adapter);
    const puEntries = t.place(new Uint8Array(new Uint32Array([count - 1]).buffer), 'UINT32: puEntries');
    // Room for all of them, so that a driver which never reads the count is judged and not killed.
    const list = t.guarded(8 * count, 'UINT64: pSupportedDDIInterfaceVersions');
    const code = versions(t, adapter)(adapter.hAdapter, puEntries, list.address);
    const what = `an array of ${count - 1} for ${count}`;
    t.expectCode(code, [HRESULT_FROM_WIN32_ERROR_INSUFFICIENT_BUFFER], 'OPN-12', what);
    expectUntouched(t, list, 'OPN-12', what);
  }),
  test('versions-null-count', { clauses: ['OPN-11'], decisions: ['D-13'], hostile: true }).run((t) => {
    const adapter = t.adapter();
    const code = versions(t, adapter)(adapter.hAdapter, NULL, NULL);
    t.expectNullRefused(code, GetSupportedVersions, 'puEntries NULL');
  }),
  test('caps-threading', { clauses: ['OPN-17', 'OPN-18', 'OPN-19'] }).run((t) => {
    const data = t.guarded(4, 'D3D11DDI_THREADING_CAPS');
    t.expectCode(
      askAdapterCaps(t, D3D10_2DDICAPS_TYPE.THREADING, data.address, 4),
      [S_OK],
      'OPN-17',
      'THREADING',
    );
    const bits = t.memory.readU32(data.address);
    t.expect(bits <= 7, 'OPN-17', `expected bits of ${threading.text(7)}, received ${threading.text(bits)}`);
    t.expect(data.guardsIntact(), 'OPN-17', 'THREADING: expected 4 bytes written, received more');
    t.expect(
      (bits & 4) === 0 || (bits & 1) !== 0,
      'OPN-19',
      `expected FREETHREADED with it, received ${threading.text(bits)}`,
    );
  }),
  test('caps-types', { clauses: ['OPN-17', 'OPN-22'] })
    .params({ type: namesOf(adapterCapsLayouts) })
    .run((t, { type }) => {
      const bytes = adapterCapsLayouts[type].bytes;
      const data = t.guarded(bytes, type);
      t.expectCode(askAdapterCaps(t, D3D10_2DDICAPS_TYPE[type], data.address, bytes), [S_OK], 'OPN-22', type);
      t.expect(data.guardsIntact(), 'OPN-17', `${type}: expected ${bytes} bytes written, received more`);
      adapterCaps(t, type);
    }),
  test('caps-levels', { clauses: ['OPN-20'] })
    .params({ level: ['11_0', '11_1'] })
    .run((t, { level }) => {
      const levels = adapterCaps(t, 'PIPELINESUPPORT_3D').Caps >> levelBits[level];
      if (levels === 0) t.skip(`the driver has no feature level ${level}`);
      if (level === '11_0') {
        const { Caps } = adapterCaps(t, 'SHADER');
        t.expect((Caps & 2) !== 0, 'OPN-20', `expected ${shader.text(2)}, received ${shader.text(Caps)}`);
        return;
      }
      const { OutputMergerLogicOp } = adapterCaps(t, 'D3D11_OPTIONS');
      t.expect(OutputMergerLogicOp !== 0, 'OPN-20', 'OutputMergerLogicOp: expected TRUE, received FALSE');
    }),
  test('caps-bad-size', { clauses: ['OPN-21'] })
    .params({ bytes: [0, 3] })
    .run((t, { bytes }) => {
      const data = t.guarded(4, 'D3D11DDI_THREADING_CAPS');
      const code = askAdapterCaps(t, D3D10_2DDICAPS_TYPE.THREADING, data.address, bytes);
      t.expectFailed(code, 'OPN-21', `DataSize ${bytes}`);
      expectUntouched(t, data, 'OPN-21', `DataSize ${bytes}`);
    }),
  test('caps-null-data', { clauses: ['OPN-21'], hostile: true }).run((t) => {
    t.expectFailed(askAdapterCaps(t, D3D10_2DDICAPS_TYPE.THREADING, NULL, 4), 'OPN-21', 'pData NULL');
  }),
  test('caps-unknown-type', { clauses: ['OPN-21'] }).run((t) => {
    const data = t.guarded(64, 'GetCaps data of an unknown type');
    const code = askAdapterCaps(t, 0x7fff, data.address, 64);
    if (!failed(code)) t.violated('OPN-21', 'Type 0x7fff: expected a failure, received S_OK');
    expectUntouched(t, data, 'OPN-21', 'Type 0x7fff');
  }),
  ...adapterCapsTests,
  ...adapterLifeTests,
  ...openNullTests,
]);
