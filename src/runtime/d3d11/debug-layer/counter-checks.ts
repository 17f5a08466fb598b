import type { D3D11_ENCRYPTED_BLOCK_INFO } from '../../../api/d3d11/index.js';
import type { CounterRange } from './counter-ledger.js';
import { CounterLedger } from './counter-ledger.js';

const blockBytes = 16;
const countEnd = 1n << 64n;

/** How many of a surface's bytes go through the key stream (D-23). */
export function encryptedBytes(bytes: number, info: D3D11_ENCRYPTED_BLOCK_INFO | null): number {
  if (!info) return bytes;
  const { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern } = info;
  const beginning = Math.min(bytes, NumEncryptedBytesAtBeginning);
  const period = NumBytesInSkipPattern + NumBytesInEncryptPattern;
  if (NumBytesInEncryptPattern === 0) return beginning;
  const rest = bytes - beginning;
  const whole = Math.floor(rest / period) * NumBytesInEncryptPattern;
  return beginning + whole + Math.max(0, (rest % period) - NumBytesInSkipPattern);
}

/** The blocks of key stream that a blt takes: Count wraps in its own 64 bits (D-22). */
function rangesOf(count: bigint, bytes: number): CounterRange[] {
  const end = count + BigInt(Math.ceil(bytes / blockBytes));
  if (end === count) return [];
  if (end <= countEnd) return [{ start: count, end }];
  return [
    { start: count, end: countEnd },
    { start: 0n, end: end - countEnd },
  ];
}

/** What a blt takes of the key stream. */
export interface CounterUse {
  /** 16 bytes: IV and Count, both big-endian (IV-1, IV-2). */
  readonly pIV: Uint8Array;
  readonly bytes: number;
  /** The content key as the caller passed it, wrapped; null for the session key. */
  readonly pContentKey: Uint8Array | null;
}

/** What came of noting a use. */
export interface CounterFinding {
  readonly isReuse: boolean;
  /** True once for each key, when the first stretches are forgotten. */
  readonly forgetsFromNow: boolean;
}

/** The counters of one session key; of content keys under it each has a ledger of its own, by its wrapped bytes. */
export class CounterChecks {
  private readonly ledgers = new Map<string, CounterLedger>();

  /** Notes a use that the driver accepted. */
  note({ pIV, bytes, pContentKey }: CounterUse): CounterFinding {
    const ledger = this.ledgerOf(pContentKey);
    const view = new DataView(pIV.buffer, pIV.byteOffset, pIV.byteLength);
    const iv = view.getBigUint64(0);
    const ranges = rangesOf(view.getBigUint64(8), bytes);
    const isReuse = ranges.some((range) => ledger.has(iv, range));
    const hadForgotten = ledger.hasForgotten;
    for (const range of ranges) ledger.add(iv, range);
    return { isReuse, forgetsFromNow: ledger.hasForgotten && !hadForgotten };
  }

  private ledgerOf(pContentKey: Uint8Array | null): CounterLedger {
    const name = pContentKey ? Buffer.from(pContentKey).toString('hex') : '';
    const known = this.ledgers.get(name) ?? new CounterLedger();
    this.ledgers.set(name, known);
    return known;
  }
}
