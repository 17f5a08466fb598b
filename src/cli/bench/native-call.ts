import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HDevice } from '../../ddi/index.js';
import { CalcPrivateCryptoSessionSize, D3D11_1DDIARG_CREATECRYPTOSESSION } from '../../ddi/index.js';
import { interposeDriver } from '../../trace/index.js';
import { table, readTable } from '../../abi/index.js';
import type { Koffi } from '../../ffi/index.js';
import { loadKoffi } from '../../ffi/index.js';
import { openGate } from '../../native/callback-gate.js';
import { FlightRecorder, openSharedFile, RECORDING_BYTES } from '../../native/index.js';
import { allocateBlock } from '../../native/native-block.js';
import { NativeCode } from '../../native/native-code.js';
import { NativeMemory } from '../../native/native-memory.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';

const callsARound = 200_000;
const nanosecondsAllowed = 150;

/**
 * A C function with the signature of CalcPrivateCryptoSessionSize, a pointer and a 64-bit number in, a byte count out,
 * that every C library has.
 */
const symbol = 'strnlen';

/** Where dlsym is to look: in everything. */
const RTLD_DEFAULT = process.platform === 'darwin' ? -2 : 0;

const Table = table('bench: a table of one', ['pfnCalcPrivateCryptoSessionSize'], {
  pfnCalcPrivateCryptoSessionSize: CalcPrivateCryptoSessionSize,
});

/** The function as the suite calls it: read from a table in memory that C sees too, with the flight recorder on. */
function throughTable(koffi: Koffi, recording: string) {
  const memory = new NativeMemory(koffi, allocateBlock(koffi, 1 << 20), () => () => undefined);
  const code = new NativeCode(koffi, openGate, new Map());
  const recorder = new FlightRecorder(openSharedFile(recording, RECORDING_BYTES, koffi));
  const process = { memory, code, name: 'bench', OpenAdapter10_2: () => 0 as never };
  const { code: recorded } = interposeDriver(process, { calls: recorder.interposer });
  const dlsym = koffi.load(null).func('dlsym', 'uint64_t', ['int64_t', 'str']);
  const address = memory.allocate(Table.bytes, Table.name);
  memory.writeU64(address, BigInt(dlsym(RTLD_DEFAULT, symbol) as number | bigint));
  const { pfnCalcPrivateCryptoSessionSize } = readTable(memory, recorded, Table, address);
  return {
    call: pfnCalcPrivateCryptoSessionSize!,
    hDevice: memory.allocate(16, 'bench: text') as HDevice,
    // What the recorder keeps of each call; for the C function it is a number like any other.
    pCreateData: memory.allocate(D3D11_1DDIARG_CREATECRYPTOSESSION.bytes, 'bench: structure'),
  };
}

/** One call through a native driver's table, against the bare call. Undefined where there is no koffi, or no dlsym. */
export function nativeCall(rounds: number): BenchResult | undefined {
  const koffi = loadKoffi();
  if (koffi instanceof Error || process.platform === 'win32') return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'softumd-'));
  const { call, hDevice, pCreateData } = throughTable(koffi, join(folder, 'recording'));
  rmSync(folder, { recursive: true });
  const bare = koffi.load(null).func(symbol, 'uint64_t', ['uint64_t', 'uint64_t']);
  const { ours, theirs } = interleaved(
    rounds,
    () => {
      for (let index = 0; index < callsARound; index += 1) call(hDevice, pCreateData);
    },
    () => {
      for (let index = 0; index < callsARound; index += 1) bare(hDevice, pCreateData);
    },
  );
  const nanoseconds = (milliseconds: number) => (milliseconds * 1e6) / callsARound;
  const value = nanoseconds(ours);
  const limit = nanoseconds(theirs) + nanosecondsAllowed;
  const limitIs = `${nanosecondsAllowed} ns over the bare koffi call`;
  return { name: 'native-call', value, unit: 'ns/call', limit, limitIs, ratio: limit / value, aim: 1 };
}
