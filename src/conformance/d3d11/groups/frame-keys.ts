import { E_INVALIDARG, NULL_GUID } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { hasCap } from '../helpers/caps.js';
import { beginFrame, endFrame, startFrame, submitBuffers } from '../helpers/decoder-frames.js';
import { negotiate, renegotiate } from '../helpers/key-exchange.js';
import type { ProtectedDecoder } from '../helpers/protected-frames.js';
import {
  bind,
  boundDecoder,
  encryptWhole,
  expectProtectedFrame,
  protectedDecoder,
  sessionKeyArgument,
} from '../helpers/protected-frames.js';
import {
  refresh,
  requireRefresh,
  startedNumber,
  unwrapKey,
  wrapContentKey,
} from '../helpers/session-keys.js';
import { createSession, destroySession } from '../helpers/sessions.js';

function requireContentKeys(t: D3D11Case, { decoder }: ProtectedDecoder): void {
  if (!hasCap(t, decoder.device, 'CONTENT_KEY')) t.skip("the driver's caps have no CONTENT_KEY");
}

/** A frame of one buffer that is encrypted as a whole under a key; undefined for one in clear. */
function expectFrameUnder(
  t: D3D11Case,
  made: ProtectedDecoder,
  contentKey: Uint8Array | undefined,
  key: Uint8Array | undefined,
  {
    rule,
    what,
  }: { readonly rule: 'D-28' | 'VDBF-2' | 'FSKR-1' | 'NCS-1' | 'SSKR-7' | 'D-14'; readonly what: string },
): void {
  const [clear, iv] = [t.random.bytes(100), t.random.bytes(16)];
  const data = key ? encryptWhole(t, key, iv, clear) : clear;
  expectProtectedFrame(t, made, { key: contentKey, buffers: [{ data, iv }], clear: [clear], rule, what });
}

/** What makes a session's frames impossible, by how the session lost its key. */
const ends = {
  destroyed: (t: D3D11Case, { session }: ProtectedDecoder) => {
    destroySession(t, session);
  },
  'torn-down': (t: D3D11Case, { session, decoder }: ProtectedDecoder) => {
    const { control } = t.driver;
    if (!control?.tearDown) t.skip("the driver's control has no tearDown");
    if (!hasCap(t, decoder.device, 'HARDWARE_TEARDOWN'))
      t.skip("the driver's caps have no HARDWARE_TEARDOWN");
    control.tearDown({ hDevice: decoder.device.hDevice, hCryptoSession: session.handle });
  },
} as const;

