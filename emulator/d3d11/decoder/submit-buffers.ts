import type { Address, Hresult } from '../../../src/abi/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../../../src/ddi/index.js';
import { noMemory } from '../../core/causes.js';
import type { Refuse } from '../../core/refusal-recorder.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { Device } from '../state.js';
import type { BufferForm } from './buffer-forms.js';
import { frameKeyLost, ivUsedBefore, noFrame } from './causes.js';
import type { CheckedBuffer } from './check-buffer.js';
import { checkBuffer } from './check-buffer.js';
import type { Decoder } from './state.js';

/** Where a call's descriptions lie, and of which form they are. */
interface SubmittedBuffers {
  readonly form: BufferForm;
  readonly BufferCount: number;
  readonly pBufferDesc: Address;
}

/**
 * VideoDecoderSubmitBuffers in each of its forms: takes buffers into the frame that has begun, decrypted (VDEC-15,
 * VDEC-17). All of them are looked into before any is taken: a call fails as a whole (D-14).
 */
export function submitBuffers(
  core: D3D11Core,
  refuse: Refuse,
  on: { readonly device: Device; readonly decoder: Decoder },
  { form, BufferCount, pBufferDesc }: SubmittedBuffers,
): Hresult {
  const { policies } = core;
  const { frame } = on.decoder;
  if (!frame) return refuse(E_INVALIDARG, noFrame);
  const { protection } = frame;
  if (protection && !protection.keys.has('session')) return refuse(E_INVALIDARG, frameKeyLost);
  const checked: CheckedBuffer[] = [];
  for (const described of policies.readBuffers(core, form, BufferCount, pBufferDesc)) {
    const buffer = checkBuffer(core, refuse, on, described);
    if (typeof buffer === 'number') return buffer;
    checked.push(buffer);
  }
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('VDEC-16'));
  if (protection && !policies.takesBufferIvs(core, protection, checked))
    return refuse(E_INVALIDARG, ivUsedBefore);
  frame.buffers.push(...checked.map((buffer) => policies.decryptBuffer(core, protection, buffer)));
  return S_OK;
}
