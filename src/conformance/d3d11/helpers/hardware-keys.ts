/** Keys of the trusted environment: put there by a message of the DRM component, named by an id, never seen again. */
import type { Address, Guid } from '../../../abi/index.js';
import { bytesAccess } from '../../../abi/index.js';
import type { InterfaceVersionName } from '../../../ddi/index.js';
import {
  D3DWDDM2_0DDI_DECODER_ENCRYPTION_HW_CENC as HW_CENC,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION as HW_PROTECTION,
  D3DWDDM2_0DDI_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION as FRAME_SESSION,
  D3DWDDM2_4DDI_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC as CENC,
  GUID,
  S_OK,
} from '../../../ddi/index.js';
import type { D3D11Case } from '../fixture.js';
import type { TestDecoder, TestView } from './decoders.js';
import { createDecoder, createView, decoderKind } from './decoders.js';
import { everyPair } from './hardware-sessions.js';
import { commandThat, privateSizes, sendMessage } from './hw-messages.js';
import type { TestSession } from './sessions.js';
import { createSession } from './sessions.js';

/** A key of the trusted environment, and the id that names it. */
export interface HardwareKey {
  readonly id: Guid;
  /** The id as it lies in memory. */
  readonly idBytes: Uint8Array;
  readonly key: Uint8Array;
}

/** A key under an id that nobody had before; it is not installed yet. */
export function newHardwareKey(t: D3D11Case): HardwareKey {
  const idBytes = t.random.bytes(GUID.size('x64'));
  return { id: GUID.read(bytesAccess(idBytes), 0 as Address, 'x64'), idBytes, key: t.random.bytes(16) };
}

/** A command whose data the target's profile knows the meaning of; it must succeed. */
function command(
  t: D3D11Case,
  session: TestSession,
  does: 'install-key' | 'forget-key',
  data: Uint8Array,
): void {
  const parts = { functionId: commandThat(t, does), data, max: 0, sizes: privateSizes(t, session) };
  const { Status } = sendMessage(t, session, parts);
  t.expect(Status === S_OK, 'HWP-4', `a command, ${does}: received 0x${Status.toString(16)} in Status`);
}

/** Puts a key into the trusted environment; skips where the target declares no command for it. */
export function installHardwareKey(
  t: D3D11Case,
  session: TestSession,
  { idBytes, key }: HardwareKey = newHardwareKey(t),
): void {
  command(t, session, 'install-key', Uint8Array.from([...idBytes, ...key]));
}

/** Takes a key out of the trusted environment. */
export function forgetHardwareKey(t: D3D11Case, session: TestSession, { idBytes }: HardwareKey): void {
  command(t, session, 'forget-key', idBytes);
}

/** The structure with which a frame names its session and a key of the trusted environment (VDBF-5). */
export function namedHardwareKey(
  t: D3D11Case,
  { handle }: Pick<TestSession, 'handle'>,
  hardwareKey?: Pick<HardwareKey, 'idBytes'>,
): Uint8Array {
  return FRAME_SESSION.toBytes({
    hCryptoSession: handle,
    ...(hardwareKey && { pKeyInfoId: t.place(hardwareKey.idBytes, 'GUID: pKeyInfoId') }),
  });
}

/** A decoder whose frames name their session, a session that carries messages for its profile, and a view. */
export interface HardwareDecoder {
  readonly decoder: TestDecoder;
  readonly session: TestSession;
  readonly view: TestView;
}

/** A decoder under keys of the trusted environment; skips where the driver offers none, or no way to install keys. */
export function hardwareDecoder(t: D3D11Case, version: InterfaceVersionName = 'D3DWDDM2_0'): HardwareDecoder {
  commandThat(t, 'install-key');
  const device = t.deviceOf(version);
  const decoder = createDecoder(t, device, decoderKind(t, device, [HW_CENC, CENC]));
  const { description } = decoder.kind;
  const pair = everyPair(t, device).find(
    ({ profile, exchanges }) => profile === description.Guid && exchanges.includes(HW_PROTECTION),
  );
  if (!pair) return t.skip('the driver lists HW_PROTECTION for no crypto type of that decoder');
  const { cryptoType, profile } = pair;
  const session = createSession(t, device, { cryptoType, profile, exchange: HW_PROTECTION });
  return { decoder, session, view: createView(t, device, description) };
}
