/** IOPMVideoOutput over the emulated driver, under bad input: the code of OPM, nothing changed, consumed or left behind. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from 'softumd/crypto';
import * as ddi from 'softumd/ddi';
import {
  failed,
  type Hresult,
  type IOPMVideoOutput,
  loadDxva2,
  OPM_VIDEO_OUTPUT_SEMANTICS,
  out,
} from 'softumd/opm';
import {
  COMMAND_START,
  commandOf,
  coppRequestOf,
  coppStartMessage,
  createOpmDriver,
  KDI,
  levelData,
  requestOf,
  startMessage,
  STATUS_START,
  typeData,
} from '../../emulator/opm/bench.js';

const {
  E_INVALIDARG,
  E_UNEXPECTED,
  ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE,
  ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST,
  ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
  ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
  ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS,
  ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS,
  S_OK,
} = ddi;

type Semantics = 'OPM' | 'COPP';

/** What differs between the semantics. */
const of = {
  OPM: {
    start: startMessage,
    hdcp: 8,
    request: requestOf,
    ask: (object: IOPMVideoOutput, bytes: Uint8Array, reply: Uint8Array) =>
      object.GetInformation(bytes, reply),
  },
  COPP: {
    start: coppStartMessage,
    hdcp: 1,
    request: coppRequestOf,
    ask: (object: IOPMVideoOutput, bytes: Uint8Array, reply: Uint8Array) =>
      object.COPPCompatibleGetInformation(bytes, reply),
  },
};

const handle = 0x1111n;

/** An object whose handshake has come to a state: 0 nothing, 1 started, 2 finished. */
function objectIn(state: number, semantics: Semantics) {
  const driver = createOpmDriver();
  const place = { deviceName: 'DISPLAY', handle, left: 0, top: 0, width: 1, height: 1 };
  const dxva2 = loadDxva2({ adapters: [{ driver, monitors: [{ ...place, targets: [0] }] }] });
  const outputs = out<readonly IOPMVideoOutput[]>();
  const open = () =>
    dxva2.OPMGetVideoOutputsFromHMONITOR(handle, OPM_VIDEO_OUTPUT_SEMANTICS[semantics], out(), outputs);
  expect(open()).toBe(S_OK);
  const object = outputs.value![0]!;
  const steps = [
    () => object.StartInitialization(new Uint8Array(16), out(), out()),
    () => object.FinishInitialization(of[semantics].start),
  ];
  for (const step of steps.slice(0, state)) expect(step()).toBe(S_OK);
  return { driver, dxva2, object, open, rest: steps.slice(state), semantics };
}

type Scene = ReturnType<typeof objectIn>;

/** All that somebody could see. */
const visible = ({ driver, dxva2 }: Scene) => ({
  outputs: driver.control.outputs.list(),
  live: driver.memory.live().length,
  key: driver.oracle.remembers(KDI),
  objects: dxva2.liveVideoOutputs(),
});

/** What was begun goes on as if nothing had been: the same random, the same numbers, no level; and it ends clean. */
function expectUnchanged({ driver, object, rest, semantics, dxva2 }: Scene): void {
  const { ask, request, hdcp } = of[semantics];
  for (const step of rest) expect(step()).toBe(S_OK);
  const reply = new Uint8Array(4096);
  const level = request(STATUS_START, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(hdcp));
  expect(ask(object, level, reply)).toBe(S_OK);
  expect(Buffer.from(reply).readUInt32LE(40)).toBe(0);
  expect(object.Configure(commandOf(COMMAND_START, levelData(hdcp, 1)), 0, null)).toBe(S_OK);
  expect(object.Release()).toBe(0);
  expect(driver.control.outputs.list()[0]!.openObjects).toBe(0);
  expect([driver.oracle.remembers(KDI), dxva2.liveVideoOutputs()]).toEqual([false, []]);
}

