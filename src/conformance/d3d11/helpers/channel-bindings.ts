/** Decoders bound to sessions over a channel (CFG-15), and what a channel tells of it. */
import type { StructValue } from '../../../abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID as CONFIGURE_CRYPTO_SESSION,
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION as QUERY_CRYPTO_SESSION,
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT as CRYPTO_SESSION_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE as QUERY_DEVICE_HANDLE,
  D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT as DEVICE_HANDLE_OUTPUT,
} from '../../../ddi/index.js';
import type { D3D11Case } from '../fixture.js';
import { ask, configure } from './channel-messages.js';
import type { OpenChannel } from './channels.js';
import type { TestDecoder } from './decoders.js';
import { decoderHandle, sessionHandle } from './driver-handles.js';
import type { TestSession } from './sessions.js';

/** The members with which CONFIGURE_CRYPTO_SESSION binds, and QUERY_CRYPTO_SESSION tells what is bound. */
export type Binding = Pick<
  StructValue<typeof CRYPTO_SESSION_OUTPUT>,
  'DecodeHandle' | 'CryptoSessionHandle' | 'DeviceHandle'
>;

/** What DEVICE_HANDLE tells. */
export const deviceHandle = (t: D3D11Case, channel: OpenChannel): bigint =>
  ask(t, channel, QUERY_DEVICE_HANDLE, DEVICE_HANDLE_OUTPUT).DeviceHandle;

/** A right binding. */
export const bindingOf = (
  t: D3D11Case,
  channel: OpenChannel,
  decoder: TestDecoder,
  session: TestSession,
): Binding => ({
  DecodeHandle: decoderHandle(t, decoder),
  CryptoSessionHandle: sessionHandle(t, session),
  DeviceHandle: deviceHandle(t, channel),
});

/** Binds a decoder to a session, which must succeed. */
export function bindOver(
  t: D3D11Case,
  channel: OpenChannel,
  decoder: TestDecoder,
  session: TestSession,
): Binding {
  const binding = bindingOf(t, channel, decoder, session);
  configure(t, channel, CONFIGURE_CRYPTO_SESSION, binding, { rule: 'CFG-15' });
  return binding;
}

/** What is bound to a decoder, as a channel tells it. */
export function toldBinding(t: D3D11Case, channel: OpenChannel, DecodeHandle: bigint): Binding {
  const members = { DecodeHandle };
  const {
    DecodeHandle: told,
    CryptoSessionHandle,
    DeviceHandle,
  } = ask(t, channel, QUERY_CRYPTO_SESSION, CRYPTO_SESSION_OUTPUT, members);
  return { DecodeHandle: told, CryptoSessionHandle, DeviceHandle };
}