/** Where the key of a bound decoder's frames comes from, and when it does not any more. */
export const frameKeyTests: readonly TestDefinition<D3D11Case>[] = [
  test('key-meaning', { clauses: ['VDBF-1', 'VDBF-3', 'VDBF-9'], decisions: ['D-28'] })
    .params({ key: ['null', 'zeros'] })
    .run((t, { key }) => {
      const made = boundDecoder(t);
      const zeros = new Uint8Array(16);
      const isApi = t.setting('beginFrameKey') === 'api';
      if (!isApi && key === 'zeros') requireContentKeys(t, made);
      const meant = {
        null: isApi ? undefined : made.key,
        zeros: isApi ? made.key : unwrapKey(made.key, zeros),
      }[key];
      const what = `a frame whose pContentKey is ${key}`;
      expectFrameUnder(t, made, key === 'null' ? undefined : zeros, meant, { rule: 'D-28', what });
    }),
  test('content-key', { clauses: ['VDBF-2'], decisions: ['D-28'] }).run((t) => {
    const made = boundDecoder(t);
    requireContentKeys(t, made);
    for (const frame of ['first', 'second']) {
      const contentKey = t.random.bytes(16);
      const wrapped = wrapContentKey(made.key, contentKey);
      const what = `the ${frame} frame, under a content key of its own`;
      expectFrameUnder(t, made, wrapped, contentKey, { rule: 'VDBF-2', what });
    }
    const what = 'a frame under the session key, afterwards';
    expectFrameUnder(t, made, sessionKeyArgument(t), made.key, { rule: 'D-28', what });
  }),
  test('content-key-size', { clauses: ['VDBF-2'], decisions: ['D-14', 'D-16'] })
    .params({ bytes: [15, 17, 32] })
    .run((t, { bytes }) => {
      const made = boundDecoder(t);
      requireContentKeys(t, made);
      const code = beginFrame(t, made.decoder, { view: made.view, key: t.random.bytes(bytes) });
      t.expectCode(code, [E_INVALIDARG], 'D-16', `ContentKeySize ${bytes}`);
      const what = 'a frame afterwards';
      expectFrameUnder(t, made, sessionKeyArgument(t), made.key, { rule: 'D-14', what });
    }),
  test('without-a-key', { clauses: ['VDBF-1'], decisions: ['D-10', 'D-14', 'D-16'] })
    .params({ what: ['unbound', 'no-key'] })
    .run((t, { what }) => {
      const made = protectedDecoder(t, 'D3D11_1', [NULL_GUID]);
      const { decoder, view } = made;
      const keyless = createSession(t, decoder.device, { profile: decoder.kind.description.Guid });
      if (what === 'no-key') bind(t, decoder, keyless);
      const code = beginFrame(t, decoder, { view, key: sessionKeyArgument(t) });
      t.expectCode(code, [E_INVALIDARG], 'D-16', `a frame under the session key: ${what}`);
      bind(t, decoder, made.session);
      const after = 'a frame of a session with a key';
      expectFrameUnder(t, made, sessionKeyArgument(t), made.key, { rule: 'D-14', what: after });
    }),
  test('new-key', { clauses: ['FSKR-1', 'NCS-1', 'VDBF-1'], decisions: ['D-04'] })
    .params({ by: ['refresh', 'negotiation'] })
    .run((t, { by }) => {
      const made = boundDecoder(t);
      const { session, key } = made;
      if (by === 'refresh') requireRefresh(t, session.device);
      const before = { rule: 'D-14', what: 'a frame under the first key' } as const;
      expectFrameUnder(t, made, sessionKeyArgument(t), key, before);
      const next = by === 'refresh' ? refresh(t, session, key) : (renegotiate(t, session) ?? key);
      const rule = by === 'refresh' ? 'FSKR-1' : 'NCS-1';
      const what = `a frame that begins after a ${by}`;
      expectFrameUnder(t, made, sessionKeyArgument(t), next, { rule, what });
    }),
  test('refresh-started', { clauses: ['SSKR-7', 'VDBF-1'] }).run((t) => {
    const made = boundDecoder(t);
    requireRefresh(t, made.session.device);
    startedNumber(t, made.session);
    const what = 'a frame between StartSessionKeyRefresh and FinishSessionKeyRefresh';
    expectFrameUnder(t, made, sessionKeyArgument(t), made.key, { rule: 'SSKR-7', what });
  }),
  test('session-of-its-own', { clauses: ['NCS-1', 'VDBF-1'], decisions: ['D-14'] }).run((t) => {
    const made = boundDecoder(t);
    const other = createSession(t, made.session.device, made.session.kind);
    const otherKey = negotiate(t, other);
    const first = { rule: 'D-14', what: 'a frame, beside another session' } as const;
    expectFrameUnder(t, made, sessionKeyArgument(t), made.key, first);
    bind(t, made.decoder, other);
    const second = { rule: 'NCS-1', what: 'a frame, bound to the other session' } as const;
    expectFrameUnder(t, made, sessionKeyArgument(t), otherKey, second);
  }),
  test('lost-before', { clauses: ['DCS-1', 'VDBF-1'], decisions: ['D-36', 'D-44'] })
    .params({ session: ['destroyed', 'torn-down'] })
    .run((t, { session }) => {
      const made = boundDecoder(t);
      ends[session](t, made);
      const rule = session === 'destroyed' ? 'D-36' : 'D-44';
      const code = beginFrame(t, made.decoder, { view: made.view, key: sessionKeyArgument(t) });
      t.expectFailed(code, rule, `a frame whose session is ${session}`);
    }),
  test('lost-within', { clauses: ['DCS-1', 'VDEC-20'], decisions: ['D-36', 'D-44'] })
    .params({ session: ['destroyed', 'torn-down'] })
    .run((t, { session }) => {
      const made = boundDecoder(t);
      const { decoder, view } = made;
      const buffer = { data: t.random.bytes(64), iv: t.random.bytes(16) };
      startFrame(t, decoder, { view, key: sessionKeyArgument(t) });
      ends[session](t, made);
      const rule = session === 'destroyed' ? 'D-36' : 'D-44';
      t.expectFailed(submitBuffers(t, decoder, [buffer]), rule, `a buffer whose session is ${session}`);
      t.expectErrors(endFrame(t, decoder), [], 'VDEC-20', 'the end of that frame');
    }),
  test('key-gone', { clauses: ['DCS-2', 'VDEC-20'], needs: ['oracle'] }).run((t) => {
    const made = boundDecoder(t);
    requireContentKeys(t, made);
    const contentKey = t.random.bytes(16);
    const wrapped = wrapContentKey(made.key, contentKey);
    const what = 'a frame under a content key';
    expectFrameUnder(t, made, wrapped, contentKey, { rule: 'VDBF-2', what });
    const isKept = t.driver.oracle.remembers(contentKey);
    t.expect(!isKept, 'VDEC-20', 'EndFrame: expected the content key gone, received it in memory still');
  }),
];
