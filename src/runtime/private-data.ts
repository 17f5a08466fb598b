import type { Guid, Hresult } from '../abi/index.js';
import type { ComObject, Implementor, Out } from '../api/kit/index.js';
import { isBytes } from '../api/kit/index.js';
import { DXGI_ERROR_MORE_DATA, DXGI_ERROR_NOT_FOUND, E_INVALIDARG, S_FALSE, S_OK } from '../ddi/index.js';

/** What is stored under one GUID: bytes, or a reference to an object, which may be null (PD-3). */
type Entry = { readonly bytes: Uint8Array } | { readonly object: ComObject | null };

/** sizeof(IUnknown*), x64. */
const pointerBytes = 8;

/** What applications attach to an object; all its interfaces share one store (PD-9). */
export class PrivateData {
  private readonly entries = new Map<Guid, Entry>();

  /** @param refused told why {@link get} gives nothing: there is too little room, or it is no room for an object */
  constructor(private readonly refused: (what: 'room' | 'kind', text: string) => void) {}

  /**
   * @param pDataSize in: bytes of the buffer; out: bytes of the entry, 0 where there is none
   * @param pData a buffer, or a cell for an object, which comes with a reference; null to ask for the size (PD-7)
   * @returns S_OK; DXGI_ERROR_NOT_FOUND (PD-5); DXGI_ERROR_MORE_DATA (PD-4); E_INVALIDARG for an object into a buffer
   */
  get(guid: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<unknown> | null): Hresult {
    const entry = this.entries.get(guid);
    const room = pDataSize.value ?? 0;
    const size = !entry ? 0 : 'bytes' in entry ? entry.bytes.length : pointerBytes;
    pDataSize.value = size;
    if (!entry) return DXGI_ERROR_NOT_FOUND;
    if (pData === null) return S_OK;
    if ('object' in entry) {
      if (isBytes(pData)) return this.wrongKind('the entry is an object, and bytes have no place for one');
      pData.value = entry.object?.take('IUnknown') ?? null;
      return S_OK;
    }
    if (!isBytes(pData)) return this.wrongKind(`the entry has ${size} bytes, and is no object`);
    if (room < size || pData.length < size) {
      this.refused('room', `pDataSize: the entry has ${size} bytes`);
      return DXGI_ERROR_MORE_DATA;
    }
    pData.set(entry.bytes);
    return S_OK;
  }

  /** Stores a copy of the bytes, or deletes the entry where there are none. S_FALSE where there was none to delete (PD-2). */
  set(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult {
    const had = this.entries.has(guid);
    this.drop(guid);
    if (pData === null) return had ? S_OK : S_FALSE;
    this.entries.set(guid, { bytes: pData.slice(0, DataSize) });
    return S_OK;
  }

  /** Stores an object with a reference, or null, which is an entry too (PD-3). */
  setInterface(guid: Guid, pData: Implementor | null): Hresult {
    pData?.com.AddRef(); // first: it may be the one that is stored already
    this.drop(guid);
    this.entries.set(guid, { object: pData?.com ?? null });
    return S_OK;
  }

  /** Bytes that are stored as characters, up to the first 0; null where there are none. */
  text(guid: Guid): string | null {
    const entry = this.entries.get(guid);
    if (!entry || !('bytes' in entry)) return null;
    const text = Buffer.from(entry.bytes).toString('latin1');
    return text.slice(0, `${text}\0`.indexOf('\0'));
  }

  /** Releases what is stored, at the end of the object (PD-8). */
  clear(): void {
    for (const guid of [...this.entries.keys()]) this.drop(guid);
  }

  private wrongKind(text: string): Hresult {
    this.refused('kind', `pData: ${text}`);
    return E_INVALIDARG;
  }

  private drop(guid: Guid): void {
    const entry = this.entries.get(guid);
    this.entries.delete(guid);
    if (entry && 'object' in entry) entry.object?.Release();
  }
}
