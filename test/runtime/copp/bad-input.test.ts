/** IAMCertifiedOutputProtection under bad input: a failure code, nothing changed, nothing consumed, nothing left behind. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CoppAdapter, failed, type Hresult, type IAMCertifiedOutputProtection, out } from 'softumd/copp';
import { seededRandom } from 'softumd/crypto';
import * as ddi from 'softumd/ddi';
import {
  COMMAND_START,
  commandOf,
  createCoppDriver,
  HDCP,
  KDI,
  levelData,
  requestOf,
  STATUS_START,
  startMessage,
  word,
} from '../../emulator/copp/bench.js';

const hdcpOn = commandOf(COMMAND_START, levelData(HDCP, 1));
const localHdcp = requestOf(STATUS_START, ddi.DXVA_COPPQueryLocalProtectionLevel, word(HDCP));

/** An object whose session has come to a state: 0 before KeyExchange, 1 before SessionSequenceStart, 2 started. */
function objectIn(state: number) {
  const driver = createCoppDriver();
  const adapter = out<CoppAdapter>();
  CoppAdapter.open(driver, adapter);
  const object = adapter.value!.CertifiedOutputProtection(0);
  const steps = [
    () => object.KeyExchange(out(), out(), out()),
    () => object.SessionSequenceStart(startMessage),
  ];
  for (const step of steps.slice(0, state)) expect(step()).toBe(ddi.S_OK);
  return { driver, object, rest: steps.slice(state) };
}

type Scene = ReturnType<typeof objectIn>;

/** All that somebody could see of a driver: outputs, memory, whether it holds the session's key. */
const visible = ({ driver }: Scene) => ({
  outputs: driver.control.outputs.list(),
  live: driver.memory.live().length,
  key: driver.oracle.remembers(KDI),
});

/** What was begun goes on as if nothing had been: the same random, the same numbers, no level; and it ends clean. */
function expectUnchanged(scene: Scene): void {
  const { driver, object, rest } = scene;
  for (const step of rest) expect(step()).toBe(ddi.S_OK);
  const reply = new Uint8Array(4096);
  expect(object.ProtectionStatus(localHdcp, reply)).toBe(ddi.S_OK);
  expect(Buffer.from(reply).readUInt32LE(40)).toBe(0);
  expect(object.ProtectionCommand(hdcpOn)).toBe(ddi.S_OK);
  expect(object.Release()).toBe(0);
  expect(driver.control.outputs.list()[0]!.openObjects).toBe(0);
  expect(driver.oracle.remembers(KDI)).toBe(false);
}

/** Runs calls on an object in a state; each fails with one of these codes and is not to be seen afterwards. */
function expectRefused<T>(
  state: number,
  arbitrary: fc.Arbitrary<T>,
  call: (object: IAMCertifiedOutputProtection, value: T) => Hresult,
  codes: readonly Hresult[],
  numRuns = 40,
): void {
  const scene = objectIn(state);
  const before = visible(scene);
  fc.assert(
    fc.property(arbitrary, (value) => {
      const code = call(scene.object, value);
      expect(failed(code)).toBe(true);
      expect(codes.map((one) => ddi.hresultName(one))).toContain(ddi.hresultName(code));
      expect(visible(scene)).toEqual(before);
    }),
    { numRuns },
  );
  expectUnchanged(scene);
}

const { E_INVALIDARG, E_POINTER, E_UNEXPECTED } = ddi;
const block = (bytes: number) => fc.integer().map((seed) => seededRandom(seed).bytes(bytes));
/** Any number of 32 bits but one; its neighbours and the ends of the range often. */
const otherThan = (expected: number) =>
  fc
    .oneof(
      fc.constantFrom(expected - 1, expected + 1, expected - 2, expected + 2, 0, 1, 0x7fff_ffff, 0xffff_ffff),
      fc.integer({ min: 0, max: 0xffff_ffff }),
    )
    .map((number) => number >>> 0)
    .filter((number) => number !== expected);
const turned = (bytes: Uint8Array, bit: number) => {
  const other = bytes.slice();
  other[bit >> 3]! ^= 1 << (bit & 7);
  return other;
};
const bits = (from: number, to: number) => fc.integer({ min: 8 * from, max: 8 * to - 1 });
const send = (object: IAMCertifiedOutputProtection, bytes: Uint8Array) => object.ProtectionCommand(bytes);
const ask = (object: IAMCertifiedOutputProtection, bytes: Uint8Array) => {
  const reply = new Uint8Array(4096).fill(0xee);
  const code = object.ProtectionStatus(bytes, reply);
  if (failed(code)) expect(Buffer.compare(reply, new Uint8Array(4096).fill(0xee))).toBe(0);
  return code;
};

