/** ID3D11DeviceContext3: hardware protection of what is drawn, on or off (SHP-3, DEV-25). */
import { describe, expect, it } from '@jest/globals';
import * as d3d11 from 'softumd/d3d11';
import { contextOf, made, query } from './machine.js';
import { Player } from './player.js';

const { out, S_OK } = d3d11;

function world(profile: string) {
  const player = new Player({ profile });
  const context3 = query(contextOf(player.device), d3d11.ID3D11DeviceContext3);
  const created = out<d3d11.ID3D11Buffer>();
  const desc = {
    ByteWidth: 16,
    Usage: 0,
    BindFlags: 1,
    CPUAccessFlags: 0,
    MiscFlags: 0,
    StructureByteStride: 0,
  };
  const buffer = made(player.device.CreateBuffer(desc, null, created), created);
  const { hDevice } = d3d11.driverHandlesOf(buffer);
  const states = () => {
    const isOn = out<number>();
    context3.GetHardwareProtectionState(isOn);
    return [isOn.value, player.driver.oracle.hardwareProtection(hDevice)];
  };
  return { player, context3, states };
}

describe('SetHardwareProtectionState', () => {
  it('tells the driver, and is what GetHardwareProtectionState answers', () => {
    const { player, context3, states } = world('hardware-drm');
    expect(states()).toEqual([0, false]);
    context3.SetHardwareProtectionState(1);
    expect(states()).toEqual([1, true]);
    context3.SetHardwareProtectionState(0);
    expect(states()).toEqual([0, false]);
    expect(player.reason).toBe(S_OK);
  });

  it.each(['default', 'hardware-decode'])('leaves it off where the driver cannot: %s', (profile) => {
    const { player, context3, states } = world(profile);
    const infoQueue = d3d11.infoQueueOf(player.device);
    context3.SetHardwareProtectionState(0);
    const { count } = infoQueue;
    context3.SetHardwareProtectionState(1);
    expect(states()).toEqual([0, false]);
    expect(infoQueue.since(count)).toEqual([expect.objectContaining({ check: 'NOT_IN_CAPS' })]);
    expect(player.reason).toBe(S_OK);
  });
});
