/** The emulated Direct3D 11 runtime: the API's own names, arguments, out-parameters and HRESULTs. It never throws. */
export { DXGI_FORMAT } from '../../ddi/index.js';
export * from '../../ddi/hresults.js';
export { failed, guid, hresult } from '../../abi/index.js';
export type { Guid, Hresult } from '../../abi/index.js';
export { D3D11Adapter } from './adapter.js';
export * from './constants.js';
export { D3D11CryptoSession } from './crypto-session.js';
export { D3D11Device } from './device.js';
export { D3D11DeviceContext } from './device-context.js';
export type { D3D11_MAPPED_SUBRESOURCE } from './device-context.js';
export * from './flag-words.js';
export { InfoQueue } from './info-queue.js';
export type { DebugMessage } from './info-queue.js';
export type { Severity } from '../message-queue.js';
export { D3D11_MESSAGE_ID } from '../../api/d3d11/message-ids.js';
export type { MessageName } from '../../api/d3d11/message-ids.js';
export { out } from '../out.js';
export type { Out } from '../out.js';
export { D3D11Buffer, D3D11Texture2D } from './resource.js';
export type {
  AnyResource,
  D3D11_BUFFER_DESC,
  D3D11_SUBRESOURCE_DATA,
  D3D11_TEXTURE2D_DESC,
} from './resource.js';
export { D3D11VideoContext } from './video-context.js';
export type { D3D11_ENCRYPTED_BLOCK_INFO } from './video-context.js';
export { D3D11VideoDevice } from './video-device.js';
export type { D3D11_VIDEO_CONTENT_PROTECTION_CAPS } from './video-device.js';
