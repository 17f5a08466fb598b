/** What there is to decode with, as the driver tells it; index and description are checked here (VDEC-9). */
import type { Address, FieldType, FunctionDeclaration, Guid, Hresult } from '../../../abi/index.js';
import { BOOL, failed, UINT } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_CONFIG, D3D11_VIDEO_DECODER_DESC } from '../../../api/d3d11/index.js';
import type { Out } from '../../../api/kit/index.js';
import {
  CheckVideoDecoderFormat,
  D3D11_1DDI_VIDEO_DECODER_CONFIG,
  D3D11_1DDI_VIDEO_DECODER_DESC,
  DXGI_FORMAT,
  GetVideoDecoderConfig,
  GetVideoDecoderConfigCount,
  GetVideoDecoderProfile,
  GetVideoDecoderProfileCount,
  GUID,
  S_OK,
} from '../../../ddi/index.js';
import { withBytes, withStruct } from '../../../host/index.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { Mistake } from './refuse.js';
import { refuse } from './refuse.js';

/** What the driver told, or the code that it failed with. */
export type Told<T> = { readonly hresult: Hresult; readonly value?: T };

/** What a VOID function writes; zeros where the driver has no such function. */
export function told<T>(
  device: RuntimeDevice,
  call: string,
  declaration: FunctionDeclaration,
  type: FieldType<T>,
  ask: (address: Address) => void,
): Told<T> {
  const { memory } = device;
  return withBytes(memory, type.size('x64'), `${declaration.name}: answer`, (address) => {
    ask(address);
    const hresult = device.judgeVoid(declaration, call);
    return failed(hresult) ? { hresult } : { hresult, value: type.read(memory, address, 'x64') };
  });
}

function profileCount(device: RuntimeDevice, call: string): Told<number> {
  const { host, video } = device;
  return told(device, call, GetVideoDecoderProfileCount, UINT, (pCount) =>
    video.pfnGetVideoDecoderProfileCount?.(host.hDevice, pCount),
  );
}

function profileAt(device: RuntimeDevice, call: string, index: number): Told<Guid> {
  const { host, video } = device;
  return told(device, call, GetVideoDecoderProfile, GUID, (pProfile) =>
    video.pfnGetVideoDecoderProfile?.(host.hDevice, index, pProfile),
  );
}

/** Whether the driver enumerates a profile. */
export function isProfile(device: RuntimeDevice, call: string, profile: Guid): Told<boolean> {
  const { hresult, value: count = 0 } = profileCount(device, call);
  if (failed(hresult)) return { hresult };
  for (let index = 0; index < count; index += 1) {
    const found = profileAt(device, call, index);
    if (failed(found.hresult)) return { hresult: found.hresult };
    if (found.value === profile) return { hresult: S_OK, value: true };
  }
  return { hresult: S_OK, value: false };
}

/** Whether a profile that the driver has is decoded into a format (VDEC-11). */
export function isFormatOf(
  device: RuntimeDevice,
  call: string,
  profile: Guid,
  format: number,
): Told<boolean> {
  const { memory, host, video } = device;
  const answer = withBytes(memory, GUID.size('x64'), 'pDecoderProfile', (pProfile) => {
    GUID.write(memory, pProfile, profile, 'x64');
    return told(device, call, CheckVideoDecoderFormat, BOOL, (pSupported) =>
      video.pfnCheckVideoDecoderFormat?.(host.hDevice, pProfile, format, pSupported),
    );
  });
  return { ...answer, value: Boolean(answer.value) };
}

/** What the messages about a description are called. */
export interface DescriptionMessages {
  readonly format: Mistake['name'];
  readonly size: Mistake['name'];
}

/** Looks into a description: S_OK, or what the call is answered with (VDEC-9, api VI-3). */
export function checkDescription(
  device: RuntimeDevice,
  call: string,
  { Guid, SampleWidth, SampleHeight, OutputFormat }: D3D11_VIDEO_DECODER_DESC,
  messages: DescriptionMessages,
): Hresult {
  const wrong = (name: Mistake['name'], text: string) => refuse(device, call, { name, text });
  const known = isProfile(device, call, Guid);
  if (failed(known.hresult)) return known.hresult;
  if (!known.value)
    return wrong(messages.format, `Guid: the driver does not decode the profile ${GUID.text(Guid)}`);
  if (SampleWidth === 0 || SampleHeight === 0)
    return wrong(messages.size, `a picture of ${SampleWidth} x ${SampleHeight}`);
  const supported = isFormatOf(device, call, Guid, OutputFormat);
  if (failed(supported.hresult) || supported.value) return supported.hresult;
  const format = DXGI_FORMAT.text(OutputFormat);
  return wrong(messages.format, `OutputFormat: the driver does not decode the profile into ${format}`);
}