/** Runs calls on an object in a state; each fails with one of these codes and is not to be seen afterwards. */
function expectRefused<T>(
  scene: Scene,
  arbitrary: fc.Arbitrary<T>,
  call: (object: IOPMVideoOutput, value: T) => Hresult,
  codes: readonly Hresult[],
  numRuns = 20,
): void {
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

const block = (bytes: number) => fc.integer().map((seed) => seededRandom(seed).bytes(bytes));
const otherThan = (expected: number) =>
  fc
    .oneof(
      fc.constantFrom(expected - 1, expected + 1, 0, 0x7fff_ffff, 0xffff_ffff),
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
const untouched = new Uint8Array(4096).fill(0xee);

/** Asks, and holds that a failure leaves the reply alone (OPM-20). */
const asking = (semantics: Semantics) => (object: IOPMVideoOutput, bytes: Uint8Array) => {
  const reply = untouched.slice();
  const code = of[semantics].ask(object, bytes, reply);
  if (failed(code)) expect(Buffer.compare(reply, untouched)).toBe(0);
  return code;
};
const sending = (object: IOPMVideoOutput, bytes: Uint8Array) => object.Configure(bytes, 0, null);
const both = ['OPM', 'COPP'] as const;

describe.each(both)('under %s semantics', (semantics) => {
  const { start, request, hdcp } = of[semantics];
  const invalidRequest = [ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST];
  const invalidCommand = [ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST];

  it('a start message of random bytes, or with a bit turned, is refused with one code', () => {
    const finish = (object: IOPMVideoOutput, bytes: Uint8Array) => object.FinishInitialization(bytes);
    const messages = fc.oneof(
      block(256),
      bits(0, 256).map((bit) => turned(start, bit)),
    );
    expectRefused(objectIn(1, semantics), messages, finish, [
      ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
    ]);
  });

  it('requests of random bytes and of other numbers are refused', () => {
    const bytes = semantics === 'OPM' ? 4112 : 4096;
    const numbers = otherThan(STATUS_START).map((number) => request(number, ddi.OPM_GET_CONNECTOR_TYPE));
    const messages = fc.oneof(block(bytes), numbers);
    expectRefused(objectIn(2, semantics), messages, asking(semantics), invalidRequest);
  });

  it('commands of random bytes, of other numbers and with any bit turned are refused', () => {
    const on = commandOf(COMMAND_START, levelData(hdcp, 1));
    const numbers = otherThan(COMMAND_START).map((number) => commandOf(number, levelData(hdcp, 1)));
    const messages = fc.oneof(
      block(4096),
      numbers,
      bits(0, 4096).map((bit) => turned(on, bit)),
    );
    expectRefused(objectIn(2, semantics), messages, sending, invalidCommand, 40);
  });

  it('any call out of turn is refused, whatever it carries', () => {
    const blocks = block(4096);
    for (const state of [0, 1]) expectRefused(objectIn(state, semantics), blocks, sending, [E_UNEXPECTED], 5);
    const again = (object: IOPMVideoOutput) => object.StartInitialization(new Uint8Array(16), out(), out());
    for (const state of [1, 2])
      expectRefused(objectIn(state, semantics), fc.constant(0), again, [E_UNEXPECTED], 3);
  });

  it('bytes of another length are E_INVALIDARG in every state', () => {
    const wrong = fc
      .oneof(fc.nat({ max: 300 }), fc.nat({ max: 5000 }))
      .filter((bytes) => ![256, 4096, 4112].includes(bytes))
      .map((bytes) => new Uint8Array(bytes));
    const calls = [
      sending,
      asking(semantics),
      (object: IOPMVideoOutput, bytes: Uint8Array) => object.FinishInitialization(bytes),
    ];
    for (const state of [0, 1, 2])
      for (const call of calls) expectRefused(objectIn(state, semantics), wrong, call, [E_INVALIDARG], 5);
  });
});

describe('a request by the method of the other semantics', () => {
  it.each<[Semantics, Semantics, Hresult]>([
    ['OPM', 'COPP', ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS],
    ['COPP', 'OPM', ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS],
  ])('is refused by an object of %s semantics for those of %s', (semantics, other, code) => {
    const requests = fc
      .constantFrom(STATUS_START, 0)
      .map((number) => of[other].request(number, ddi.OPM_GET_CONNECTOR_TYPE));
    expectRefused(objectIn(2, semantics), requests, asking(other), [code], 4);
  });
});

describe('a monitor that is unplugged', () => {
  it.each([0, 1, 2])(
    'after %i steps of the handshake leaves the object usable and gives no new one',
    (state) => {
      const scene = objectIn(state, 'OPM');
      const { driver, dxva2, open, object, rest } = scene;
      driver.control.outputs.unplug(0);
      expect(open()).toBe(ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE);
      expect(dxva2.liveVideoOutputs()).toHaveLength(1);
      for (const step of rest) expect(step()).toBe(S_OK);
      const reply = new Uint8Array(4096);
      const flags = () => Buffer.from(reply).readUInt32LE(36);
      expect(object.GetInformation(requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE), reply)).toBe(S_OK);
      expect(flags()).toBe(ddi.OPM_STATUS.LINK_LOST);
      driver.control.outputs.plug(0);
      expect(object.GetInformation(requestOf(STATUS_START + 1, ddi.OPM_GET_CONNECTOR_TYPE), reply)).toBe(
        S_OK,
      );
      expect(flags()).toBe(0);
      expect(object.Release()).toBe(0);
      expect([driver.control.outputs.list()[0]!.openObjects, dxva2.liveVideoOutputs()]).toEqual([0, []]);
    },
  );
});
