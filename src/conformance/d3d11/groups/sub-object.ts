import type { Address } from '../../../abi/index.js';
import {
  D3D11_1DDI_VIDEO_FUNCTIONS,
  D3D11_1DDI_VIDEO_INPUT,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import { failed, NULL, readTable } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11, noVideoTable } from '../fixture.js';

interface Request {
  readonly id?: number;
  readonly bytes?: number;
  readonly input?: Address;
}

/** RetrieveSubObject in the form that all known drivers take (SUB-7), with what the request changes. */
function retrieve(t: D3D11Case, device: HostDevice, table: GuardedBytes, request: Request = {}) {
  const call = t.filled('*ppfnRetrieveSubObject', device.retrieveSubObject);
  const input = t.struct(D3D11_1DDI_VIDEO_INPUT, { p11VideoDeviceFuncs: table.address });
  const output = t.allocate(1, 'D3D11_1DDI_VIDEO_OUTPUT');
  const { id = D3D11_1DDI_VIDEO_FUNCTIONS, bytes = D3D11_1DDI_VIDEO_INPUT.bytes } = request;
  return call(device.hDevice, id, bytes, request.input ?? input, 1, output);
}

const zeroedTable = (t: D3D11Case) =>
  t.guarded(D3D11_1DDI_VIDEODEVICEFUNCS.bytes, D3D11_1DDI_VIDEODEVICEFUNCS.name, 0);

const isEmpty = (table: GuardedBytes) => table.read().every((byte) => byte === 0);

/**
 * The video table. Skips where the driver has none (D-19), as each case does that wants one of its functions. Such a
 * driver does not know the id, and has to refuse it with nothing written (SUB-8).
 */
function fetched(t: D3D11Case, device: HostDevice) {
  const table = zeroedTable(t);
  const code = retrieve(t, device, table);
  if (device.video === null && failed(code)) {
    expectUntouched(t, table, 'SUB-8', 'id 2, refused');
    t.skip(noVideoTable);
  }
  t.expectCode(code, [S_OK], 'SUB-2', 'id 2');
  return { table, functions: readTable(t.memory, t.driver.code, D3D11_1DDI_VIDEODEVICEFUNCS, table.address) };
}

/** RetrieveSubObject: how the video table is fetched. */
export const subObjectGroup = group('sub-object', 'fetching the video function table', d3d11, [
  test('fills-table', { clauses: ['SUB-2', 'SUB-5'], decisions: ['D-19'] }).run((t) => {
    const { table, functions } = fetched(t, t.device());
    t.expect(
      functions.pfnGetContentProtectionCaps !== null,
      'SUB-5',
      'pfnGetContentProtectionCaps: expected a function, received NULL',
    );
    t.expect(
      table.guardsIntact(),
      'SUB-5',
      `expected ${D3D11_1DDI_VIDEODEVICEFUNCS.bytes} bytes written, received more`,
    );
  }),
  test('session-size-slot', { clauses: ['SUB-11', 'CPCS-4'], decisions: ['D-19'] }).run((t) => {
    const { functions } = fetched(t, t.device());
    // A driver without sessions may leave other slots empty (SUB-11), but not this one (CPCS-4).
    const rule = functions.pfnCreateCryptoSession === null ? 'CPCS-4' : 'SUB-11';
    t.expect(
      functions.pfnCalcPrivateCryptoSessionSize !== null,
      rule,
      'pfnCalcPrivateCryptoSessionSize: expected a function, received NULL',
    );
  }),
  test('unknown-id', { clauses: ['SUB-2', 'SUB-8'] })
    .params({ id: [0, 1, 0x7fffffff] })
    .run((t, { id }) => {
      const table = zeroedTable(t);
      t.expectFailed(retrieve(t, t.device(), table, { id }), 'SUB-8', `id ${id}`);
      expectUntouched(t, table, 'SUB-8', `id ${id}`);
    }),
  test('short-input', { clauses: ['SUB-6'] })
    .params({ bytes: [0, 8, 15] })
    .run((t, { bytes }) => {
      const table = zeroedTable(t);
      const code = retrieve(t, t.device(), table, { bytes });
      t.expectCode(code, [E_INVALIDARG], 'SUB-6', `ParamSize ${bytes}`);
      expectUntouched(t, table, 'SUB-6', `ParamSize ${bytes}`);
    }),
  test('null-input', { clauses: ['SUB-6'] }).run((t) => {
    const code = retrieve(t, t.device(), zeroedTable(t), { input: NULL });
    t.expectCode(code, [E_INVALIDARG], 'SUB-6', 'pParams NULL');
  }),
  test('null-table', { clauses: ['SUB-5'], decisions: ['D-13', 'D-19'], hostile: true }).run((t) => {
    const device = t.device();
    fetched(t, device);
    const input = t.struct(D3D11_1DDI_VIDEO_INPUT, {});
    t.expectFailed(retrieve(t, device, zeroedTable(t), { input }), 'D-13', 'p11VideoDeviceFuncs NULL');
  }),
  test('second-call', { clauses: ['SUB-9'], decisions: ['D-19'] }).run((t) => {
    const device = t.device();
    const first = fetched(t, device).table;
    const second = zeroedTable(t);
    t.expectCode(retrieve(t, device, second), [S_OK], 'SUB-9', 'a second call');
    t.expect(!isEmpty(first), 'SUB-9', 'the first table: expected functions, received none');
    t.expectBytes(second.read(), first.read(), 'SUB-9', 'the second table');
  }),
]);