/** ID3D11VideoDevice::GetVideoDecoderProfileCount: 0 where nothing is decoded, or nobody could tell. */
export function videoDecoderProfileCount(device: RuntimeDevice): number {
  return profileCount(device, 'ID3D11VideoDevice::GetVideoDecoderProfileCount').value ?? 0;
}

/** ID3D11VideoDevice::GetVideoDecoderProfile. The index behind the last is refused, which Windows lets through (api VI-1). */
export function videoDecoderProfile(device: RuntimeDevice, index: number, pProfile: Out<Guid>): Hresult {
  const call = 'ID3D11VideoDevice::GetVideoDecoderProfile';
  const { hresult, value: count = 0 } = profileCount(device, call);
  if (failed(hresult)) return hresult;
  if (index >= count) {
    const text = `Index: expected below ${count}, received ${index}`;
    return refuse(device, call, { name: 'GETVIDEODECODERPROFILE_INVALIDINDEX', text });
  }
  const profile = profileAt(device, call, index);
  if (!failed(profile.hresult)) pProfile.value = profile.value!;
  return profile.hresult;
}

/** ID3D11VideoDevice::CheckVideoDecoderFormat: an unknown profile is refused (api VI-8), an unsuitable format is FALSE (VI-9). */
export function videoDecoderFormat(
  device: RuntimeDevice,
  profile: Guid,
  format: number,
  pSupported: Out<number>,
): Hresult {
  const call = 'ID3D11VideoDevice::CheckVideoDecoderFormat';
  const known = isProfile(device, call, profile);
  if (failed(known.hresult)) return known.hresult;
  if (!known.value) {
    const text = `pDecoderProfile: the driver does not decode the profile ${GUID.text(profile)}`;
    return refuse(device, call, { name: 'ARGUMENT', text });
  }
  const supported = isFormatOf(device, call, profile, format);
  if (!failed(supported.hresult)) pSupported.value = supported.value ? 1 : 0;
  return supported.hresult;
}

/** The queries of configurations have no ids of their own for a wrong description. */
const argument: DescriptionMessages = { format: 'ARGUMENT', size: 'ARGUMENT' };

function configCount(device: RuntimeDevice, call: string, pDesc: Address): Told<number> {
  const { host, video } = device;
  return told(device, call, GetVideoDecoderConfigCount, UINT, (pCount) =>
    video.pfnGetVideoDecoderConfigCount?.(host.hDevice, pDesc, pCount),
  );
}

/** ID3D11VideoDevice::GetVideoDecoderConfigCount. */
export function videoDecoderConfigCount(
  device: RuntimeDevice,
  desc: D3D11_VIDEO_DECODER_DESC,
  pCount: Out<number>,
): Hresult {
  const call = 'ID3D11VideoDevice::GetVideoDecoderConfigCount';
  const described = checkDescription(device, call, desc, argument);
  if (failed(described)) return described;
  return withStruct(device.memory, D3D11_1DDI_VIDEO_DECODER_DESC, desc, (pDesc) => {
    const { hresult, value } = configCount(device, call, pDesc);
    if (!failed(hresult)) pCount.value = value!;
    return hresult;
  });
}

/** ID3D11VideoDevice::GetVideoDecoderConfig. */
export function videoDecoderConfig(
  device: RuntimeDevice,
  desc: D3D11_VIDEO_DECODER_DESC,
  index: number,
  pConfig: Out<D3D11_VIDEO_DECODER_CONFIG>,
): Hresult {
  const call = 'ID3D11VideoDevice::GetVideoDecoderConfig';
  const { host, video } = device;
  const described = checkDescription(device, call, desc, argument);
  if (failed(described)) return described;
  return withStruct(device.memory, D3D11_1DDI_VIDEO_DECODER_DESC, desc, (pDesc) => {
    const { hresult, value: count = 0 } = configCount(device, call, pDesc);
    if (failed(hresult)) return hresult;
    if (index >= count) {
      const text = `Index: expected below ${count}, received ${index}`;
      return refuse(device, call, { name: 'GETVIDEODECODERCONFIG_INVALIDINDEX', text }); // api VI-2
    }
    const layout = D3D11_1DDI_VIDEO_DECODER_CONFIG;
    const config = told(device, call, GetVideoDecoderConfig, layout, (address) =>
      video.pfnGetVideoDecoderConfig?.(host.hDevice, pDesc, index, address),
    );
    if (!failed(config.hresult)) pConfig.value = config.value!;
    return config.hresult;
  });
}
