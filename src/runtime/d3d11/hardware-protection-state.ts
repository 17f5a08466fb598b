import { failed } from '../../abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  NULL_GUID,
  SetHardwareProtectionState,
} from '../../ddi/index.js';
import type { RuntimeDevice } from './runtime-device.js';
import { capsOfSession, untoldCaps } from './session-caps.js';

/** The caps of all types together (GCPC-8). */
const anyType = { cryptoType: NULL_GUID, decoderProfile: NULL_GUID, keyExchange: NULL_GUID };

/**
 * Hardware protection of what a context draws: on or off, and the driver told. Decided, since no page says what becomes of
 * it where the driver cannot do it: it stays off (SHP-1, DEV-25).
 */
export class HardwareProtectionState {
  private state = false;

  constructor(private readonly device: RuntimeDevice) {}

  get isOn(): boolean {
    return this.state;
  }

  set(isOn: boolean): void {
    const call = 'ID3D11DeviceContext3::SetHardwareProtectionState';
    const { host } = this.device;
    const setState = host.functions.pfnSetHardwareProtectionState;
    const caps = host.video ? capsOfSession(this.device, anyType) : 0;
    const hasCap = caps !== untoldCaps && (caps & CAPS.HARDWARE_PROTECTED_MEMORY_TRANSITION) !== 0;
    if (!setState || !hasCap) {
      const text = 'HwProtectionEnable: the driver does not switch hardware protection, which stays off';
      if (isOn) this.device.complain(call, 'NOT_IN_CAPS', text);
      return;
    }
    setState(host.hDevice, isOn ? 1 : 0);
    if (!failed(this.device.judgeVoid(SetHardwareProtectionState, call))) this.state = isOn;
  }
}