describe('a start message', () => {
  const start = (object: IAMCertifiedOutputProtection, bytes: Uint8Array) =>
    object.SessionSequenceStart(bytes);

  it('of random bytes, or with any bit turned, is E_UNEXPECTED', () => {
    expectRefused(1, block(256), start, [E_UNEXPECTED], 20);
    const anyBit = bits(0, 256).map((bit) => turned(startMessage, bit));
    expectRefused(1, anyBit, start, [E_UNEXPECTED], 20);
  });

  it('of another session is E_UNEXPECTED, and its key is not kept', () => {
    const foreign = out<CoppAdapter>();
    const driver = createCoppDriver({ random: seededRandom('another random') });
    CoppAdapter.open(driver, foreign);
    const object = foreign.value!.CertifiedOutputProtection(0);
    expect(object.KeyExchange(out(), out(), out())).toBe(ddi.S_OK);
    expect(object.SessionSequenceStart(startMessage)).toBe(E_UNEXPECTED);
    expect(driver.oracle.remembers(KDI)).toBe(false);
    expect(object.Release()).toBe(0);
  });
});

describe('a command', () => {
  it('of random bytes has another number: E_INVALIDARG', () => {
    expectRefused(2, block(4096), send, [E_INVALIDARG], 20);
  });

  it('with the number repeated, skipped or from the other end is E_INVALIDARG', () => {
    const others = otherThan(COMMAND_START).map((number) => commandOf(number, levelData(HDCP, 1)));
    expectRefused(2, others, send, [E_INVALIDARG]);
  });

  it('with one bit turned in any byte of its tag is E_UNEXPECTED', () => {
    const bitOf = Array.from({ length: 16 }, (_, byte) => 8 * byte + (byte % 8));
    expectRefused(
      2,
      fc.constantFrom(...bitOf).map((bit) => turned(hdcpOn, bit)),
      send,
      [E_UNEXPECTED],
      64,
    );
  });

  it('with one bit turned anywhere else is refused too', () => {
    const anyBit = fc.oneof(bits(16, 56), bits(56, 4096)).map((bit) => turned(hdcpOn, bit));
    expectRefused(2, anyBit, send, [E_INVALIDARG, E_UNEXPECTED], 100);
  });
});

describe('a status request', () => {
  it('of random bytes, or with another number, is E_INVALIDARG and writes nothing', () => {
    expectRefused(2, block(4096), ask, [E_INVALIDARG], 20);
    const others = otherThan(STATUS_START).map((number) => requestOf(number, ddi.DXVA_COPPQueryBusData));
    expectRefused(2, others, ask, [E_INVALIDARG]);
  });
});

describe('any call', () => {
  const blocks = fc.oneof(block(256), block(4096), fc.constantFrom(startMessage, hdcpOn, localHdcp));
  const lengths = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 5000 }));

  it('too early is refused, whatever it carries', () => {
    for (const state of [0, 1]) {
      expectRefused(state, blocks, send, [E_UNEXPECTED, E_INVALIDARG], 15);
      expectRefused(state, blocks, ask, [E_UNEXPECTED, E_INVALIDARG], 15);
    }
    expectRefused(0, blocks, (object, bytes) => object.SessionSequenceStart(bytes), [
      E_UNEXPECTED,
      E_INVALIDARG,
    ]);
  });

  it('too late is refused, whatever it carries', () => {
    expectRefused(2, blocks, (object, bytes) => object.SessionSequenceStart(bytes), [
      E_UNEXPECTED,
      E_INVALIDARG,
    ]);
    expectRefused(2, fc.constant(0), (object) => object.KeyExchange(out(), out(), out()), [E_UNEXPECTED], 3);
  });

  it('with bytes of another length is E_INVALIDARG, and with none E_POINTER', () => {
    for (const state of [0, 1, 2]) {
      const wrong = lengths.filter((bytes) => bytes !== 256 && bytes !== 4096).map((n) => new Uint8Array(n));
      for (const call of [
        send,
        ask,
        (object: IAMCertifiedOutputProtection, bytes: Uint8Array) => object.SessionSequenceStart(bytes),
        (object: IAMCertifiedOutputProtection, bytes: Uint8Array) =>
          object.ProtectionStatus(localHdcp, bytes),
      ])
        expectRefused(state, wrong, call, [E_INVALIDARG], 10);
      expectRefused(
        state,
        fc.constant(null),
        (object, none) => object.ProtectionCommand(none),
        [E_POINTER],
        1,
      );
    }
  });
});
