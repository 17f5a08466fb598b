import type { Address } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import {
  COPP_DDI,
  COPP_StatusFlags as FLAGS,
  DDERR_UNSUPPORTEDMODE,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  E_POINTER,
  S_OK,
  SOFTUMDARG_OPENCOPP as OPEN,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import { copp } from '../fixture.js';
import type { CoppCase } from '../fixture.js';
import { activeSession, certificateLength, exchange, start } from '../helpers/handshake.js';
import { allLevels, expectLives, levelsOf } from '../helpers/levels.js';
import { protectionTypes, typeNames } from '../helpers/known.js';
import { closeSession, openSession, tryOpenSession } from '../helpers/sessions.js';
import { ask } from '../helpers/replies.js';

/** The entry, called with a guarded table and a structure that was filled before. */
function openByHand(t: CoppCase, fill: number) {
  const table = t.guarded(COPP_DDI.bytes, 'COPP_DDI', 0);
  const args = t.guarded(OPEN.bytes, OPEN.name, fill);
  const at = OPEN.offset.pCOPPFuncs;
  t.memory.writeU64((args.address + at) as Address, BigInt(table.address));
  const code = t.entered().SoftUMDOpenCOPP(args.address);
  return { code, table, opened: OPEN.decode(t.memory, args.address) };
}

/** DevIDs that no `Devices` lists, whatever it is, and the first that this driver's does not. */
function strangeDevices(t: CoppCase): readonly number[] {
  const devices = t.devices();
  const first = Array.from({ length: 32 }, (_, DevID) => DevID).find((DevID) => !devices.includes(DevID));
  return [...(first === undefined ? [] : [first]), 32, 33, 0x100, 0x8000_0000, 0xffff_ffff];
}

/** Connects one output of each monitor, and no other; skips the case where there are not two monitors. */
function connectOneEach(t: CoppCase): void {
  const outputs = t.outputs();
  const monitors = new Set<string>();
  for (const { output, monitor } of outputs.list()) {
    if (monitors.has(monitor)) outputs.unplug(output);
    else outputs.plug(output);
    monitors.add(monitor);
  }
  if (monitors.size < 2) t.skip('the driver has one monitor only');
}

/** SoftUMDOpenCOPP and COPPOpenVideoSession. */
export const openGroup = group('copp-open', 'the entry, its table, and opening sessions on outputs', copp, [
  test('entry', { clauses: ['COPP-12'] }).run((t) => {
    const [first, second] = [openByHand(t, 0xa5), openByHand(t, 0x5a)];
    for (const { code, table, opened } of [first, second]) {
      t.expectCode(code, [S_OK], 'COPP-12', 'SoftUMDOpenCOPP');
      t.expect(opened.pCOPPFuncs === table.address, 'COPP-12', 'pCOPPFuncs: expected it left as it was');
      const written = new BigUint64Array(table.read().buffer);
      const empty = COPP_DDI.slots.filter((_, slot) => written[slot] === 0n);
      t.expect(
        empty.length === 0,
        'COPP-12',
        `COPP_DDI: expected every function, received no ${empty.join()}`,
      );
    }
    const told = [first, second].map(
      ({ opened }) => `PrivateSessionSize ${opened.PrivateSessionSize}, Devices ${opened.Devices}`,
    );
    t.expect(
      told[0] === told[1],
      'COPP-12',
      `SoftUMDOpenCOPP: expected the same twice, received ${told.join(' and ')}`,
    );
  }),
  test('entry-twice', { clauses: ['COPP-12', 'COPP-44'] }).run((t) => {
    const [first, second] = [t.host(), t.openHost()];
    const session = activeSession(t);
    const other = openSession(t, t.devices()[0], second);
    certificateLength(t, other);
    t.expect(
      second.privateSessionBytes === first.privateSessionBytes,
      'COPP-12',
      'SoftUMDOpenCOPP again: expected the same PrivateSessionSize',
    );
    expectLives(t, session, 'COPP-44', 'after the driver was opened again');
  }),
  test('entry-null', { clauses: ['COPP-39'], decisions: ['D-14'], hostile: true }).run((t) => {
    const { SoftUMDOpenCOPP } = t.entered();
    const codes = [E_POINTER, E_INVALIDARG];
    t.expectCode(SoftUMDOpenCOPP(NULL), codes, 'COPP-39', 'pOpenData NULL');
    const args = t.guarded(OPEN.bytes, OPEN.name, 0);
    t.expectCode(SoftUMDOpenCOPP(args.address), codes, 'COPP-39', 'pCOPPFuncs NULL');
    expectUntouched(t, args, 'D-14', 'pCOPPFuncs NULL');
  }),
  test('listed-devices', { clauses: ['COPP-12', 'COPP-44'] }).run((t) => {
    const sessions = t.devices().map((DevID) => activeSession(t, DevID));
    for (const session of sessions) expectLives(t, session, 'COPP-12', `on DevID ${session.DevID}`);
  }),
  test('strange-devices', { clauses: ['COPP-39'], decisions: ['D-16'], hostile: true }).run((t) => {
    for (const DevID of strangeDevices(t)) {
      const { code, session } = tryOpenSession(t, DevID);
      const what = `DevID ${DevID}, which no Devices lists`;
      t.expectFailed(code, 'COPP-39', what);
      t.expectCode(code, [E_INVALIDARG], 'D-16', what);
      const length = t.guarded(4, 'ULONG: pCertificateLength');
      const after = t.copp('COPPGetCertificateLength')(session.pThis, length.address);
      t.expectFailed(after, 'D-14', `the session that was refused for ${what}`);
    }
  }),
  test('levels', { clauses: ['COPP-35', 'COPP-33'] }).run((t) => {
    for (const DevID of t.devices()) {
      const session = activeSession(t, DevID);
      const types = ask(t, session, 'ProtectionType').data;
      for (const name of typeNames.filter((one) => types & protectionTypes[one].bit)) {
        const { local } = levelsOf(t, session, name);
        t.expect(
          local === 0,
          'COPP-35',
          `${name} of a new session: expected local level 0, received ${local}`,
        );
      }
    }
  }),
  test('many', { clauses: ['COPP-44', 'COPP-12'] }).run((t) => {
    const [DevID] = t.devices();
    const sessions = Array.from({ length: 16 }, () => activeSession(t, DevID));
    for (const session of sessions) expectLives(t, session, 'COPP-44', 'one of 16 sessions');
    for (const session of sessions.filter((_, index) => index % 2 === 0)) closeSession(t, session);
    for (const session of sessions.filter((_, index) => index % 2 === 1))
      expectLives(t, session, 'COPP-44', 'one of 16 sessions, half of them closed');
  }),
  test('open-and-close', { clauses: ['COPP-36', 'COPP-12'] }).run((t) => {
    for (let round = 0; round < 64; round += 1) {
      const session = openSession(t);
      if (round % 2 === 0) certificateLength(t, session);
      closeSession(t, session);
    }
    expectLives(t, activeSession(t), 'COPP-36', 'after 64 sessions that came and went');
  }),
  test('spread-desktop', { clauses: ['COPP-39', 'COPP-31', 'COPP-44'], needs: ['control'] })
    .params({ mode: ['clone', 'span'] })
    .run((t, { mode }) => {
      const outputs = t.outputs();
      connectOneEach(t);
      const [DevID] = t.devices();
      const session = activeSession(t, DevID);
      outputs.spread(mode);
      for (const one of t.devices()) {
        const { code } = tryOpenSession(t, one);
        t.expectCode(code, [DDERR_UNSUPPORTEDMODE], 'COPP-39', `DevID ${one}, the desktop a ${mode}`);
      }
      const { flags } = ask(t, session, 'BusData', 0, { rule: 'COPP-44', what: `in a ${mode}` });
      const text = `the desktop was made a ${mode}: expected flags 2, received ${flags}`;
      t.expect(flags === FLAGS.RenegotiationRequired, 'COPP-31', text);
      // One monitor alone is no spread, whatever the setting says.
      const list = outputs.list();
      for (const { output, monitor } of list) if (monitor !== list[DevID!]!.monitor) outputs.unplug(output);
      closeSession(t, openSession(t, DevID));
      connectOneEach(t);
      outputs.spread('dual-view');
      closeSession(t, openSession(t, DevID));
    }),
  test('keeps-to-its-block', { clauses: ['COPP-12', 'COPP-44'] }).run((t) => {
    const host = t.host();
    const blocks = [0xa5, 0].map((fill) =>
      t.guarded(host.privateSessionBytes, 'pThis: private memory', fill),
    );
    for (const { address } of blocks) {
      const memory = { allocate: () => address, free: () => undefined };
      t.copp('COPPOpenVideoSession');
      const [DevID] = t.devices();
      const object = host.openSession(DevID!, memory);
      t.atEnd(() => {
        object.destroy();
      });
      t.expectCode(object.code, [S_OK], 'COPP-12', 'COPPOpenVideoSession');
      const session = { pThis: object.handle, DevID: DevID!, bytes: host.privateSessionBytes, object };
      exchange(t, session);
    }
    for (const block of blocks)
      t.expect(block.guardsIntact(), 'COPP-12', 'pThis: expected nothing written beside PrivateSessionSize');
  }),
  test('in-a-live-block', { clauses: ['COPP-44'], decisions: ['D-61'], hostile: true }).run((t) => {
    const session = activeSession(t);
    const before = allLevels(t, session);
    const code = t.copp('COPPOpenVideoSession')(session.pThis, session.DevID);
    t.expectCode(code, [E_INVALIDARG], 'D-61', 'a session in the block of another');
    t.decided(
      'D-61',
      allLevels(t, session) === before,
      'a session in the block of another: expected no change',
    );
  }),
  test('no-memory', { clauses: ['COPP-12'], decisions: ['D-16', 'D-14'], needs: ['control'] }).run((t) => {
    const [DevID] = t.devices();
    t.driver.control.failAllocation(1);
    const { code, session } = tryOpenSession(t, DevID!);
    t.driver.control.failAllocation(0);
    if (code === S_OK) {
      // One that takes none is right, if there is a session.
      expectLives(t, start(t, exchange(t, session)), 'D-16', 'a session that was opened without memory');
      t.skip('the driver takes no memory to open a session');
    }
    t.expectCode(code, [E_OUTOFMEMORY], 'D-16', 'COPPOpenVideoSession without memory');
    const again = t.copp('COPPOpenVideoSession')(session.pThis, DevID!);
    t.expectCode(again, [S_OK], 'D-14', 'COPPOpenVideoSession in the same block, with memory');
    t.copp('COPPCloseVideoSession')(session.pThis);
  }),
]);
