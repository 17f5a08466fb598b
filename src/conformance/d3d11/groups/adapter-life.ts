import type { Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { DDI_INTERFACE_VERSION, E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../../../ddi/index.js';
import type { Needing } from '../../framework/fixture.js';
import { codesText } from '../../framework/judge.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { createRawDevice, openRawAdapter } from '../helpers/opening.js';

/** Bytes of D3D11_0DDI's device table, which is shorter than that of D3D11.1 (device-ddi §2). */
const table11_0Bytes = 1200;

/** No interface has this number. */
const strangeInterface = 0x000b_7fff;

/** Fails each allocation of the driver in turn, until `attempt` succeeds. Returns the codes of the failures. */
function untilEnough(t: Needing<D3D11Case, 'control'>, attempt: () => Hresult): readonly Hresult[] {
  const failures: Hresult[] = [];
  for (let nth = 1; nth <= 16; nth += 1) {
    t.driver.control.failAllocation(nth);
    const code = attempt();
    t.driver.control.failAllocation(0);
    if (!failed(code)) break;
    failures.push(code);
  }
  return failures;
}

/** Every code of a failure for want of memory (D-16: what the function lists). */
function expectOutOfMemory(t: D3D11Case, failures: readonly Hresult[], what: string): void {
  if (failures.length === 0) t.skip(`the driver allocates nothing in ${what}`);
  for (const code of failures) t.expectCode(code, [E_OUTOFMEMORY], 'D-16', `${what} without memory`);
}

/** Opening when there is no memory, closing, and interfaces that the driver does not list. */
export const adapterLifeTests: readonly TestDefinition<D3D11Case>[] = [
  test('open-out-of-memory', {
    clauses: ['OPN-3', 'OPN-4'],
    decisions: ['D-14', 'D-16'],
    needs: ['control'],
  }).run((t) => {
    t.adapter();
    const failures = untilEnough(t, () => {
      const { code, hAdapter, functions } = openRawAdapter(t);
      if (!failed(code)) {
        t.expect(hAdapter !== 0, 'OPN-3', 'OpenAdapter10_2 that succeeds: expected hAdapter, received 0');
        return code;
      }
      const filled = Object.values(functions).some((entry) => entry !== null);
      t.decided('D-14', !filled, 'OpenAdapter10_2 without memory: expected no function, received a table');
      return code;
    });
    expectOutOfMemory(t, failures, 'OpenAdapter10_2');
    t.device(t.openAdapter());
  }),
  test('device-out-of-memory', {
    clauses: ['DEV-7', 'SUB-1'],
    decisions: ['D-14', 'D-16'],
    needs: ['control'],
  }).run((t) => {
    t.adapter();
    const failures = untilEnough(t, () => {
      const { code, block, functions, withoutSubObjects } = createRawDevice(t);
      if (!failed(code)) {
        const made = functions.pfnDestroyDevice !== null;
        t.expect(made, 'DEV-7', `CreateDevice answers ${codesText([code])}: expected a table, received none`);
        return code;
      }
      const untouched = block.every((byte) => byte === 0) && withoutSubObjects;
      t.decided(
        'D-14',
        untouched,
        'CreateDevice without memory: expected nothing written, received functions',
      );
      return code;
    });
    expectOutOfMemory(t, failures, 'CreateDevice');
    const device = t.device();
    t.expectSuccess(device, 'Flush, when memory is back', () => {
      t.core(device, 'pfnFlush')(device.hDevice, 0);
    });
  }),
  test('close', { clauses: ['OPN-5', 'OPN-9', 'OPN-3'], decisions: ['D-16'] }).run((t) => {
    t.ofAdapter(t.adapter(), 'pfnCloseAdapter');
    const [first, second] = [openRawAdapter(t), openRawAdapter(t)];
    for (const { code } of [first, second]) t.expectCode(code, [S_OK], 'OPN-5', 'OpenAdapter10_2');
    t.expectCode(first.close()!, [S_OK], 'D-16', 'CloseAdapter');
    const { hAdapter, functions } = second;
    const puEntries = t.allocate(4, 'UINT32: puEntries');
    const code = functions.pfnGetSupportedVersions?.(hAdapter, puEntries, 0 as typeof puEntries) ?? S_OK;
    t.expectCode(code, [S_OK], 'OPN-3', 'GetSupportedVersions of an adapter, after another one was closed');
    t.device(); // a third adapter's
    t.expectCode(second.close()!, [S_OK], 'D-16', 'CloseAdapter of the second');
  }),
  // By OPN-14 the runtime states an entry of the driver's own list, so that a driver need not look (OPN-15).
  test('unlisted-interface', { clauses: ['OPN-8', 'DEV-7'], decisions: ['D-14', 'D-16'], hostile: true })
    .params({ stated: ['older', 'unknown'] })
    .run((t, { stated }) => {
      const Interface = stated === 'older' ? DDI_INTERFACE_VERSION.D3D11_0 : strangeInterface;
      const listed = t.adapter().supportedVersions();
      if (listed.some((entry) => Number(entry >> 32n) === Interface))
        t.skip('the driver lists this interface');
      const { code, block, withoutSubObjects } = createRawDevice(t, { Interface });
      const what = `CreateDevice for Interface 0x${Interface.toString(16)}, which the driver does not list`;
      const behind = block.subarray(stated === 'older' ? table11_0Bytes : 0);
      const short = behind.every((byte) => byte === 0);
      t.expect(short, 'DEV-7', `${what}: expected no slot of another version's table, received functions`);
      t.expectFailed(code, 'OPN-8', what);
      if (!failed(code)) return;
      const untouched = block.every((byte) => byte === 0) && withoutSubObjects;
      t.decided('D-14', untouched, `${what}: expected nothing written, received functions`);
      t.expectCode(code, [E_INVALIDARG], 'D-16', what);
    }),
];
