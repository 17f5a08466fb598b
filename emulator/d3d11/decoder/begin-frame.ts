import type { Address, Handle, Hresult } from '../../../src/abi/index.js';
import { NULL } from '../../../src/abi/index.js';
import {
  D3D11_1DDIARG_VIDEODECODERBEGINFRAME as BEGIN,
  D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME as BEGIN_2_4,
  D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME_RS4_0 as BEGIN_RS4,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  type HResource,
  S_OK,
} from '../../../src/ddi/index.js';
import { noMemory } from '../../core/causes.js';
import { KeyRing } from '../../core/key-ring.js';
import type { Cause, Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { D3D11Base, Device } from '../state.js';
import { deadMember, decoderBusy, frameRuns, histogramBeyond } from './causes.js';
import { endFrame } from './end-frame.js';
import type { FrameKey } from './frame-key.js';
import { frameKey } from './frame-key.js';
import type { Decoder, FrameProtection } from './state.js';

/** The forms of BeginFrame's structure: of 24 bytes, and with histograms behind them (VDEC-25). */
export type BeginFrameForm = '11.1' | 'RS4_0' | '2.4';

/** Where the histogram of one component goes to; NULL where it is disabled. */
export interface Histogram {
  readonly hBuffer: Handle;
  /** Bytes from the beginning of the buffer on: 64 bits in RS4_0, 32 later. */
  readonly Offset: number;
}

/** Where a frame's histograms go to, component by component. */
export function histograms(
  { memory }: D3D11Base,
  form: BeginFrameForm,
  pBeginFrame: Address,
): readonly Histogram[] {
  if (form === '11.1') return [];
  const { Histograms } = (form === '2.4' ? BEGIN_2_4 : BEGIN_RS4).decode(memory, pBeginFrame);
  return Histograms.map(({ hBuffer, Offset }) => ({ hBuffer, Offset: Number(Offset) }));
}

/** What is wrong with a histogram: its buffer is dead, or it would not begin in it (D-16). */
function misplaced(core: D3D11Core, device: Device, { hBuffer, Offset }: Histogram): Cause | undefined {
  if (hBuffer === NULL) return undefined;
  const buffer = core.policies.findResource(core, device, hBuffer as HResource);
  if (!buffer) return deadMember('pBeginFrame', 'hBuffer', 'D-09, VDEC-25');
  const { logicalBytes } = buffer.levels[0]!.surface;
  return Offset < logicalBytes ? undefined : histogramBeyond(logicalBytes, Offset);
}

/** The frame's own copy of its key. */
function protect(core: D3D11Core, { session, key, isOwn, name }: FrameKey): FrameProtection {
  const keys = new KeyRing(core.keys);
  core.policies.installFrameKey(keys, key);
  if (isOwn) key.fill(0);
  return { session, keys, keyName: name };
}

/**
 * VideoDecoderBeginFrame: takes the view and the key of what is submitted next (VDBF). A frame in a frame is refused
 * (VDBF-4, VDEC-18).
 */
export function beginFrame(
  core: D3D11Core,
  refuse: Refuse,
  device: Device,
  decoder: Decoder,
  { form, pBeginFrame }: { readonly form: BeginFrameForm; readonly pBeginFrame: Address },
): Hresult {
  const { memory, policies } = core;
  memory.range(pBeginFrame, BEGIN.bytes); // whole, with what lies behind its last member
  const { hOutputView, pContentKey, ContentKeySize } = BEGIN.decode(memory, pBeginFrame);
  const view = policies.findOutputView(core, device, hOutputView);
  if (!view)
    return refuse(E_INVALIDARG, () => deadMember('pBeginFrame', 'hOutputView', 'D-09, D-61, VDEC-4'));
  for (const histogram of policies.histograms(core, form, pBeginFrame)) {
    const wrong = misplaced(core, device, histogram);
    if (wrong) return refuse(E_INVALIDARG, () => wrong);
  }
  if (decoder.frame && !policies.takesNestedFrames()) return refuse(E_INVALIDARG, frameRuns);
  const busy = core.stillDecoding.refuses();
  if (busy !== undefined) return refuse(busy, decoderBusy);
  const key = frameKey(core, refuse, device, decoder, { pContentKey, ContentKeySize });
  if (typeof key === 'number') return key;
  if (!core.allocations.take()) {
    if (key?.isOwn) key.key.fill(0);
    return refuse(E_OUTOFMEMORY, () => noMemory('VDEC-16'));
  }
  endFrame(core, decoder);
  decoder.frame = { view, protection: key && protect(core, key), buffers: [] };
  return S_OK;
}
