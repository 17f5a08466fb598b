/** dxva2.dll over the stub driver: one adapter with two monitors, the first on targets 0 and 1, the second on 2. */
import { loadDxva2, type IOPMVideoOutput, OPM_VIDEO_OUTPUT_SEMANTICS, out, S_OK } from 'softumd/opm';
import type { ApiInterposer, OpmSandboxPolicy } from 'softumd/opm';
import type { DriverUnderTest } from 'softumd/driver';
import type { StubOptions } from './stub-driver.js';
import { stubDriver } from './stub-driver.js';

export const { OPM, COPP } = OPM_VIDEO_OUTPUT_SEMANTICS;
export const [first, second, nobodys] = [0x11111111n, 0x22222222n, 0x33333333n];

const place = { left: 0, top: 0, width: 640, height: 480 };
const monitors = [
  { deviceName: '\\\\.\\DISPLAY1', handle: first, ...place, targets: [0, 1] },
  { deviceName: '\\\\.\\DISPLAY2', handle: second, ...place, targets: [2] },
  { deviceName: '\\\\.\\DISPLAY3', handle: 0x44444444n, ...place, targets: [] },
];

export interface WorldOptions extends StubOptions {
  readonly opmSandbox?: OpmSandboxPolicy;
  readonly interposer?: ApiInterposer;
  /** Changes the driver before it is put into the machine. */
  readonly change?: (driver: DriverUnderTest) => DriverUnderTest;
}

export function world({ opmSandbox, interposer, change = (same) => same, ...options }: WorldOptions = {}) {
  const stub = stubDriver(options);
  const messages: string[] = [];
  const dxva2 = loadDxva2({
    adapters: [{ driver: change(stub.driver), monitors, ...(opmSandbox && { opmSandbox }) }],
    ...(interposer && { interposer }),
    onMessage: (call, text) => messages.push(`${call}: ${text}`),
  });
  const open = (hMonitor: bigint = second, vos: number = OPM): readonly IOPMVideoOutput[] => {
    const [count, array] = [out<number>(), out<readonly IOPMVideoOutput[]>()];
    const code = dxva2.OPMGetVideoOutputsFromHMONITOR(hMonitor, vos, count, array);
    if (code !== S_OK) throw new Error(`no outputs: ${code.toString(16)}`);
    return array.value!;
  };
  return { ...stub, dxva2, open, messages };
}

/** StartInitialization with places for everything. */
export function start(output: IOPMVideoOutput) {
  const random = new Uint8Array(16);
  const [certificate, length] = [out<Uint8Array>(), out<number>()];
  const code = output.StartInitialization(random, certificate, length);
  return { code, random, certificate: certificate.value, length: length.value };
}

/** An object whose handshake is done. */
export function finished(output: IOPMVideoOutput): IOPMVideoOutput {
  const codes = [start(output).code, output.FinishInitialization(new Uint8Array(256))];
  if (codes.some((code) => code !== S_OK)) throw new Error('no handshake');
  return output;
}
