import { failed } from '../../../abi/index.js';
import type { HCryptoSession, HRTCryptoSession } from '../../../ddi/index.js';
import { D3D11_1DDIARG_CREATECRYPTOSESSION, S_OK } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { negotiate, renegotiate, wrapKey } from '../helpers/key-exchange.js';
import { expectKey, expectNoKey, keyedSession } from '../helpers/keys.js';
import type { TestSession } from '../helpers/sessions.js';
import { createSession } from '../helpers/sessions.js';

const thousands = 4096;
/** Every so many sessions, one has a key of its own; the others have one key buffer, which is made once. */
const stride = 512;

/**
 * Makes a session at the next place of one block, by arguments that lie in memory once: blocks of their own for each of
 * thousands would make a watched run slow. What comes of it is destroyed at the end of the case.
 */
function sessionMaker(t: D3D11Case, model: TestSession, count: number): (index: number) => TestSession {
  const { device, kind, bytes } = model;
  const apart = Math.ceil(bytes / 16) * 16;
  const block = t.allocate(count * apart, 'hCryptoSession: private memory of many');
  const pCreate = t.struct(D3D11_1DDIARG_CREATECRYPTOSESSION, {
    CryptoType: kind.cryptoType,
    DecodeProfile: kind.profile,
    KeyExchangeType: kind.exchange,
  });
  const create = t.video(device, 'pfnCreateCryptoSession');
  const size = t.video(device, 'pfnCalcPrivateCryptoSessionSize');
  const destroy = t.video(device, 'pfnDestroyCryptoSession');
  const made: HCryptoSession[] = [];
  t.atEnd(() => {
    for (const handle of made) destroy(device.hDevice, handle);
  });
  return (index) => {
    const needed = size(device.hDevice, pCreate);
    t.expect(
      needed <= apart,
      'CPCS-1',
      `session ${index}: expected ${bytes} bytes as before, received ${needed}`,
    );
    const handle = (block + index * apart) as HCryptoSession;
    const code = create(device.hDevice, pCreate, handle, (0x5e55_1000 + index) as HRTCryptoSession);
    if (!failed(code)) made.push(handle);
    t.expectCode(code, [S_OK], 'CCS-11', `session ${index}, the others with their keys beside it`);
    return { ...model, handle };
  };
}

/** Many sessions of one device, each with a key. */
export const keyedSessionTests: readonly TestDefinition<D3D11Case>[] = [
  test('many-keyed', { clauses: ['NCS-1', 'CCS-11'] }).run((t) => {
    const { device, session: first, key: firstKey } = keyedSession(t);
    const others = Array.from({ length: 8 }, () => {
      const session = createSession(t, device);
      return { session, key: negotiate(t, session) };
    });
    const all = [{ session: first, key: firstKey }, ...others];
    all.forEach(({ session, key }, index) => {
      expectKey(t, session, key, 'NCS-1', `session ${index} of ${all.length}`);
      expectNoKey(t, session, all[(index + 1) % all.length]!.key, 'NCS-1', `session ${index}, another's key`);
    });
  }),
  test('replaced-beside-others', { clauses: ['NCS-1'], decisions: ['D-04'] }).run((t) => {
    const { device, session: first } = keyedSession(t);
    const replacement = renegotiate(t, first) ?? t.skip('the driver refuses a second negotiation');
    const others = [1, 2].map(() => {
      const session = createSession(t, device);
      return { session, key: negotiate(t, session) };
    });
    const what = 'a key that took the place of another, sessions keyed after it';
    expectKey(t, first, replacement, 'NCS-1', what);
    others.forEach(({ session, key }, index) => {
      expectKey(t, session, key, 'NCS-1', `session ${index + 1} that was keyed after a key was replaced`);
    });
  }),
  test('thousands-keyed', { clauses: ['NCS-1', 'CCS-11'], long: true }).run((t) => {
    const { device, session: first, key: firstKey } = keyedSession(t);
    const common = t.random.bytes(16);
    const buffer = t.place(wrapKey(t, first, common), 'BYTE: pData');
    const call = t.video(device, 'pfnNegotiateCryptoSessionKeyExchange');
    const next = sessionMaker(t, first, thousands);
    const sample = [{ session: first, key: firstKey }];
    for (let index = 0; index < thousands; index += 1) {
      const session = next(index);
      if (index % stride === stride - 1) {
        sample.push({ session, key: negotiate(t, session) });
        continue;
      }
      const code = call(device.hDevice, session.handle, 256, buffer);
      t.expectCode(code, [S_OK], 'NCS-1', `the key of session ${index} beside as many others`);
      if (index % stride === 0) sample.push({ session, key: common });
    }
    sample.forEach(({ session, key }, index) => {
      expectKey(t, session, key, 'NCS-1', `sample ${index} of ${thousands + 1} sessions`);
    });
  }),
];
