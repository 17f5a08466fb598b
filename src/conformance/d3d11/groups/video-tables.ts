import type { Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION,
  E_INVALIDARG,
  interfaceVersion,
  interfaceVersionNames,
  S_OK,
  VIDEO_TABLES,
} from '../../../ddi/index.js';
import type { HostDevice, VideoFunctions } from '../../../host/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11, noVideoTable } from '../fixture.js';
import { everyPair } from '../helpers/hardware-sessions.js';
import { keyExchangeSlots, wrapKey } from '../helpers/key-exchange.js';
import { expectKey, expectNoKey } from '../helpers/keys.js';
import { emptyObligatorySlots } from '../helpers/obligatory-slots.js';
import { createRawDevice } from '../helpers/opening.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';
import { fetchTable, requireTable } from '../helpers/video-tables.js';

type VideoSlot = keyof VideoFunctions;

/** What the slots of WDDM 2.0 belong to: caps that promise it, by any crypto type, or an exchange that is listed. */
function promisedSlots(t: D3D11Case, device: HostDevice): readonly (readonly [ClauseId, VideoSlot])[] {
  const pairs = everyPair(t, device);
  const hasCap = (cap: number) => pairs.some(({ caps }) => (caps.Caps & cap) !== 0);
  const carriesMessages = pairs.some(({ exchanges }) =>
    exchanges.includes(D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION),
  );
  const slots: (readonly [ClauseId, VideoSlot])[] = [];
  if (hasCap(CAPS.HARDWARE_TEARDOWN)) slots.push(['CCSS-1', 'pfnCheckCryptoSessionStatus']);
  if (hasCap(CAPS.HARDWARE_DRM_COMMUNICATION)) slots.push(['GDHK-1', 'pfnGetDataForNewHardwareKey']);
  if (carriesMessages) slots.push(['GCPD-1', 'pfnGetCryptoSessionPrivateDataSize']);
  return slots;
}

/** A session on a device of WDDM 2.4, and the two slots that exchange its key, as they are in the table (NCX-3). */
function session2_4(t: D3D11Case, slot: (typeof negotiateSlots)[number]) {
  const device = t.deviceOf('D3DWDDM2_4');
  const { functions } = requireTable(t, device, VIDEO_TABLES.D3DWDDM2_4);
  for (const needed of keyExchangeSlots) t.video(device, needed);
  const call = t.filled(slot, functions[slot]);
  const session = createSession(t, device);
  const exchange = (flags: number, data: Uint8Array): Hresult => {
    const pData = t.place(data, 'BYTE: pData');
    return call(device.hDevice, session.handle, flags, data.length, pData);
  };
  return { session, exchange };
}

const negotiateSlots = [
  'pfnNegotiateCryptoSessionKeyExchange',
  'pfnNegotiateCryptoSessionKeyExchangeMT',
] as const;

/** One word a slot, as case ids have it. */
const slotNamed = { 520: negotiateSlots[0], 768: negotiateSlots[1] } as const;
const slotOffsets = [520, 768] as const;

/** Installs a key through a table that the case fetched, and demands that it is in use. */
function expectExchange(
  t: D3D11Case,
  { session, exchange }: ReturnType<typeof session2_4>,
  rule: ClauseId,
  what: string,
): Uint8Array {
  const key = t.random.bytes(16);
  t.expectCode(exchange(0, wrapKey(t, session, key)), [S_OK], rule, what);
  expectKey(t, session, key, rule, what);
  return key;
}

/** The session of an RS4_0 table, keyed by that table's slot 520. */
function negotiateByRs4(t: D3D11Case, session: TestSession, what: string): void {
  const { device, handle } = session;
  const { functions } = requireTable(t, device, VIDEO_TABLES.RS4_0);
  const call = t.filled(
    'pfnNegotiateCryptoSessionKeyExchange',
    functions.pfnNegotiateCryptoSessionKeyExchange,
  );
  const key = t.random.bytes(16);
  const data = wrapKey(t, session, key);
  const code = call(device.hDevice, handle, data.length, t.place(data, 'BYTE: pData'));
  t.expectCode(code, [S_OK], 'NCX-3', what);
  expectKey(t, session, key, 'NCX-3', what);
}

/** Tables whose slot 520 is the key exchange without flags, by the versions that came after each. */
const olderTables = [VIDEO_TABLES.D3D11_1, VIDEO_TABLES.D3DWDDM2_0, VIDEO_TABLES.D3DWDDM2_1] as const;
const laterVersions = interfaceVersionNames.filter((name) => name !== 'D3D11_1');

