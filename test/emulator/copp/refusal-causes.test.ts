/** Why the driver of COPP refused a call, as its control tells a test that asks (D-03). */
import { describe, expect, it } from '@jest/globals';
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { NULL } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import type { Refusal } from 'softumd/driver';
import type { EmulatedDriver, OutputProfile } from 'softumd/emulator';
import {
  ACP,
  COMMAND_START,
  commandOf,
  CoppBench,
  createCoppDriver,
  driverKey,
  everyProtection,
  HDCP,
  issued,
  KDI,
  levelData,
  requestOf,
  STATUS_START,
  startMessage,
  withOutputs,
  word,
} from './bench.js';

type Session = ddi.HCOPPSession;
const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
const none = NULL as Session;

function keeping(driver: EmulatedDriver = createCoppDriver()): CoppBench {
  const bench = new CoppBench(driver);
  driver.control.refusals.keep(true);
  return bench;
}

const driverOf = (profile: Partial<ReturnType<typeof withOutputs>>) =>
  createCoppDriver({ profile: { ...withOutputs(everyProtection), ...profile } });
const take = ({ driver }: CoppBench) => driver.control.refusals.take();

const bare = (plain: Uint8Array) =>
  new Uint8Array(
    publicEncrypt({ key: createPublicKey(driverKey), padding: constants.RSA_NO_PADDING }, plain),
  );
const plainStart = new Uint8Array(256);
plainStart.set([...issued, ...KDI]);
/** The number's bytes, and the block's, in the order of everybody but COPP: 0 first, since it has to be below the modulus. */
const bigEndianStart = bare(new Uint8Array(plainStart).reverse());
const signaling = (ActiveTVProtectionStandard: number) =>
  ddi.DXVA_COPPSetSignalingCmdData.toBytes({ ActiveTVProtectionStandard });

interface Row {
  readonly driver?: () => EmulatedDriver;
  readonly code: number;
  readonly refuse: (bench: CoppBench) => number;
  readonly cause: Readonly<Partial<Refusal>>;
}

const command = (bytes: Uint8Array) => (bench: CoppBench) => bench.command(bench.active(), bytes);
const query = (bytes: Uint8Array) => (bench: CoppBench) => bench.query(bench.active(), bytes).code;
const opening = (pThis: (bench: CoppBench) => number, DevID: number) => (bench: CoppBench) =>
  bench.functions.COPPOpenVideoSession(pThis(bench) as Session, DevID);
const block = ({ driver }: CoppBench) => driver.memory.allocate(16, 'test: block');
const small: OutputProfile = { ...everyProtection, copp: false };

