import { describe, expect, it } from '@jest/globals';
import { without } from '../../../fixtures/faulty-drivers/d3d11/empty-slots.js';
import type { Address, Interposer, Memory } from '../../../src/abi/index.js';
import type { D3D11Case } from '../../../src/conformance/index.js';
import { d3d11, group, runConformance, test } from '../../../src/conformance/index.js';
import {
  CreateDevice,
  D3D10_2DDI_ADAPTERFUNCS,
  D3D10DDIARG_CREATEDEVICE,
  D3D10DDIARG_OPENADAPTER,
  D3D11_1DDI_DEVICEFUNCS,
  OpenAdapter10_2,
} from '../../../src/ddi/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { on } from '../../../src/trace/index.js';

/** What a body, run on the embedded driver with something between, comes to. */
function outcomeOf(body: (t: D3D11Case) => void, interposer?: Interposer) {
  const { cases } = group('made', 'about', d3d11, [test('here', { clauses: ['OPN-3'] }).run(body)]);
  return runConformance({ driver: () => createDriver({ ...(interposer && { interposer }) }), cases })
    .cases[0]!;
}

const clear = (memory: Memory, table: Address, offset: number) => {
  memory.writeU64((table + offset) as Address, 0n);
};

const adapterSlot = on(OpenAdapter10_2, {
  after: ({ args: [pOpenData], process: { memory } }) => {
    const { pAdapterFuncs_2 } = D3D10DDIARG_OPENADAPTER.decode(memory, pOpenData);
    clear(memory, pAdapterFuncs_2, D3D10_2DDI_ADAPTERFUNCS.offset('pfnGetCaps'));
  },
});

const afterCreate = (
  spoil: (memory: Memory, create: { p11_1DeviceFuncs: Address; ppfnRetrieveSubObject: Address }) => void,
) =>
  on(CreateDevice, {
    after: ({ args: [, pCreateData], process: { memory } }) => {
      spoil(memory, D3D10DDIARG_CREATEDEVICE.decode(memory, pCreateData));
    },
  });
const deviceSlot = afterCreate((memory, { p11_1DeviceFuncs }) => {
  clear(memory, p11_1DeviceFuncs, D3D11_1DDI_DEVICEFUNCS.offset('pfnFlush'));
});
const subObject = afterCreate((memory, { ppfnRetrieveSubObject }) => {
  clear(memory, ppfnRetrieveSubObject, 0);
});

describe('what a driver of Direct3D 11 leaves empty', () => {
  it.each<[string, Interposer, (t: D3D11Case) => void]>([
    ['pfnGetCaps', adapterSlot, (t) => t.ofAdapter(t.adapter(), 'pfnGetCaps')],
    ['pfnFlush', deviceSlot, (t) => t.core(t.device(), 'pfnFlush')],
    ['pfnDecryptionBlt', without('pfnDecryptionBlt'), (t) => t.video(t.device(), 'pfnDecryptionBlt')],
    [
      '*ppfnRetrieveSubObject',
      subObject,
      (t) => t.filled('*ppfnRetrieveSubObject', t.device().retrieveSubObject),
    ],
  ])('skips what wants it, by one wording: %s', (slot, interposer, body) => {
    expect(outcomeOf(body)).toMatchObject({ outcome: 'pass' });
    expect(outcomeOf(body, interposer)).toMatchObject({
      outcome: 'skip',
      message: `the driver leaves ${slot} empty`,
    });
  });

  it('is a whole table where there is no RetrieveSubObject', () => {
    const body = (t: D3D11Case) => t.video(t.device(), 'pfnDecryptionBlt');
    expect(outcomeOf(body, subObject)).toMatchObject({
      outcome: 'skip',
      message: 'the driver has no D3D11.1 video function table',
    });
  });
});

describe('the devices of a case', () => {
  it('are destroyed at its end, newest first, those not that the case destroyed', () => {
    const destroyed: number[] = [];
    const devices: number[] = [];
    const watching: Interposer = (declaration, inner) =>
      declaration.name === 'DestroyDevice'
        ? (...args) => {
            destroyed.push(args[0] as number);
            return inner(...args);
          }
        : inner;
    const { outcome } = outcomeOf((t) => {
      const [first, second, third] = [t.device(), t.device(), t.device()];
      devices.push(...[first, second, third].map(({ hDevice }) => hDevice));
      t.destroyDevice(second);
      expect([first, second, third].map((device) => device.isDestroyed)).toEqual([false, true, false]);
    }, watching);
    expect(outcome).toBe('pass');
    expect(destroyed).toEqual([devices[1], devices[2], devices[0]]);
  });

  it('are of one adapter, which is opened once', () => {
    const { outcome } = outcomeOf((t) => {
      const [first, second] = [t.device(), t.device()];
      expect(first.adapter).toBe(t.adapter());
      expect(second.adapter).toBe(first.adapter);
      expect(t.openAdapter()).not.toBe(first.adapter);
    });
    expect(outcome).toBe('pass');
  });
});