/**
 * The tables of older versions that a device fills, which no runtime asks it for (SUB-12): a driver may refuse them, and
 * then writes nothing (SUB-8). Skips where it refuses all.
 */
function filledOlderTables(t: D3D11Case, device: HostDevice) {
  const { SubDeviceID: own } = device.version.videoTable;
  const filled = olderTables
    .filter(({ SubDeviceID }) => SubDeviceID < own)
    .flatMap((video) => {
      const fetched = fetchTable<(typeof video)['table']>(t, device, video);
      if (!failed(fetched.code)) return [{ ...video, ...fetched }];
      expectUntouched(t, fetched.block, 'SUB-8', `${video.table.name}, refused`);
      return [];
    });
  return filled.length > 0 ? filled : t.skip('the driver fills no video table of an older version');
}

/** Devices of every version that a driver lists, and the video table of each. */
export const videoTablesGroup = group(
  'video-tables',
  'device and video tables of every version that is listed',
  d3d11,
  [
    test('device-table', { clauses: ['DEV-7', 'OPN-14'] })
      .params({ version: interfaceVersionNames })
      .run((t, { version }) => {
        const device = t.deviceOf(version);
        const empty = emptyObligatorySlots(device.functions);
        const text = `expected a function in each slot that the runtime goes to, received NULL in ${empty.join(', ')}`;
        const { deviceTable, Interface, Version } = device.version;
        t.expect(empty.length === 0, 'DEV-7', `${deviceTable.name}: ${text}`);
        const { code, block } = createRawDevice(t, { Interface, Version });
        if (failed(code)) t.violated('DEV-7', `CreateDevice: received ${codesText([code])}`);
        const behind = { fill: 0, read: () => block.subarray(deviceTable.bytes) };
        expectUntouched(t, behind, 'DEV-7', `behind ${deviceTable.name}`);
      }),
    test('protection-switch', { clauses: ['DEV-7', 'SHP-2'] })
      .params({ version: interfaceVersionNames.filter((name) => name !== 'D3D11_1') })
      .run((t, { version }) => {
        const device = t.deviceOf(version);
        const transition = CAPS.HARDWARE_PROTECTED_MEMORY_TRANSITION;
        if (!everyPair(t, device).some(({ caps }) => (caps.Caps & transition) !== 0))
          t.skip("the driver's caps have no HARDWARE_PROTECTED_MEMORY_TRANSITION");
        const text = 'pfnSetHardwareProtection: expected a function, received NULL';
        t.expect(device.functions.pfnSetHardwareProtection !== null, 'SHP-2', text);
      }),
    test('video-table', { clauses: ['SUB-2', 'SUB-5', 'SUB-12'], decisions: ['D-19'] })
      .params({ version: interfaceVersionNames })
      .run((t, { version }) => {
        const device = t.deviceOf(version);
        if (device.video === null) t.skip(noVideoTable);
        const { table } = device.version.videoTable;
        const { block, code } = requireTable(t, device, device.version.videoTable);
        t.expectCode(code, [S_OK], 'SUB-2', table.name);
        t.expect(block.guardsIntact(), 'SUB-5', `expected ${table.bytes} bytes written, received more`);
      }),
    test('session-slots', { clauses: ['SUB-11', 'CPCS-4', 'CCSS-1', 'GDHK-1', 'GCPD-1'] })
      .params({ version: interfaceVersionNames })
      .run((t, { version }) => {
        const device = t.deviceOf(version);
        const video = device.video ?? t.skip(noVideoTable);
        const size = 'pfnCalcPrivateCryptoSessionSize: expected a function, received NULL';
        t.expect(video.pfnCalcPrivateCryptoSessionSize !== null, 'CPCS-4', size);
        const later = device.version.Interface >= interfaceVersion('D3DWDDM2_0').Interface;
        const promised = later ? promisedSlots(t, device) : [];
        for (const [clause, slot] of promised)
          t.expect(video[slot] !== null, clause, `${slot}: expected a function, received NULL`);
        // What older tables have for sessions, later ones have too: SUB-11 lets all of them be empty, not some.
        const first = t.device().video;
        const lost = [...keyExchangeSlots, 'pfnCreateCryptoSession', 'pfnDestroyCryptoSession'].filter(
          (slot) => first?.[slot as VideoSlot] && video[slot as VideoSlot] === null,
        );
        const text = `expected what the table of D3D11.1 has, received NULL in ${lost.join(', ')}`;
        t.expect(lost.length === 0, 'SUB-11', text);
      }),
    test('session', { clauses: ['SUB-12', 'NCS-1', 'NCX-1', 'CCS-11', 'DCS-1'] })
      .params({ version: interfaceVersionNames })
      .run((t, { version }) => {
        const device = t.deviceOf(version);
        for (const slot of keyExchangeSlots) t.video(device, slot);
        const probe = probeSession(t, device);
        const rule = version === 'D3DWDDM2_4' ? 'NCX-1' : 'NCS-1';
        expectKey(t, probe.session, probe.key, rule, version);
        expectLives(t, probe, 'CCS-11', `a session of ${version}`);
      }),
    test('negotiates', { clauses: ['NCX-1', 'NCX-3'] })
      .params({ slot: slotOffsets })
      .run((t, { slot }) => {
        expectExchange(t, session2_4(t, slotNamed[slot]), 'NCX-3', `slot ${slot} of the WDDM 2.4 table`);
      }),
    test('wrong-size', { clauses: ['NCX-1', 'NCS-8'] })
      .params({ slot: slotOffsets, bytes: [255, 257] })
      .run((t, { slot, bytes }) => {
        const { session, exchange } = session2_4(t, slotNamed[slot]);
        const key = t.random.bytes(16);
        const data = new Uint8Array(bytes);
        data.set(wrapKey(t, session, key).subarray(0, bytes));
        t.expectCode(exchange(0, data), [E_INVALIDARG], 'NCS-8', `slot ${slot}, DataSize ${bytes}`);
        expectNoKey(t, session, key, 'NCX-1', `slot ${slot}, DataSize ${bytes}`);
      }),
    test('flags', { clauses: ['NCX-2'], decisions: ['D-43', 'D-14'] })
      .params({ slot: slotOffsets, flags: [1, 256, 0x80000000] })
      .run((t, { slot, flags }) => {
        const ground = session2_4(t, slotNamed[slot]);
        const { session, exchange } = ground;
        const key = t.random.bytes(16);
        const what = `slot ${slot}, flags 0x${flags.toString(16)}`;
        t.expectCode(exchange(flags, wrapKey(t, session, key)), [E_INVALIDARG], 'D-43', what);
        expectNoKey(t, session, key, 'D-43', what);
        expectExchange(t, ground, 'NCX-1', `${what}, and then none`);
      }),
    test('older-tables', { clauses: ['CPCS-4', 'SUB-4', 'SUB-5', 'SUB-8', 'SUB-11'] })
      .params({ version: laterVersions })
      .run((t, { version }) => {
        for (const { table, block, functions } of filledOlderTables(t, t.deviceOf(version))) {
          const what = `${table.name} of a device of ${version}`;
          const more = `${what}: expected ${table.bytes} bytes written, received more`;
          t.expect(block.guardsIntact(), 'SUB-5', more);
          const size = `${what}: pfnCalcPrivateCryptoSessionSize: expected a function, received NULL`;
          t.expect(functions.pfnCalcPrivateCryptoSessionSize !== null, 'CPCS-4', size);
        }
      }),
    test('older-tables-negotiate', { clauses: ['NCS-1', 'SUB-4', 'SUB-5'] })
      .params({ version: laterVersions })
      .run((t, { version }) => {
        const device = t.deviceOf(version);
        for (const slot of keyExchangeSlots) t.video(device, slot);
        for (const { table, functions } of filledOlderTables(t, device)) {
          const what = `slot 520 of ${table.name}, of a device of ${version}`;
          const call = t.filled(
            'pfnNegotiateCryptoSessionKeyExchange',
            functions.pfnNegotiateCryptoSessionKeyExchange,
          );
          const session = createSession(t, device);
          const key = t.random.bytes(16);
          const data = wrapKey(t, session, key);
          const code = call(device.hDevice, session.handle, data.length, t.place(data, 'BYTE: pData'));
          t.expectCode(code, [S_OK], 'NCS-1', what);
          expectKey(t, session, key, 'NCS-1', what);
        }
      }),
    // Nobody's runtime asks for id 6 (SUB-12): a driver may refuse it, but what it fills has to be of that type.
    test('rs4-table', { clauses: ['NCX-3', 'SUB-12'] }).run((t) => {
      const device = t.deviceOf('D3DWDDM2_4');
      const { block } = requireTable(t, device, VIDEO_TABLES.RS4_0);
      t.expect(block.guardsIntact(), 'NCX-3', 'RS4_0, id 6: expected 768 bytes written, received more');
    }),
    test('rs4-negotiates', { clauses: ['NCX-3', 'SUB-12'] }).run((t) => {
      const device = t.deviceOf('D3DWDDM2_4');
      requireTable(t, device, VIDEO_TABLES.RS4_0);
      for (const slot of keyExchangeSlots) t.video(device, slot);
      negotiateByRs4(t, createSession(t, device), 'slot 520 of the RS4_0 table, without flags');
    }),
  ],
);
