/** What one GetContentProtectionCaps costs at the API: beside the driver's, under the debug layer, kept in a log. */
import type { Address, Guid } from '../../abi/index.js';
import { D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS, GUID } from '../../ddi/index.js';
import { createDevice, createDriver } from '../../facade/index.js';
import { machineWith } from '../../facade/machine.js';
import type { D3D11_VIDEO_CONTENT_PROTECTION_CAPS, ID3D11Device } from '../../runtime/d3d11/index.js';
import {
  D3D11_CREATE_DEVICE_FLAG,
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT,
  D3D_DRIVER_TYPE,
  ID3D11VideoDevice,
  out,
} from '../../runtime/d3d11/index.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';
import { createSubject } from './subject.js';

const callsARound = 50_000;
const callsKept = 1000;
const sdkVersion = 7;

const nanoseconds = (milliseconds: number) => (milliseconds * 1e6) / callsARound;

function apiCalls(video: ID3D11VideoDevice): () => void {
  const caps = out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
  const pair = [D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_DECODER_PROFILE_H264_VLD_NOFGT] as const;
  return () => {
    for (let call = 0; call < callsARound; call += 1) video.GetContentProtectionCaps(...pair, caps);
  };
}

/** The video device of a device that D3D11CreateDevice made with these flags. */
function videoDeviceWith(flags: number): ID3D11VideoDevice {
  const { D3D11CreateDevice } = machineWith([createDriver({ seed: 'bench' })]);
  const device = out<ID3D11Device>();
  D3D11CreateDevice(null, D3D_DRIVER_TYPE.HARDWARE, 0n, flags, null, 0, sdkVersion, device, null, null);
  const video = out<ID3D11VideoDevice>();
  device.value!.QueryInterface(ID3D11VideoDevice.iid, video);
  return video.value!;
}

function driverCalls(): () => void {
  const { driver, device, video } = createSubject();
  const { memory } = driver;
  const written = (value: Guid): Address => {
    const address = memory.allocate(GUID.size('x64'), 'bench: GUID');
    GUID.write(memory, address, value, 'x64');
    return address;
  };
  const [pType, pProfile] = [D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_DECODER_PROFILE_H264_VLD_NOFGT].map(written);
  const { bytes, name } = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
  const pCaps = memory.allocate(bytes, name);
  return () => {
    for (let call = 0; call < callsARound; call += 1)
      video.pfnGetContentProtectionCaps(device.hDevice, pType!, pProfile!, pCaps);
  };
}

function beside(name: string, flags: number, rounds: number): BenchResult {
  const { ours, theirs, ratio } = interleaved(rounds, apiCalls(videoDeviceWith(flags)), driverCalls());
  return {
    name,
    value: nanoseconds(ours),
    unit: 'ns/call',
    limit: nanoseconds(theirs),
    limitIs: "the driver's GetContentProtectionCaps alone",
    ratio,
  };
}

/** The call at the API, the debug layer off. */
export const capsCall = (rounds: number) => beside('caps-call', 0, rounds);

/** The same with the debug layer. */
export const capsCallDebug = (rounds: number) =>
  beside('caps-call-debug', D3D11_CREATE_DEVICE_FLAG.DEBUG, rounds);

/** What it adds that the newest calls are kept. */
export function deviceCalls(rounds: number): BenchResult {
  const kept = createDevice({ seed: 'bench', calls: callsKept }).videoDevice.api;
  const plain = createDevice({ seed: 'bench' }).videoDevice.api;
  const { ours, theirs } = interleaved(rounds, apiCalls(kept), apiCalls(plain));
  const [value, limit] = [nanoseconds(ours - theirs), nanoseconds(theirs)];
  const limitIs = `GetContentProtectionCaps without it; calls: ${callsKept} is on`;
  return { name: 'device-calls', value, unit: 'ns/call added', limit, limitIs, ratio: limit / value };
}
