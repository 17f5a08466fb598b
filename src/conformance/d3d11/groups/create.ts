import type { Address, Hresult } from '../../../abi/index.js';
import type { HCryptoSession, HRTCryptoSession } from '../../../ddi/index.js';
import {
  CreateCryptoSession,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
  D3DDDIERR_DEVICEREMOVED,
  D3DDDIERR_UNSUPPORTEDCRYPTO,
  E_OUTOFMEMORY,
  S_OK,
} from '../../../ddi/index.js';
import { failed, NULL, SIZE_T } from '../../../abi/index.js';
import type { Needing } from '../../framework/fixture.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { SessionKind } from '../helpers/caps.js';
import { offers, usualKind } from '../helpers/caps.js';
import { createSession, destroySession, tryCreateSession } from '../helpers/sessions.js';
import { negotiateWhereOffered } from '../helpers/key-exchange.js';
import { expectKey } from '../helpers/keys.js';
import type { SessionProbe } from '../helpers/session-probe.js';
import { expectLives, expectMade, probeSession } from '../helpers/session-probe.js';
import {
  cryptoTypes,
  decodeProfiles,
  namesOf,
  strangeGuid,
  unsupportedExchanges,
  unsupportedTypes,
} from '../helpers/known.js';
import { createNearMissTests } from './create-near-misses.js';
import { blockAgainTests } from './private-blocks.js';

/** A size query that fails answers SIZE_T(-1) (DEV-3); no allocation is larger than this. */
const refusedSize = 2 ** 32;

function argumentsOf(t: D3D11Case, kind: Partial<SessionKind> = {}): Address {
  const { cryptoType, profile, exchange } = { ...usualKind, ...kind };
  const value = { CryptoType: cryptoType, DecodeProfile: profile, KeyExchangeType: exchange };
  return t.struct(D3D11_1DDIARG_CREATECRYPTOSESSION, value);
}

/** The code of a CreateCryptoSession that should not succeed; where it does, there must be a session at least. */
function codeOf(t: D3D11Case, kind: Partial<SessionKind>, what: string): Hresult {
  const { code, session } = tryCreateSession(t, t.device(), { ...usualKind, ...kind });
  if (!failed(code)) expectMade(t, session, 'CCS-11', what);
  return code;
}

/** Fails each allocation of a create in turn, until one succeeds. Returns the codes of the failures. */
function createUntilEnough(t: Needing<D3D11Case, 'control'>): Hresult[] {
  const device = t.device();
  createSession(t, device);
  const failures: Hresult[] = [];
  for (let nth = 1; nth <= 16; nth += 1) {
    t.driver.control.failAllocation(nth);
    const { code, session } = tryCreateSession(t, device, usualKind);
    t.driver.control.failAllocation(0);
    if (!failed(code)) {
      // Either it needs no more allocations, or it has not noticed that one failed.
      expectMade(t, session, 'CCS-11', `with allocation ${nth} failing`);
      break;
    }
    failures.push(code);
  }
  expectLives(t, probeSession(t, device), 'CCS-11', 'a session made after memory came back');
  return failures;
}

