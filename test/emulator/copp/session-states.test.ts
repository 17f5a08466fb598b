/** Which call is taken in which state, and what of a session is its own. */
import { describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { address, NULL } from 'softumd/abi';
import { createEmulatedDriver } from 'softumd/emulator';
import * as ddi from 'softumd/ddi';
import {
  chain,
  COMMAND_START,
  commandOf,
  CoppBench,
  createCoppDriver,
  driverKey,
  everyProtection,
  HDCP,
  KDI,
  levelData,
  requestOf,
  STATUS_START,
  startMessage,
  withOutputs,
} from './bench.js';

type Call = 'certificateLength' | 'keyExchange' | 'start' | 'command' | 'query';

function callOf(bench: CoppBench, pThis: ddi.HCOPPSession, call: Call): number {
  const { memory } = bench.driver;
  const block = memory.allocate(8192, 'test: block');
  switch (call) {
    case 'certificateLength':
      return bench.functions.COPPGetCertificateLength(pThis, block);
    case 'keyExchange':
      return bench.functions.COPPKeyExchange(pThis, block, address(block + 16));
    case 'start':
      return bench.start(pThis, startMessage);
    case 'command':
      return bench.command(pThis, commandOf(COMMAND_START, levelData(HDCP, 1)));
    case 'query':
      return bench.query(pThis, requestOf(STATUS_START, ddi.DXVA_COPPQueryBusData)).code;
  }
}

const order: readonly Call[] = ['certificateLength', 'keyExchange', 'start', 'command', 'query'];
/** The calls that each state takes (1.6 of the dossier). */
const taken: readonly (readonly Call[])[] = [
  ['certificateLength'],
  ['keyExchange'],
  ['start'],
  ['command', 'query'],
];

describe('the states of a session (COPP-10, COPP-12)', () => {
  it.each(taken.map((calls, state) => [state, calls] as const))('%i takes %j alone', (state, calls) => {
    for (const call of order) {
      const bench = new CoppBench();
      const session = bench.open();
      for (const before of order.slice(0, state)) expect(callOf(bench, session, before)).toBe(ddi.S_OK);
      expect([call, callOf(bench, session, call)]).toEqual([
        call,
        calls.includes(call) ? ddi.S_OK : ddi.E_UNEXPECTED,
      ]);
      // What was refused has changed nothing: the next call of the order is still taken.
      if (!calls.includes(call)) expect(callOf(bench, session, calls[0]!)).toBe(ddi.S_OK);
    }
  });

  it('closes in any state, once', () => {
    for (let state = 0; state <= 3; state += 1) {
      const bench = new CoppBench();
      const session = bench.open();
      for (const call of order.slice(0, state)) callOf(bench, session, call);
      expect(bench.close(session)).toBe(ddi.S_OK);
      expect(bench.close(session)).toBe(ddi.E_INVALIDARG);
      expect(bench.driver.control.outputs.list()[0]!.openObjects).toBe(0);
    }
  });

  it('forgets the key with the session', () => {
    const bench = new CoppBench();
    const session = bench.active();
    expect(bench.driver.oracle.remembers(KDI)).toBe(true);
    bench.close(session);
    expect(bench.driver.oracle.remembers(KDI)).toBe(false);
  });

  it('closes a session whose block was overwritten, and says so (D-61)', () => {
    const incidents: unknown[] = [];
    const driver = createCoppDriver({ onIncident: (incident) => incidents.push(incident) });
    const bench = new CoppBench(driver);
    const session = bench.active();
    driver.memory.writeU64(session, 0n);
    expect(bench.command(session, commandOf(COMMAND_START, levelData(HDCP, 1)))).toBe(ddi.E_INVALIDARG);
    expect(driver.oracle.remembers(KDI)).toBe(true);
    expect(bench.close(session)).toBe(ddi.S_OK);
    expect(incidents).toEqual([
      { kind: 'COPP session', handle: session, what: 'private memory was overwritten' },
    ]);
    expect(driver.oracle.remembers(KDI)).toBe(false);
    expect(driver.control.outputs.list()[0]!.openObjects).toBe(0);
  });

  it('keeps no key of a start message that it refused', () => {
    const driver = createCoppDriver({ random: { bytes: (count) => new Uint8Array(count) } });
    const bench = new CoppBench(driver);
    expect(bench.start(bench.exchanged(), startMessage)).toBe(ddi.E_UNEXPECTED);
    expect(driver.oracle.remembers(KDI)).toBe(false);
  });

  it('gives each session a random of its own (COPP-44)', () => {
    let count = 0;
    const bench = new CoppBench(
      createCoppDriver({ random: { bytes: (bytes) => new Uint8Array(bytes).fill((count += 1)) } }),
    );
    const [first, second] = [bench.keyExchange(bench.open()), bench.keyExchange(bench.open())];
    expect(first.random).not.toEqual(second.random);
  });
});

describe('opening', () => {
  const openAt = (bench: CoppBench, DevID: number) => {
    const session = bench.copp.openSession(DevID);
    return session.code;
  };

  it('takes outputs that have COPP, no others', () => {
    const profile = withOutputs(everyProtection, { ...everyProtection, copp: false });
    const bench = new CoppBench(createCoppDriver({ profile }));
    expect([0, 1, 2, 0xffff_ffff].map((DevID) => openAt(bench, DevID))).toEqual([
      ddi.S_OK,
      ddi.E_INVALIDARG,
      ddi.E_INVALIDARG,
      ddi.E_INVALIDARG,
    ]);
    expect([0, 1, 2, 31, 32].map((DevID) => bench.copp.hasDevice(DevID))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('wants dual view where there are several monitors', () => {
    const { outputs, ...rest } = withOutputs(everyProtection);
    const [monitor] = outputs.monitors;
    const spread = (monitors: number, mode: 'clone' | 'dual-view') =>
      new CoppBench(
        createCoppDriver({
          profile: {
            ...rest,
            outputs: {
              ...outputs,
              multiMonitorMode: mode,
              monitors: Array.from({ length: monitors }, () => monitor!),
            },
          },
        }),
      );
    expect(openAt(spread(1, 'clone'), 0)).toBe(ddi.S_OK);
    expect(openAt(spread(2, 'dual-view'), 0)).toBe(ddi.S_OK);
    const clones = spread(2, 'clone');
    expect(openAt(clones, 0)).toBe(ddi.DDERR_UNSUPPORTEDMODE);
    clones.driver.control.outputs.unplug(1);
    expect(openAt(clones, 0)).toBe(ddi.S_OK);
  });

  it('needs memory, and a block that no session has', () => {
    const bench = new CoppBench();
    bench.driver.control.failAllocation(1);
    expect(openAt(bench, 0)).toBe(ddi.E_OUTOFMEMORY);
    expect(bench.driver.control.outputs.list()[0]!.openObjects).toBe(0);
    const session = bench.active();
    expect(bench.functions.COPPOpenVideoSession(session, 0)).toBe(ddi.E_INVALIDARG);
    expect(bench.command(session, commandOf(COMMAND_START, levelData(HDCP, 1)))).toBe(ddi.S_OK);
  });
});

describe('null pointers and dead handles', () => {
  it('are refused, whatever else is given', () => {
    const bench = new CoppBench();
    const { functions, pOutput } = bench;
    const session = bench.active();
    const none = NULL as ddi.HCOPPSession;
    expect([
      functions.COPPOpenVideoSession(none, 0),
      functions.COPPGetCertificateLength(none, pOutput),
      functions.COPPGetCertificateLength(session, NULL),
      functions.COPPKeyExchange(session, NULL, pOutput),
      functions.COPPKeyExchange(session, pOutput, NULL),
      functions.COPPSequenceStart(session, NULL),
      functions.COPPCommand(session, NULL),
      functions.COPPQueryStatus(session, NULL, pOutput),
      functions.COPPQueryStatus(session, pOutput, NULL),
      functions.COPPCloseVideoSession(none),
      bench.driver.SoftUMDOpenCOPP!(NULL),
    ]).toEqual(Array.from({ length: 11 }, () => ddi.E_POINTER));
    const wrong = pOutput as ddi.HCOPPSession;
    expect(functions.COPPGetCertificateLength(wrong, pOutput)).toBe(ddi.E_INVALIDARG);
    expect(functions.COPPCloseVideoSession(wrong)).toBe(ddi.E_INVALIDARG);
  });
});

describe('an identity', () => {
  const identity = { privateKey: driverKey, certificateChain: new Uint8Array(1) };

  it('is what a driver needs to have the entry', () => {
    expect(createEmulatedDriver({ identity }).SoftUMDOpenCOPP).toBeUndefined();
    expect(createCoppDriver().SoftUMDOpenCOPP).toBeDefined();
  });

  it('has a private key of 2048 bits and a document', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const driverOf = (privateKey: KeyObject, certificate: Uint8Array) => () =>
      createCoppDriver({ coppIdentity: { privateKey, certificate } });
    expect(driverOf(short, chain)).toThrow(RangeError);
    expect(driverOf(createPublicKey(driverKey), chain)).toThrow('coppIdentity.privateKey');
    expect(driverOf(driverKey, new Uint8Array(0))).toThrow('coppIdentity.certificate');
  });
});
