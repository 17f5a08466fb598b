import { D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS } from '../../../src/ddi/index.js';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS } from '../../../src/ddi/index.js';
import type { TearDown } from '../../../src/driver/index.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { Device } from '../state.js';

/** Who is told of a tear-down of protection keys (D-44). */
export class TearDownListeners {
  private readonly listeners = new Set<{ readonly tell: () => void }>();

  /** Tells everybody once. */
  tell(): void {
    for (const { tell } of [...this.listeners]) tell();
  }

  /** Tells a listener from now on; returns what ends it. */
  listen(tell: () => void): () => void {
    const listener = { tell };
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }
}

/** The devices that a tear-down concerns, and of sessions the only one, where it is one. */
function concernedBy({ devices }: D3D11Core, { hDevice, hCryptoSession }: TearDown): readonly Device[] {
  const all = Array.from(devices.entries(), ({ object }) => object);
  const ofDevice = hDevice === undefined ? all : all.filter((device) => device.hDevice === hDevice);
  if (hDevice !== undefined && ofDevice.length === 0)
    throw new RangeError(`tearDown: expected a live device, received 0x${hDevice.toString(16)}`);
  if (hCryptoSession === undefined) return ofDevice;
  const ofSession = ofDevice.filter(({ sessions }) => sessions.find(hCryptoSession));
  if (ofSession.length === 0)
    throw new RangeError(
      `tearDown: expected a live session of the device, received 0x${hCryptoSession.toString(16)}`,
    );
  return ofSession;
}

/**
 * Loses the keys of sessions that can lose them, those of the trusted environment where it is the whole adapter, and with
 * KEY_AND_CONTENT_LOST what lies in protected memory of the devices concerned; then tells whoever wants to hear, once (D-44).
 */
export function tearDown(core: D3D11Core, which: TearDown = {}): void {
  const { policies } = core;
  const { hDevice, hCryptoSession, status = STATUS.KEY_AND_CONTENT_LOST } = which;
  if (status !== STATUS.KEY_LOST && status !== STATUS.KEY_AND_CONTENT_LOST)
    throw new RangeError(`tearDown: expected KEY_LOST or KEY_AND_CONTENT_LOST, received ${status}`);
  for (const device of concernedBy(core, which)) {
    for (const { handle, object: session } of device.sessions.entries()) {
      if (hCryptoSession !== undefined && handle !== hCryptoSession) continue;
      if ((session.offer.caps & CAPS.HARDWARE_TEARDOWN) !== 0) policies.loseKeys(core, session, status);
    }
    if (status === STATUS.KEY_AND_CONTENT_LOST) policies.loseContent(core, device);
  }
  if (hDevice === undefined && hCryptoSession === undefined) policies.loseHardwareKeys(core);
  policies.tellTearDown(core);
}
