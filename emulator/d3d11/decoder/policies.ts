import type { HDecode, HVideoDecoderOutputView } from '../../../src/ddi/index.js';
import type { D3D11Base, Device } from '../state.js';
import type { Decoder, OutputView } from './state.js';

/** What a driver can get wrong about decoders. */
export interface DecoderPolicies {
  /** The decoder behind a handle, if it is live and of this device (VDEC-3, VDEC-4, D-09). */
  readonly findDecoder: (core: D3D11Base, device: Device, hDecoder: HDecode) => Decoder | undefined;
  /** The output view behind a handle, likewise. */
  readonly findOutputView: (
    core: D3D11Base,
    device: Device,
    hView: HVideoDecoderOutputView,
  ) => OutputView | undefined;
}

/** The honest driver. */
export const decoderPolicies: DecoderPolicies = {
  findDecoder: (_core, device, hDecoder) => device.decoders.find(hDecoder),
  findOutputView: (_core, device, hView) => device.outputViews.find(hView),
};
