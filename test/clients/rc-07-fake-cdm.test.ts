/** RC-07: Firefox's fake CDM. Its steps, as real-clients lists them; the driver is made by a profile alone. */
import { describe, expect, it } from '@jest/globals';
import { createMachine } from 'softumd';
import { defaultOutputs, type EmulatedProfile, hdmiOutput, type MonitorProfile } from 'softumd/emulator';
import type { Hresult, IOPMVideoOutput } from 'softumd/opm';
import * as opm from 'softumd/opm';

/** ERROR_GEN_FAILURE and ERROR_NOT_SUPPORTED as HRESULTs, and no monitor of that display device. */
const tolerated = [0x8007001f, 0x80070032, 0xc02625e5].map((code) => opm.hresult(code));

/** What the test of the CDM found. */
interface Found {
  readonly outputs: number;
  readonly tolerated: readonly Hresult[];
  readonly failed: readonly Hresult[];
}

/** Steps 1 and 2 for each monitor. */
function testOutputProtection(
  api: ReturnType<typeof createMachine>['api'],
  monitors: readonly bigint[],
): Found {
  const found = { outputs: 0, tolerated: [] as Hresult[], failed: [] as Hresult[] };
  for (const hMonitor of monitors) {
    const [count, outputs] = [opm.out<number>(), opm.out<readonly IOPMVideoOutput[]>()];
    const vos = opm.OPM_VIDEO_OUTPUT_SEMANTICS.OPM;
    const code = api.OPMGetVideoOutputsFromHMONITOR(hMonitor, vos, count, outputs);
    if (opm.failed(code)) {
      (tolerated.includes(code) ? found.tolerated : found.failed).push(code);
      continue;
    }
    for (const output of outputs.value!) {
      const certificate = opm.out<Uint8Array>();
      const started = output.StartInitialization(new Uint8Array(16), certificate, opm.out<number>());
      if (started === opm.S_OK && certificate.value!.length > 0) found.outputs += 1;
      else found.failed.push(started);
      output.Release();
    }
  }
  return found;
}

const machineOf = (...monitors: readonly MonitorProfile[]) =>
  createMachine([{ profile: { outputs: { ...defaultOutputs, monitors } } }]);

const withOpm = (opm: EmulatedProfile['opm']) => createMachine([{ profile: { opm } }]);

const desktop: MonitorProfile = { name: 'desktop', outputs: [hdmiOutput] };

describe("RC-07: Firefox's fake CDM", () => {
  it('opens each output of each monitor, and leaves nothing behind', () => {
    const machine = machineOf(desktop, { name: 'wall', outputs: [hdmiOutput, hdmiOutput] });
    expect(testOutputProtection(machine.api, [0x10001n, 0x10002n])).toEqual({
      outputs: 3,
      tolerated: [],
      failed: [],
    });
    expect(() => {
      machine.assertNoLeaks();
    }).not.toThrow();
  });

  it('tolerates a monitor whose display is gone, and goes on with the next', () => {
    const gone = { ...hdmiOutput, connected: false };
    const machine = machineOf({ name: 'gone', outputs: [gone] }, desktop);
    expect(testOutputProtection(machine.api, [0x10001n, 0x10002n])).toEqual({
      outputs: 1,
      tolerated: [opm.ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE],
      failed: [],
    });
  });

  it.each([
    ['a device that does not work', 0x8007001f, { interfaceVersion: 4, hardwareScan: 'device-failed' }],
    ['a driver without OPM', 0x80070032, { interfaceVersion: 0, hardwareScan: 'passed' }],
  ] as const)('tolerates %s', (_what, code, profile) => {
    const found = testOutputProtection(withOpm(profile).api, [0x10001n]);
    expect(found).toEqual({ outputs: 0, tolerated: [code], failed: [] });
  });
});
