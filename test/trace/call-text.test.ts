import {
  VOID,
  type Address,
  CalcPrivateCryptoSessionSize,
  COPPQueryStatus,
  createCallLog,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_ENCRYPTED_BLOCK_INFO as BLOCK_INFO,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDIARG_CREATECRYPTOSESSION as CREATE,
  D3D10DDIARG_OPENADAPTER as OPEN,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_DATA as ENVELOPE,
  DecryptionBlt,
  E_INVALIDARG,
  DXVA_COPPQueryBusData,
  DXVA_COPPStatusInput as INPUT,
  DXVA_COPPStatusOutput as OUTPUT,
  type FunctionDeclaration,
  GetCertificateSize,
  GetContentProtectionCaps,
  GUID,
  NegotiateCryptoSessionKeyExchange,
  OpenAdapter10_2,
  S_OK,
  SetErrorCb,
  struct,
} from 'softumd/ddi';
import { describe, expect, it } from '@jest/globals';
import { ArenaMemory, CodeSegment } from 'softumd/memory';
import { behind, bytes, declare, NULL, pointer, UINT, value } from '../../src/abi/index.js';

const memory = new ArenaMemory();
const process = { memory, code: new CodeSegment() };
const hex = (number: number) => `0x${number.toString(16)}`;

/** Logs one call of a function that does `work` and answers what that returns. */
function logOf(declaration: FunctionDeclaration, args: readonly unknown[], work: () => unknown): string[] {
  const log = createCallLog();
  const call = log.interposer(declaration, work, process);
  try {
    call(...args);
  } catch {
    // what it threw stands in the log
  }
  return log.lines();
}

describe('a call as text', () => {
  it('has every parameter by name, structures behind pointers, and the size that came back', () => {
    const create = memory.allocate(CREATE.bytes, 'create');
    CREATE.encode(memory, create, { CryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR });
    expect(logOf(CalcPrivateCryptoSessionSize, [0x10, create], () => 16)).toEqual([
      `CalcPrivateCryptoSessionSize(hDevice: 0x10, pCreateData: ${hex(create)} -> { CryptoType: ` +
        'D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, DecodeProfile: NULL_GUID, KeyExchangeType: NULL_GUID }) = 16',
    ]);
  });

  it('shows what came in as it was before the call, and what came out only after success', () => {
    const [type, profile, caps] = [16, 16, CAPS.bytes].map((size) => memory.allocate(size, 'any')) as [
      Address,
      Address,
      Address,
    ];
    GUID.write(memory, type, D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, 'x64');
    const args = [0x10, type, profile, caps];
    const [line] = logOf(GetContentProtectionCaps, args, () => {
      CAPS.encode(memory, caps, { Caps: 0x41, BlockAlignmentSize: 16 });
      memory.copyIn(type, new Uint8Array(16));
      return S_OK;
    });
    expect(line).toContain('-> D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, pDecodeProfile');
    expect(line).toMatch(
      /\) = S_OK; pCaps: \{ Caps: SOFTWARE \| ENCRYPTED_READ_BACK, .*BlockAlignmentSize: 0x10, ProtectedMemorySize: 0x0 \}$/,
    );
    const [refused] = logOf(GetContentProtectionCaps, args, () => E_INVALIDARG);
    expect(refused!.endsWith(`pCaps: ${hex(caps)}) = E_INVALIDARG`)).toBe(true);
  });

  it('shows only what changed of a structure that goes both ways', () => {
    const open = memory.allocate(OPEN.bytes, 'open');
    const [line] = logOf(OpenAdapter10_2, [open], () => {
      memory.writeU64((open + OPEN.offset.hAdapter) as Address, 0x77n);
      return S_OK;
    });
    expect(line!.endsWith(' = S_OK; pOpenData: { hAdapter: 0x77 }')).toBe(true);
    expect(logOf(OpenAdapter10_2, [open], () => S_OK)[0]!.endsWith(' = S_OK')).toBe(true);
  });

  it('shows what a driver tells in the block info of DecryptionBlt, const or not (D-27)', () => {
    const info = memory.allocate(BLOCK_INFO.bytes, 'block info');
    BLOCK_INFO.encode(memory, info, { NumBytesInSkipPattern: 32, NumBytesInEncryptPattern: 16 });
    const [line] = logOf(DecryptionBlt, [1, 2, 3, 4, info, 0, NULL, 16, NULL], () => {
      memory.writeU32((info + BLOCK_INFO.offset.NumBytesInEncryptPattern) as Address, E_INVALIDARG);
    });
    expect(line).toContain('NumBytesInSkipPattern: 0x20, NumBytesInEncryptPattern: 0x10 }');
    expect(line).toMatch(/; pEncryptedBlockInfo: \{ NumBytesInEncryptPattern: 0x80070057 \}$/);
  });

  it('shows the structure of HW_PROTECTION, and of it what came back, by the size of the data (NCS-9)', () => {
    const place = memory.allocate(ENVELOPE.bytes, 'envelope');
    ENVELOPE.encode(memory, place, { HWProtectionFunctionID: 0x9000_0001 });
    const [line] = logOf(NegotiateCryptoSessionKeyExchange, [1, 2, 32, place], () => {
      memory.writeU32((place + 24) as Address, E_INVALIDARG);
      return S_OK;
    });
    expect(line).toContain(
      '-> { HWProtectionFunctionID: 0x90000001, pInputData: NULL, pOutputData: NULL, Status: S_OK }) = S_OK; ',
    );
    expect(line!.endsWith('; pData: { Status: E_INVALIDARG }')).toBe(true);
  });

  it('shows how a large structure begins, and of the bytes that it carries how many', () => {
    const [request, reply] = [INPUT.bytes, OUTPUT.bytes].map((size) => memory.allocate(size, 'COPP'));
    INPUT.encode(memory, request!, { guidStatusRequestID: DXVA_COPPQueryBusData, dwSequence: 7 });
    const [line] = logOf(COPPQueryStatus, [0x10, request, reply], () => {
      OUTPUT.encode(memory, reply!, { cbSizeData: 32 });
      return S_OK;
    });
    expect(line).toMatch(
      /-> \{ rApp: NULL_GUID, guidStatusRequestID: DXVA_COPPQueryBusData, dwSequence: 7, cbSizeData: 0, StatusData: 4056 bytes \}, /,
    );
    expect(line).toMatch(
      /\) = S_OK; pOutput: \{ macKDI: NULL_GUID, cbSizeData: 0x20, COPPStatus: 4076 bytes \}$/,
    );
  });

  it('never shows bytes that may be a secret, wherever they stand', () => {
    const secret = Uint8Array.from({ length: 256 }, () => 0x5e);
    const place = memory.allocate(256, 'key buffer');
    memory.copyIn(place, secret);
    const lines = logOf(NegotiateCryptoSessionKeyExchange, [1, 2, 256, place], () => S_OK);
    expect(lines).toEqual([
      `NegotiateCryptoSessionKeyExchange(hDevice: 1, hCryptoSession: 2, DataSize: 0x100, pData: ${hex(place)} -> 256 bytes) = S_OK`.replace(
        'hDevice: 1, hCryptoSession: 2',
        'hDevice: 0x1, hCryptoSession: 0x2',
      ),
    ]);
    const blt = logOf(DecryptionBlt, [1, 2, 3, 4, NULL, 16, place, 16, place], () => undefined)[0]!;
    expect(blt).toContain(
      `pEncryptedBlockInfo: NULL, ContentKeySize: 0x10, pContentKey: ${hex(place)} -> 16 bytes`,
    );
    const keyed = struct('KEYED', { Count: UINT, Key: bytes(16) });
    const Made = declare({
      name: 'Made',
      typedef: 'PFNMADE',
      clauses: 'NCS',
      returns: VOID,
      parameters: [behind('pKeyed', pointer('KEYED*'), 'in', { layout: keyed }), value('Flags', UINT)],
    });
    expect(logOf(Made, [place, 0], () => undefined)[0]).toContain('{ Count: 0x5e5e5e5e, Key: 16 bytes }');
    expect([...lines, blt].join().replace(/0x[0-9a-f]+/g, '')).not.toMatch(/5e5e|94, ?94/);
  });

  it('goes on over wild pointers and says what was thrown', () => {
    const wild = () => {
      memory.readU8(3 as Address);
    };
    const [line] = logOf(CalcPrivateCryptoSessionSize, [0x10, 3], wild);
    expect(line).toBe(
      'CalcPrivateCryptoSessionSize(hDevice: 0x10, pCreateData: 0x3 -> unreadable) threw AccessViolation',
    );
  });
});

