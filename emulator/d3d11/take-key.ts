import type { Address, Hresult } from '../../src/abi/index.js';
import type { OaepResult } from '../../src/crypto/index.js';
import { E_INVALIDARG, E_OUTOFMEMORY, S_OK } from '../../src/ddi/index.js';
import { noMemory } from '../core/causes.js';
import type { KeyRing } from '../core/key-ring.js';
import type { Cause, Refuse } from '../core/refusal-recorder.js';
import type { D3D11Core } from './d3d11-core.js';
import { keyBufferCause } from './key-buffer-cause.js';

/** What is different for a session and for a channel that get a key by RSAES-OAEP. */
export interface KeyExchange<Holder extends KeyRing> {
  readonly isSize: (DataSize: number, holder: Holder) => boolean;
  readonly unwrap: (keyBuffer: Uint8Array) => OaepResult;
  /** Puts the key where the old ones are gone. */
  readonly install: (holder: Holder, key: Uint8Array) => void;
  readonly negotiatedAlready: () => Cause;
  readonly keyBufferSize: (DataSize: number) => Cause;
  /** The clause of E_OUTOFMEMORY. */
  readonly memoryClause: string;
}

/** Opens the key buffer and installs what was in it; on any failure the old key stays (NCS-1, NAC-1, D-03, D-04, D-14). */
export function takeKey<Holder extends KeyRing>(
  core: D3D11Core,
  refuse: Refuse,
  exchange: KeyExchange<Holder>,
  holder: Holder,
  DataSize: number,
  pData: Address,
): Hresult {
  const { memory, profile, allocations } = core;
  if (holder.has('session') && profile.renegotiation === 'refuse')
    return refuse(E_INVALIDARG, exchange.negotiatedAlready);
  if (!exchange.isSize(DataSize, holder)) return refuse(E_INVALIDARG, () => exchange.keyBufferSize(DataSize));
  const ciphertext = memory.copyOut(pData, DataSize);
  const { valid, message } = exchange.unwrap(ciphertext);
  if (!valid) return refuse(E_INVALIDARG, () => keyBufferCause(core, ciphertext)); // one code for every cause (D-03)
  if (!allocations.take()) {
    message.fill(0);
    return refuse(E_OUTOFMEMORY, () => noMemory(exchange.memoryClause));
  }
  holder.clear();
  exchange.install(holder, message);
  message.fill(0);
  return S_OK;
}