/** CalcPrivateCryptoSessionSize, CreateCryptoSession, DestroyCryptoSession. */
export const createGroup = group('create', 'making and destroying crypto sessions', d3d11, [
  test('size-never-fails', { clauses: ['CPCS-1', 'CPCS-3', 'DEV-2'] })
    .params({ kind: ['unknown-type', 'null-type', 'unknown-exchange', 'unknown-profile'] })
    .run((t, { kind }) => {
      const kinds: Record<typeof kind, Partial<SessionKind>> = {
        'unknown-type': { cryptoType: unsupportedTypes.unknown },
        'null-type': { cryptoType: unsupportedTypes.none },
        'unknown-exchange': { exchange: strangeGuid },
        'unknown-profile': { profile: strangeGuid },
      };
      const device = t.device();
      const calc = t.video(device, 'pfnCalcPrivateCryptoSessionSize');
      const bytes = calc(device.hDevice, argumentsOf(t, kinds[kind]));
      const right = Number.isInteger(bytes) && bytes >= 0 && bytes < refusedSize;
      t.expect(right, 'CPCS-3', `expected a size, received ${SIZE_T.text(bytes)}`);
      t.expect(bytes >= 8, 'DEV-2', `expected at least 8 bytes, received ${bytes}`);
    }),
  test('create-destroy', { clauses: ['CCS-1', 'CCS-11', 'DCS-1'] }).run((t) => {
    const device = t.device();
    for (let round = 0; round < 3; round += 1) {
      const { session, key } = probeSession(t, device);
      expectKey(t, session, key, 'NCS-1', `round ${round}`);
      destroySession(t, session);
    }
  }),
  test('as-caps-say', { clauses: ['CCS-5', 'CCS-11'], decisions: ['D-11', 'D-65'] })
    // Profile `none` is left out: nearly every other case makes such sessions.
    .params({
      type: namesOf(cryptoTypes),
      profile: namesOf(decodeProfiles).filter((name) => name !== 'none'),
    })
    .run((t, { type, profile }) => {
      const device = t.device();
      const kind = { ...usualKind, cryptoType: cryptoTypes[type], profile: decodeProfiles[profile] };
      if (offers(t, device, kind.cryptoType, kind.profile)) {
        expectMade(t, createSession(t, device, kind), 'CCS-11', `${type} for profile ${profile}`);
        return;
      }
      const { code } = tryCreateSession(t, device, kind);
      const what = `${type} for profile ${profile}, which caps do not offer`;
      t.expectFailed(code, 'CCS-5', what);
      t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], 'CCS-5', what);
    }),
  test('unsupported-profile', { clauses: ['CCS-5', 'CCS-11'] }).run((t) => {
    const code = codeOf(t, { profile: strangeGuid }, 'a decode profile that nobody has');
    t.expectFailed(code, 'CCS-5', 'a decode profile that nobody has');
    t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], 'CCS-5', 'a decode profile that nobody has');
  }),
  test('unsupported-type', { clauses: ['CCS-10', 'CCS-11'], decisions: ['D-11'] })
    .params({ type: namesOf(unsupportedTypes) })
    .run((t, { type }) => {
      const code = codeOf(t, { cryptoType: unsupportedTypes[type] }, `crypto type ${type}`);
      t.expectFailed(code, 'CCS-10', `crypto type ${type}`);
      t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], 'D-11', `crypto type ${type}`);
    }),
  test('unsupported-exchange', { clauses: ['CCS-7', 'CCS-11'], decisions: ['D-11', 'D-65'] })
    .params({ exchange: namesOf(unsupportedExchanges) })
    .run((t, { exchange }) => {
      const code = codeOf(t, { exchange: unsupportedExchanges[exchange] }, `key exchange ${exchange}`);
      t.expectCode(code, [D3DDDIERR_UNSUPPORTEDCRYPTO], 'D-11', `key exchange ${exchange}`);
    }),
  test('null-pointer', { clauses: ['CCS-1'], decisions: ['D-13'], hostile: true })
    .params({ pointer: ['pCreateData', 'hCryptoSession'] })
    .run((t, { pointer }) => {
      const device = t.device();
      const { bytes } = createSession(t, device);
      const handle = t.allocate(bytes, 'hCryptoSession: private memory') as HCryptoSession;
      const create = t.video(device, 'pfnCreateCryptoSession');
      const data = pointer === 'pCreateData' ? NULL : argumentsOf(t);
      const target = pointer === 'hCryptoSession' ? (NULL as HCryptoSession) : handle;
      const code = create(device.hDevice, data, target, 0x5e55_0002 as HRTCryptoSession);
      t.expectNullRefused(code, CreateCryptoSession, `${pointer} NULL`);
    }),
  test('runtime-handle-opaque', { clauses: ['CCS-12', 'CCS-11'] })
    .params({ handle: ['null', 'odd', 'wide'] })
    .run((t, { handle }) => {
      const device = t.device();
      const runtimeHandle = { null: 0, odd: 1, wide: 2 ** 46 + 0x10 }[handle] as HRTCryptoSession;
      createSession(t, device); // skips where the driver offers none
      const { code, session } = tryCreateSession(t, device, usualKind, runtimeHandle);
      const what = `hRTCryptoSession 0x${runtimeHandle.toString(16)}`;
      t.expectCode(code, [S_OK], 'CCS-12', what);
      expectKey(t, session, negotiateWhereOffered(t, session), 'CCS-12', what);
      destroySession(t, session);
    }),
  test('keeps-to-its-memory', { clauses: ['CPCS-1', 'CCS-1'] }).run((t) => {
    const device = t.device();
    const spare = createSession(t, device);
    const { bytes } = spare;
    const block = t.guarded(bytes, 'hCryptoSession: private memory', 0);
    const handle = block.address as HCryptoSession;
    const create = t.video(device, 'pfnCreateCryptoSession');
    const pCreate = argumentsOf(t);
    const again = t.video(device, 'pfnCalcPrivateCryptoSessionSize')(device.hDevice, pCreate);
    t.expect(
      again === bytes,
      'CPCS-1',
      `the same arguments: expected ${bytes} bytes again, received ${again}`,
    );
    const code = create(device.hDevice, pCreate, handle, 0x5e55_0003 as HRTCryptoSession);
    t.expectCode(code, [S_OK], 'CCS-1', 'CreateCryptoSession');
    negotiateWhereOffered(t, { ...spare, handle });
    const destroy = t.video(device, 'pfnDestroyCryptoSession');
    t.expectSuccess(device, 'DestroyCryptoSession', () => {
      destroy(device.hDevice, handle);
    });
    t.expect(block.guardsIntact(), 'CPCS-1', `expected at most ${bytes} bytes used, received writes beyond`);
  }),
  test('device-removed', { clauses: ['CCS-11'], decisions: ['D-15'], needs: ['control'] }).run((t) => {
    const device = t.device();
    createSession(t, device);
    t.driver.control.removeDevice();
    const { code } = tryCreateSession(t, device, usualKind);
    t.expectCode(code, [D3DDDIERR_DEVICEREMOVED], 'CCS-11', 'CreateCryptoSession on a removed device');
  }),
  test('out-of-memory', { clauses: ['CCS-11'], decisions: ['D-14'], needs: ['control'] }).run((t) => {
    for (const code of createUntilEnough(t)) t.expectCode(code, [E_OUTOFMEMORY], 'CCS-11', 'no memory');
  }),
  test('many', { clauses: ['CCS-1', 'CCS-11', 'DCS-1'] }).run((t) => {
    const device = t.device();
    const kept: SessionProbe[] = [];
    const sessions = Array.from({ length: 100 }, (_, index) => {
      if (index % 33 !== 0) return createSession(t, device);
      kept.push(probeSession(t, device));
      return kept.at(-1)!.session;
    });
    kept.forEach(({ session, key }, index) => {
      expectKey(t, session, key, 'NCS-1', `session ${33 * index} of 100`);
    });
    const going = sessions.filter((one) => !kept.some(({ session }) => session === one));
    // Alternately the oldest and the newest: neither FIFO nor LIFO order may be relied on.
    for (let next = going.shift(); next; next = going.length % 2 === 0 ? going.shift() : going.pop())
      destroySession(t, next);
    expectLives(t, probeSession(t, device), 'CCS-11', 'a session made where others were destroyed');
    kept.forEach((one, index) => {
      expectLives(t, one, 'DCS-1', `session ${33 * index} of 100, most of the others destroyed`);
    });
  }),
  ...blockAgainTests,
  ...createNearMissTests,
]);
