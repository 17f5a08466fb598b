import type { Hresult } from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import { query } from '../../machine.js';
import type { MessageCase, MessageCases } from './message-case.js';

const { out } = d3d11;
const name = d3d11.guid('12345678-1234-1234-1234-123456789abc');

const removal = (when: string, reason: Hresult): MessageCase => ({
  when,
  prepare:
    ({ device }) =>
    () => {
      d3d11.removeDevice(device, reason);
    },
});

const feature = (when: string, of: number, size: number): MessageCase => ({
  when,
  prepare:
    ({ device }) =>
    () =>
      device.CheckFeatureSupport(of, new Uint8Array(64), size),
  also: ['DEVICE_CHECKFEATURESUPPORT_INVALIDARG_RETURN'],
});

const sharedTexture = {
  ...{ Width: 4, Height: 2, MipLevels: 1, ArraySize: 1, Format: d3d11.DXGI_FORMAT.NV12, Usage: 0 },
  ...{ SampleDesc: { Count: 1, Quality: 0 }, BindFlags: d3d11.D3D11_BIND.RENDER_TARGET, CPUAccessFlags: 0 },
  MiscFlags: d3d11.D3D11_RESOURCE_MISC_FLAG.SHARED,
};

/** The handle of a texture that a device shares. */
function sharedHandle(device: d3d11.ID3D11Device): bigint {
  const [texture, handle] = [out<d3d11.ID3D11Texture2D>(), out<bigint>()];
  device.CreateTexture2D(sharedTexture, null, texture);
  query(texture.value!, d3d11.IDXGIResource).GetSharedHandle(handle);
  return handle.value!;
}

/** Devices, their queries, private data, removal. */
export const deviceCases: MessageCases = {
  STRING_FROM_APPLICATION: {
    when: 'AddApplicationMessage; the severity is the application’s',
    prepare: (scene) => {
      const device = scene.anotherDevice({ flags: d3d11.D3D11_CREATE_DEVICE_FLAG.DEBUG });
      const queue = query(device, d3d11.ID3D11InfoQueue);
      return () => queue.AddApplicationMessage(d3d11.D3D11_MESSAGE_SEVERITY.INFO, 'frame 7');
    },
  },
  CREATEDEVICE_INVALIDARGS: {
    when: 'arguments of D3D11CreateDevice that cannot be, or do not go together',
    prepare:
      ({ player }) =>
      () =>
        player.libraries.D3D11CreateDevice(null, 0, 0n, 0, null, 0, 7, out(), null, null),
  },
  CREATEDEVICE_WARNING: {
    when: 'the driver has none of the levels, or not what the flags ask for, or makes no device',
    prepare: ({ player }) => {
      player.driver.control.failAllocation(1);
      return () =>
        player.libraries.D3D11CreateDevice(player.adapter, 0, 0n, 0, null, 0, 7, out(), null, null);
    },
  },
  DEVICE_OPEN_SHARED_RESOURCE_INVALIDARG_RETURN: {
    when: 'the handle is of no live shared resource of the adapter',
    prepare:
      ({ device }) =>
      () =>
        device.OpenSharedResource(7n, d3d11.ID3D11Texture2D.iid, out()),
  },
  DEVICE_OPEN_SHARED_RESOURCE_OUTOFMEMORY_RETURN: {
    when: 'there is no memory to open it',
    prepare: ({ device, player }) => {
      const handle = sharedHandle(device);
      player.driver.control.failAllocation(1);
      return () => device.OpenSharedResource(handle, d3d11.ID3D11Texture2D.iid, out());
    },
  },
  DEVICE_OPEN_SHARED_RESOURCE_BADINTERFACE_RETURN: {
    when: 'the resource does not have the interface',
    prepare: ({ device }) => {
      const handle = sharedHandle(device);
      return () => device.OpenSharedResource(handle, d3d11.ID3D11Buffer.iid, out());
    },
  },
  GETPRIVATEDATA_MOREDATA: {
    when: 'there is more private data than room',
    prepare: ({ device }) => {
      device.SetPrivateData(name, 4, new Uint8Array(4));
      return () => device.GetPrivateData(name, { value: 2 }, new Uint8Array(2));
    },
  },
  CHECKFORMATSUPPORT_FORMAT_NOT_SUPPORTED: {
    when: 'the format does not exist, or the driver does nothing with it',
    prepare:
      ({ device }) =>
      () =>
        device.CheckFormatSupport(0x1234, out()),
  },
  CHECKMULTISAMPLEQUALITYLEVELS_FORMAT_DEPRECATED: {
    when: 'the format does not exist',
    prepare:
      ({ device }) =>
      () =>
        device.CheckMultisampleQualityLevels(0x1234, 1, out()),
  },
  DEVICE_CHECKFEATURESUPPORT_UNRECOGNIZED_FEATURE: feature('the feature is not known', 99, 8),
  DEVICE_CHECKFEATURESUPPORT_MISMATCHED_DATA_SIZE: feature(
    "the size is not that of the feature's structure",
    d3d11.D3D11_FEATURE.THREADING,
    7,
  ),
  DEVICE_CHECKFEATURESUPPORT_INVALIDARG_RETURN: {
    ...feature('CheckFeatureSupport returns E_INVALIDARG', 99, 8),
    also: ['DEVICE_CHECKFEATURESUPPORT_UNRECOGNIZED_FEATURE'],
  },
  SETEXCEPTIONMODE_UNRECOGNIZEDFLAGS: {
    when: 'RaiseFlags has unknown bits',
    prepare:
      ({ device }) =>
      () =>
        device.SetExceptionMode(2),
    also: ['SETEXCEPTIONMODE_INVALIDARG_RETURN'],
  },
  SETEXCEPTIONMODE_INVALIDARG_RETURN: {
    when: 'SetExceptionMode returns E_INVALIDARG',
    prepare:
      ({ device }) =>
      () =>
        device.SetExceptionMode(2),
    also: ['SETEXCEPTIONMODE_UNRECOGNIZEDFLAGS'],
  },
  SETEXCEPTIONMODE_DEVICEREMOVED_RETURN: {
    when: 'SetExceptionMode on a removed device',
    prepare: ({ device }) => {
      d3d11.removeDevice(device, d3d11.DXGI_ERROR_DEVICE_REMOVED);
      return () => device.SetExceptionMode(0);
    },
  },
  DEVICE_REMOVAL_PROCESS_AT_FAULT: removal(
    'removal: DEVICE_HUNG, INVALID_CALL',
    d3d11.DXGI_ERROR_DEVICE_HUNG,
  ),
  DEVICE_REMOVAL_PROCESS_POSSIBLY_AT_FAULT: removal(
    'removal: DEVICE_RESET, and what nobody knows',
    d3d11.DXGI_ERROR_DEVICE_RESET,
  ),
  DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT: removal(
    'removal: DEVICE_REMOVED, DRIVER_INTERNAL_ERROR',
    d3d11.DXGI_ERROR_DEVICE_REMOVED,
  ),
};