const { E_INVALIDARG, E_OUTOFMEMORY, E_POINTER, E_UNEXPECTED } = ddi;
const rows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  SoftUMDOpenCOPP: {
    'no address': {
      code: E_POINTER,
      refuse: ({ driver }) => driver.SoftUMDOpenCOPP!(NULL),
      cause: { clause: 'D-13', argument: 'pOpenData' },
    },
    'no table': {
      code: E_INVALIDARG,
      refuse: ({ driver }) => driver.SoftUMDOpenCOPP!(driver.memory.allocate(64, 'test')),
      cause: { rule: 'pCOPPFuncs is NULL', argument: 'pOpenData' },
    },
  },
  COPPOpenVideoSession: {
    'no address': {
      code: E_POINTER,
      refuse: opening(() => none, 0),
      cause: { clause: 'D-13', argument: 'pThis' },
    },
    'a block in use': {
      code: E_INVALIDARG,
      refuse: opening((bench) => bench.open(), 0),
      cause: {
        clause: 'D-61',
        argument: 'pThis',
        received: 'a live COPP session',
      },
    },
    'no such output': {
      code: E_INVALIDARG,
      refuse: opening(block, 5),
      cause: { rule: 'there is no such output', argument: 'DevID', received: '5' },
    },
    'an output without COPP': {
      driver: () => driverOf(withOutputs(small)),
      code: E_INVALIDARG,
      refuse: opening(block, 0),
      cause: { rule: 'the output has no COPP device' },
    },
    'a desktop spread': {
      driver: () => {
        const { outputs, ...rest } = withOutputs(everyProtection);
        const monitors = [...outputs.monitors, ...outputs.monitors];
        return driverOf({ ...rest, outputs: { ...outputs, multiMonitorMode: 'clone', monitors } });
      },
      code: ddi.DDERR_UNSUPPORTEDMODE,
      refuse: opening(block, 0),
      cause: { expected: 'dual-view', received: 'clone' },
    },
    'no memory': {
      code: E_OUTOFMEMORY,
      refuse: (bench) => {
        bench.driver.control.failAllocation(1);
        return opening(block, 0)(bench);
      },
      cause: { rule: 'the driver gets no memory' },
    },
  },
  COPPCloseVideoSession: {
    'no address': {
      code: E_POINTER,
      refuse: ({ functions }) => functions.COPPCloseVideoSession(none),
      cause: { clause: 'D-13', argument: 'pThis' },
    },
    'a session closed already': {
      code: E_INVALIDARG,
      refuse: (bench) => {
        const pThis = block(bench) as Session;
        bench.functions.COPPOpenVideoSession(pThis, 0);
        bench.close(pThis);
        return bench.close(pThis);
      },
      cause: {
        clause: 'D-09, D-61',
        argument: 'pThis',
        received: 'a COPP session that was destroyed, or a copy of a header',
      },
    },
  },
  COPPGetCertificateLength: {
    'no address': {
      code: E_POINTER,
      refuse: (bench) => bench.functions.COPPGetCertificateLength(bench.open(), NULL),
      cause: { clause: 'D-13', argument: 'pCertificateLength' },
    },
    'a session that is none': {
      code: E_INVALIDARG,
      refuse: (bench) => bench.functions.COPPGetCertificateLength(bench.pOutput, bench.pOutput),
      cause: { clause: 'D-09, D-61', argument: 'pThis' },
    },
    'another state': {
      code: E_UNEXPECTED,
      refuse: (bench) => bench.certificateLength(bench.exchanged()).code,
      cause: { clause: 'COPP-10, COPP-12', argument: 'pThis', expected: 'OPENED', received: 'KEY_EXCHANGED' },
    },
  },
  COPPKeyExchange: {
    'another state': {
      code: E_UNEXPECTED,
      refuse: (bench) => bench.functions.COPPKeyExchange(bench.open(), bench.pOutput, bench.pOutput),
      cause: { expected: 'CERT_LENGTH_RETURNED', received: 'OPENED' },
    },
  },
  COPPSequenceStart: {
    'another state': {
      code: E_UNEXPECTED,
      refuse: (bench) => bench.start(bench.active(), startMessage),
      cause: { expected: 'KEY_EXCHANGED', received: 'SESSION_ACTIVE' },
    },
    'no number below the modulus': {
      code: E_UNEXPECTED,
      refuse: (bench) => bench.start(bench.exchanged(), new Uint8Array(256).fill(0xff)),
      cause: { rule: 'the start message is no number below the modulus', argument: 'pSeqStartInfo' },
    },
    'another random': {
      code: E_UNEXPECTED,
      refuse: (bench) =>
        bench.start(
          bench.exchanged(),
          bare(plainStart.map((byte, at) => (at === 20 ? 0 : byte)).fill(0, 0, 16)).reverse(),
        ),
      cause: {
        rule: 'the random in the start message is not the one that COPPKeyExchange gave out',
        clause: 'COPP-9, D-07',
      },
    },
    'the order of everybody else': {
      code: E_UNEXPECTED,
      refuse: (bench) => bench.start(bench.exchanged(), bigEndianStart),
      cause: { rule: 'the bytes of the start message are in reversed order', received: 'big-endian' },
    },
  },
  COPPCommand: {
    'another state': {
      code: E_UNEXPECTED,
      refuse: (bench) => bench.command(bench.open(), commandOf(0, levelData(HDCP, 1))),
      cause: { expected: 'SESSION_ACTIVE', received: 'OPENED' },
    },
    'a number above': {
      code: E_INVALIDARG,
      refuse: command(commandOf(COMMAND_START + 1, levelData(HDCP, 1))),
      cause: {
        clause: 'COPP-15, COPP-16, COPP-17',
        argument: 'pCommand',
        received: '0x55667789, which is above it',
      },
    },
    'a number below': {
      code: E_INVALIDARG,
      refuse: command(commandOf(0, levelData(HDCP, 1))),
      cause: { received: '0x0, which is below it' },
    },
    'another command': {
      code: E_INVALIDARG,
      refuse: command(commandOf(COMMAND_START, levelData(HDCP, 1), other)),
      cause: { received: other, expected: 'DXVA_COPPSetProtectionLevel, DXVA_COPPSetSignaling' },
    },
    'too little data': {
      code: E_INVALIDARG,
      refuse: command(commandOf(COMMAND_START, levelData(HDCP, 1), undefined, 15)),
      cause: { clause: 'COPP-18', expected: 'at least 16', received: '15' },
    },
    'another MAC': {
      code: E_UNEXPECTED,
      refuse: command(commandOf(COMMAND_START, levelData(HDCP, 1)).fill(0, 0, 16)),
      cause: { clause: 'COPP-13, COPP-14' },
    },
    'another type': {
      code: E_INVALIDARG,
      refuse: command(commandOf(COMMAND_START, levelData(8, 1))),
      cause: { clause: 'COPP-18, COPP-19', expected: 'one type of HDCP, ACP, CGMSA', received: '0x8' },
    },
    'another level': {
      code: E_INVALIDARG,
      refuse: command(commandOf(COMMAND_START, levelData(HDCP, 2))),
      cause: { rule: 'HDCP has no such level', received: '2' },
    },
    'a mode too large': {
      code: ddi.DDERR_TOOBIGSIZE,
      refuse: command(commandOf(COMMAND_START, levelData(ACP, 1))),
      cause: { clause: 'COPP-20', expected: 'at most 720 x 576', received: '1920 x 1080' },
    },
    'another standard': {
      code: E_INVALIDARG,
      refuse: command(commandOf(COMMAND_START, signaling(2), ddi.DXVA_COPPSetSignaling)),
      cause: { expected: '0, or one bit of 0x11', received: '0x2' },
    },
  },
  COPPQueryStatus: {
    'another state': {
      code: E_UNEXPECTED,
      refuse: (bench) => bench.query(bench.exchanged(), requestOf(0, other)).code,
      cause: { expected: 'SESSION_ACTIVE', received: 'KEY_EXCHANGED' },
    },
    'another number': {
      code: E_INVALIDARG,
      refuse: query(requestOf(STATUS_START - 1, ddi.DXVA_COPPQueryBusData)),
      cause: { clause: 'COPP-26, COPP-27', argument: 'pInput', received: '0x11223343, which is below it' },
    },
    'an unknown query': {
      driver: () => driverOf({ coppUnknownQuery: 'refuse' }),
      code: E_INVALIDARG,
      refuse: query(requestOf(STATUS_START, other)),
      cause: { clause: 'COPP-29, D-51', received: other },
    },
    'another size': {
      code: E_INVALIDARG,
      refuse: query(requestOf(STATUS_START, ddi.DXVA_COPPQueryBusData, word(1))),
      cause: { clause: 'COPP-28', expected: '0', received: '4' },
    },
    'another type': {
      code: E_INVALIDARG,
      refuse: query(requestOf(STATUS_START, ddi.DXVA_COPPQueryLocalProtectionLevel, word(3))),
      cause: { clause: 'COPP-28', expected: 'one type of HDCP, ACP, CGMSA', received: '0x3' },
    },
  },
};