describe('a call log', () => {
  it('keeps the last calls, oldest first', () => {
    const log = createCallLog(3);
    const call = log.interposer(CalcPrivateCryptoSessionSize, () => 16, process);
    for (const hDevice of [1, 2, 3, 4, 5]) call(hDevice, NULL);
    expect(log.lines().map((line) => line.slice(29, 41))).toEqual([
      'hDevice: 0x3',
      'hDevice: 0x4',
      'hDevice: 0x5',
    ]);
  });

  it('shows a call within a call further in, and no output of a VOID function that reported an error', () => {
    const log = createCallLog();
    const size = memory.allocate(4, 'size');
    const setError = log.interposer(SetErrorCb, () => undefined, process);
    const inner = () => {
      setError(0x99, E_INVALIDARG);
    };
    log.interposer(GetCertificateSize, inner, process)(1, NULL, size);
    expect(log.lines()).toEqual([
      expect.stringMatching(/^GetCertificateSize\(.*\)$/),
      expect.stringMatching(/^ {2}SetErrorCb\(hRTCoreLayer: 0x99, \w+: E_INVALIDARG\)$/),
    ]);
    expect(log.lines()[0]).not.toContain('; pCertificateSize');
  });

  it('shows a call that has not come back yet', () => {
    const log = createCallLog();
    let lines: string[] = [];
    const inner = () => {
      lines = log.lines();
      return 16;
    };
    log.interposer(CalcPrivateCryptoSessionSize, inner, process)(1, NULL);
    expect(lines).toEqual(['CalcPrivateCryptoSessionSize(hDevice: 0x1, pCreateData: NULL) …']);
  });
});
