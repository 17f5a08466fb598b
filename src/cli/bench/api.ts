/** What the runtime's half of a call costs: the checks in front of a method, a device, a frame that the CPU reads. */
import type { Guid } from '../../abi/index.js';
import { implementationOf } from '../../api/kit/index.js';
import { createEmulatedDriver } from '../../../emulator/index.js';
import { createDevice } from '../../facade/index.js';
import { machineWith } from '../../facade/machine.js';
import type {
  D3D11_MAPPED_SUBRESOURCE,
  ID3D11CryptoSession,
  ID3D11Device,
  ID3D11DeviceContext,
} from '../../runtime/d3d11/index.js';
import {
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_MAP,
  D3D_DRIVER_TYPE,
  endDevice,
  out,
} from '../../runtime/d3d11/index.js';
import { testIdentities } from '../drivers.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';

const callsARound = 1_000_000;
const nanosecondsAimed = 45;
const devicesARound = 50;
const sdkVersion = 7;
const mapsARound = 20;

/** GetCryptoType through a view, and on what is behind it. */
export function apiCall(rounds: number): BenchResult {
  const { videoDevice } = createDevice();
  const session = videoDevice.createCryptoSession(
    D3D11_CRYPTO_TYPE_AES128_CTR,
    null,
    D3D11_KEY_EXCHANGE_RSAES_OAEP,
  ).api;
  const bare = implementationOf(session) as Pick<ID3D11CryptoSession, 'GetCryptoType'>;
  const type = out<Guid>();
  const calls = (target: Pick<ID3D11CryptoSession, 'GetCryptoType'>) => () => {
    for (let call = 0; call < callsARound; call += 1) target.GetCryptoType(type);
  };
  const { ours, theirs } = interleaved(rounds, calls(session), calls(bare));
  const value = ((ours - theirs) * 1e6) / callsARound;
  return {
    name: 'api-call',
    value,
    unit: 'ns/call added',
    limit: nanosecondsAimed,
    limitIs: `the aim: ${nanosecondsAimed} ns for the checks in front of a method`,
    ratio: nanosecondsAimed / value,
    aim: 1,
  };
}

/** What a device is made of, without the facade: the driver, of an identity that is read once, and the runtime. */
function bareDevices(): () => void {
  const identities = testIdentities();
  return () => {
    for (let count = 0; count < devicesARound; count += 1) {
      const { D3D11CreateDevice } = machineWith([createEmulatedDriver(identities)]);
      const device = out<ID3D11Device>();
      D3D11CreateDevice(null, D3D_DRIVER_TYPE.HARDWARE, 0n, 0, null, 0, sdkVersion, device, null, null);
      endDevice(device.value!);
    }
  };
}

/** createDevice and the end of it, driver included, against its parts. */
export function deviceCycle(rounds: number): BenchResult {
  const facadeDevices = () => {
    for (let count = 0; count < devicesARound; count += 1) createDevice().release();
  };
  const { ours, theirs, ratio } = interleaved(rounds, facadeDevices, bareDevices());
  const devicesASecond = (milliseconds: number) => (1000 * devicesARound) / milliseconds;
  return {
    name: 'create-device',
    value: devicesASecond(ours),
    unit: 'devices/s',
    limit: devicesASecond(theirs),
    limitIs: 'driver, libraries and D3D11CreateDevice without the facade, certificates read once',
    ratio,
    aim: 0.67,
  };
}

/** Map for reading and Unmap of a 1080p NV12 frame, against one copy of its bytes. */
export function mapUnmap(rounds: number): BenchResult {
  const device = createDevice();
  const frame = device.createNv12Texture('staging', { width: 1920, height: 1080 });
  const context = out<ID3D11DeviceContext>();
  device.api.GetImmediateContext(context);
  const mapped = out<D3D11_MAPPED_SUBRESOURCE>();
  const source = new Uint8Array(frame.bytes);
  const { ours, theirs, ratio } = interleaved(
    rounds,
    () => {
      for (let map = 0; map < mapsARound; map += 1) {
        context.value!.Map(frame.api, 0, D3D11_MAP.READ, 0, mapped);
        context.value!.Unmap(frame.api, 0);
      }
    },
    () => {
      for (let copy = 0; copy < mapsARound; copy += 1) source.slice();
    },
  );
  const framesASecond = (milliseconds: number) => (1000 * mapsARound) / milliseconds;
  return {
    name: 'map-unmap-1080p-nv12',
    value: framesASecond(ours),
    unit: 'frames/s',
    limit: framesASecond(theirs),
    limitIs: 'one copy of the same bytes into fresh memory',
    ratio,
  };
}