const table = Object.entries(rows).flatMap(([name, ways]) =>
  Object.entries(ways).map(([what, row]) => [name, what, row] as const),
);
/** What may be in no cause: the key, the random, and the start numbers, which travel encrypted. */
const secrets = [KDI, issued].flatMap((bytes) => [Buffer.from(bytes).toString('hex'), bytes.join()]);
const startNumbers = [STATUS_START, COMMAND_START].flatMap((start) => [start.toString(16), String(start)]);

describe('the cause of a refusal', () => {
  it.each(table)('by %s: %s', (name, _what, { driver, code, refuse, cause }) => {
    const bench = keeping(driver?.());
    expect(refuse(bench)).toBe(code);
    const told = bench.driver.control.refusals.take(name);
    expect(told).toMatchObject({ function: name, ...cause });
    expect(take(bench)).toBeNull();
    for (const secret of [...secrets, ...startNumbers]) expect(JSON.stringify(told)).not.toContain(secret);
    expect(told!.clause).toMatch(/^[A-Z]+-\d+(, [A-Z]+-\d+)*$/);
  });

  it.each(table)(
    'is kept by no driver that was not asked to: %s: %s',
    (_name, _what, { driver, code, refuse }) => {
      const bench = new CoppBench(driver?.() ?? createCoppDriver());
      expect(refuse(bench)).toBe(code);
      expect(take(bench)).toBeNull();
    },
  );

  it('is none where calls succeed', () => {
    const bench = keeping();
    const session = bench.active();
    expect(bench.command(session, commandOf(COMMAND_START, levelData(HDCP, 1)))).toBe(ddi.S_OK);
    expect(bench.query(session, requestOf(STATUS_START, other)).code).toBe(ddi.S_OK);
    expect(bench.close(session)).toBe(ddi.S_OK);
    expect(take(bench)).toBeNull();
  });

  it('of a start message is found when somebody asks, though the session is gone', () => {
    const bench = keeping();
    const session = bench.exchanged();
    bench.start(session, bigEndianStart);
    bench.close(session);
    expect(take(bench)).toMatchObject({ received: 'big-endian' });
    expect(bench.driver.oracle.remembers(KDI)).toBe(false);
  });
});
