/** What is said and raised where a device is lost (DR-15, DR-16). */
import { describe, expect, it } from '@jest/globals';
import type { Hresult } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { adapterSetups } from '../../../../src/facade/machine.js';
import { contextOf, createBuffer, Machine } from '../machine.js';
import { bufferDesc, Player, replacing, staging } from '../player.js';

const { DriverInternalErrorException, D3D11_RAISE_FLAG, infoQueueOf, out, removeDevice, S_OK } = d3d11;
const { DXGI_ERROR_DEVICE_REMOVED, DXGI_ERROR_DRIVER_INTERNAL_ERROR, E_FAIL } = d3d11;

describe('a removal', () => {
  it.each<[string, Hresult, string, string]>([
    ['HUNG', d3d11.DXGI_ERROR_DEVICE_HUNG, 'DEVICE_REMOVAL_PROCESS_AT_FAULT', 'ERROR'],
    ['INVALID_CALL', d3d11.DXGI_ERROR_INVALID_CALL, 'DEVICE_REMOVAL_PROCESS_AT_FAULT', 'ERROR'],
    ['RESET', d3d11.DXGI_ERROR_DEVICE_RESET, 'DEVICE_REMOVAL_PROCESS_POSSIBLY_AT_FAULT', 'WARNING'],
    ['REMOVED', DXGI_ERROR_DEVICE_REMOVED, 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT', 'INFO'],
    ['INTERNAL', DXGI_ERROR_DRIVER_INTERNAL_ERROR, 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT', 'INFO'],
  ])('with reason %s says once whose fault it is', (_what, reason, name, severity) => {
    const device = new Machine().device();
    removeDevice(device, reason);
    removeDevice(device, d3d11.DXGI_ERROR_DEVICE_HUNG);
    device.CreateBuffer(bufferDesc(staging), null, out());
    expect(infoQueueOf(device).messages()).toMatchObject([{ name, severity, hresult: reason }]);
  });

  it('is not the end of a device, by its last reference or by the test', () => {
    const machine = new Machine();
    const [one, other] = [machine.device(), machine.device()];
    const queues = [one, other].map(infoQueueOf);
    const buffer = createBuffer(other);
    one.Release();
    d3d11.endDevice(other);
    expect(contextOf(other)).toBeDefined();
    const said = queues.map((queue) => queue.messages().map(({ name, check }) => name ?? check));
    expect(said).toEqual([[], ['ALIVE_AT_END']]);
    buffer.Release();
  });
});

/** A player whose driver fails to tell its caps as no driver may. */
function broken() {
  const state = { now: false };
  const interposer = replacing('GetContentProtectionCaps', (inner, ...args) =>
    state.now ? E_FAIL : inner(...args),
  );
  const player = new Player({ interposer });
  const session = player.session();
  state.now = true;
  return { player, session, call: () => player.video.GetContentProtectionCaps(null, null, out()) };
}

describe('SetExceptionMode(DRIVER_INTERNAL_ERROR)', () => {
  it('throws out of the call that lost the device, once, after everybody has heard (DR-15)', () => {
    const { player, session, call } = broken();
    expect(player.device.SetExceptionMode(D3D11_RAISE_FLAG.DRIVER_INTERNAL_ERROR)).toBe(S_OK);
    expect(player.device.GetExceptionMode()).toBe(1);
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DriverInternalErrorException);
    expect(thrown).toMatchObject({
      name: 'DriverInternalErrorException',
      call: 'ID3D11VideoDevice::GetContentProtectionCaps',
      reason: DXGI_ERROR_DRIVER_INTERNAL_ERROR,
    });
    expect(player.reason).toBe(DXGI_ERROR_DRIVER_INTERNAL_ERROR);
    expect(player.infoQueue.messages().map(({ name, check }) => name ?? check)).toEqual([
      'DRIVER_BROKE_RULE',
      'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT',
    ]);
    expect(call()).toBe(DXGI_ERROR_DEVICE_REMOVED);
    expect(session.Release()).toBe(0); // the driver destroys it, and is judged again
    player.release();
  });

  it('throws nothing where it was not set, or for another reason', () => {
    const { player, call } = broken();
    expect([call(), player.reason]).toEqual([DXGI_ERROR_DEVICE_REMOVED, DXGI_ERROR_DRIVER_INTERNAL_ERROR]);
    const gone = new Player();
    gone.device.SetExceptionMode(D3D11_RAISE_FLAG.DRIVER_INTERNAL_ERROR);
    const buffer = gone.buffer(staging);
    gone.driver.control.removeDevice();
    expect(buffer.Release()).toBe(0);
    const outside = new Player();
    outside.device.SetExceptionMode(D3D11_RAISE_FLAG.DRIVER_INTERNAL_ERROR);
    removeDevice(outside.device, DXGI_ERROR_DRIVER_INTERNAL_ERROR);
    expect(outside.video.GetContentProtectionCaps(null, null, out())).toBe(DXGI_ERROR_DEVICE_REMOVED);
  });
});

/** D-08, by the machine's settings. */
describe('a void call that the driver refuses as it may not', () => {
  const blt = (player: Player) => {
    const session = player.session(); // without a key (D-10)
    const [from, to] = [
      player.buffer(staging, new Uint8Array(64)),
      player.buffer({ ...staging, Usage: 0, CPUAccessFlags: 0, BindFlags: d3d11.D3D11_BIND.RENDER_TARGET }),
    ];
    player.videoContext.DecryptionBlt(
      session,
      from as never,
      to as never,
      null,
      0,
      null,
      16,
      new Uint8Array(16),
    );
  };
  const playerWith = (criticalVoid: 'remove' | 'diagnose') => {
    const first = new Player();
    first.driver.control.refusals.keep(true);
    const libraries = d3d11.loadLibraries({
      adapters: adapterSetups([first.driver]),
      debug: { criticalVoid },
    });
    return new Player({}, { driver: first.driver, libraries });
  };

  it('loses the device, which is what the real runtime does', () => {
    const player = playerWith('remove');
    blt(player);
    expect([player.reason, player.infoQueue.messages().map(({ name, check }) => name ?? check)]).toEqual([
      DXGI_ERROR_DRIVER_INTERNAL_ERROR,
      ['DRIVER_BROKE_RULE', 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT'],
    ]);
  });

  it('keeps the device where that is to be diagnosed: a message says what the driver answered', () => {
    const player = playerWith('diagnose');
    blt(player);
    expect(player.reason).toBe(S_OK);
    expect(player.infoQueue.messages()).toMatchObject([
      { check: 'DRIVER_BROKE_RULE', severity: 'CORRUPTION', hresult: d3d11.E_INVALIDARG },
    ]);
    blt(player);
    expect(player.infoQueue.count).toBe(2);
  });
});
