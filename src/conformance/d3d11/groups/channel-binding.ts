import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID as CONFIGURE_CRYPTO_SESSION,
  D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION as QUERY_CRYPTO_SESSION,
  E_INVALIDARG,
  NULL_GUID,
} from '../../../ddi/index.js';
import type { Rule } from '../../rules/rule.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { Binding } from '../helpers/channel-bindings.js';
import { bindOver, bindingOf, toldBinding } from '../helpers/channel-bindings.js';
import { expectCommandRefused, expectQueryRefused } from '../helpers/channel-refusals.js';
import type { OpenChannel } from '../helpers/channels.js';
import { channelNames, destroyChannel, openChannel } from '../helpers/channels.js';
import { beginFrame } from '../helpers/decoder-frames.js';
import { createDecoder, createView, destroyDecoder } from '../helpers/decoders.js';
import { negotiate } from '../helpers/key-exchange.js';
import type { ProtectedDecoder } from '../helpers/protected-frames.js';
import {
  encryptWhole,
  expectProtectedFrame,
  protectedDecoder,
  sessionKeyArgument,
} from '../helpers/protected-frames.js';
import { createSession, destroySession } from '../helpers/sessions.js';

/** A decoder of encrypted buffers, a session with a key, and a channel of their device; nothing is bound. */
function ground(t: D3D11Case): { readonly made: ProtectedDecoder; readonly channel: OpenChannel } {
  const made = protectedDecoder(t, 'D3D11_1', [NULL_GUID]);
  return { made, channel: openChannel(t, made.decoder.device) };
}

/** The same of a session of its own, on the same device. */
function anotherOf(t: D3D11Case, { decoder, session }: ProtectedDecoder): ProtectedDecoder {
  const other = createSession(t, session.device, session.kind);
  return {
    decoder: createDecoder(t, decoder.device, decoder.kind),
    session: other,
    key: negotiate(t, other),
    view: createView(t, decoder.device, decoder.kind.description),
  };
}

const text = ({ DecodeHandle, CryptoSessionHandle, DeviceHandle }: Binding) =>
  [DecodeHandle, CryptoSessionHandle, DeviceHandle].map((handle) => `0x${handle.toString(16)}`).join(', ');

/** Demands that a channel tells this binding. */
function expectTold(t: D3D11Case, channel: OpenChannel, binding: Binding, rule: Rule, what: string): void {
  const told = toldBinding(t, channel, binding.DecodeHandle);
  if (text(told) === text(binding)) return;
  t.violated(rule, `${what}: expected decoder, session and device ${text(binding)}, received ${text(told)}`);
}

/** Demands that a frame is decrypted with the key of a session. */
function expectFrameOf(
  t: D3D11Case,
  { decoder, view }: ProtectedDecoder,
  key: Uint8Array,
  rule: Rule,
  what: string,
): void {
  const [iv, clear] = [t.random.bytes(16), t.random.bytes(100)];
  const buffers = [{ data: encryptWhole(t, key, iv, clear), iv }];
  const frame = { key: sessionKeyArgument(t), buffers, clear: [clear] };
  expectProtectedFrame(t, { decoder, view }, { ...frame, rule, what });
}

/** Bindings that are wrong in what they name. */
const wrongBindings = {
  'decoder-zero': (_t, _ground, right) => ({ ...right, DecodeHandle: 0n }),
  'session-zero': (_t, _ground, right) => ({ ...right, CryptoSessionHandle: 0n }),
  'device-zero': (_t, _ground, right) => ({ ...right, DeviceHandle: 0n }),
  exchanged: (_t, _ground, right) => ({
    ...right,
    DecodeHandle: right.CryptoSessionHandle,
    CryptoSessionHandle: right.DecodeHandle,
  }),
  'decoder-of-another-device': (t, _ground, right) => ({
    ...right,
    DecodeHandle: otherDevices(t).DecodeHandle,
  }),
  'session-of-another-device': (t, _ground, right) => ({
    ...right,
    CryptoSessionHandle: otherDevices(t).CryptoSessionHandle,
  }),
  'device-of-another-device': (t, _ground, right) => ({
    ...right,
    DeviceHandle: otherDevices(t).DeviceHandle,
  }),
  'all-of-another-device': (t) => otherDevices(t),
  'decoder-destroyed': (t, { made, channel }, right) => {
    const { decoder, session } = anotherOf(t, made);
    const { DecodeHandle } = bindOver(t, channel, decoder, session);
    destroyDecoder(t, decoder);
    return { ...right, DecodeHandle };
  },
  'session-destroyed': (t, { made, channel }, right) => {
    const { decoder, session } = anotherOf(t, made);
    const { CryptoSessionHandle } = bindOver(t, channel, decoder, session);
    destroySession(t, session);
    return { ...right, CryptoSessionHandle };
  },
} as const satisfies Record<
  string,
  (t: D3D11Case, made: ReturnType<typeof ground>, right: Binding) => Binding
>;

/** What would be right on another device. */
function otherDevices(t: D3D11Case): Binding {
  const { made, channel } = ground(t);
  return bindingOf(t, channel, made.decoder, made.session);
}

/** HANDLEs that are no decoder's of this device. */
const wrongDecoders = {
  zero: () => 0n,
  session: (t, { made, channel }) => bindingOf(t, channel, made.decoder, made.session).CryptoSessionHandle,
  'another-device': (t) => otherDevices(t).DecodeHandle,
  destroyed: (t, { made, channel }) => {
    const { DecodeHandle } = bindOver(t, channel, made.decoder, made.session);
    destroyDecoder(t, made.decoder);
    return DecodeHandle;
  },
} as const satisfies Record<string, (t: D3D11Case, made: ReturnType<typeof ground>) => bigint>;

const keysOf = <T extends object>(of: T) => Object.keys(of) as (keyof T)[];

/** CONFIGURE_CRYPTO_SESSION and QUERY_CRYPTO_SESSION. */
export const channelBindingGroup = group(
  'channel-binding',
  'CRYPTO_SESSION: a decoder is bound to the session that decrypts its frames',
  d3d11,
  [
    test('told', { clauses: ['CFG-15', 'CSGH-2', 'VDGH-2', 'QAC-8'], decisions: ['D-35'] })
      .params({ channel: channelNames })
      .run((t, { channel: name }) => {
        const made = protectedDecoder(t, 'D3D11_1', [NULL_GUID]);
        const channel = openChannel(t, made.decoder.device, name);
        const binding = bindOver(t, channel, made.decoder, made.session);
        expectTold(t, channel, binding, 'CFG-15', 'a decoder that was bound');
        expectFrameOf(t, made, made.key, 'CFG-15', 'a frame of a decoder that was bound');
      }),
    test('told-by-another-channel', { clauses: ['CFG-15', 'QAC-8'] }).run((t) => {
      const { made, channel } = ground(t);
      const binding = bindOver(t, channel, made.decoder, made.session);
      const other = openChannel(t, made.decoder.device);
      expectTold(t, other, binding, 'CFG-15', 'a decoder that was bound over another channel');
    }),
    test('unbound', { clauses: ['CFG-15', 'QAC-8'] }).run((t) => {
      const { made, channel } = ground(t);
      const { DecodeHandle, CryptoSessionHandle } = bindingOf(t, channel, made.decoder, made.session);
      const told = toldBinding(t, channel, DecodeHandle);
      const isNone = told.CryptoSessionHandle !== CryptoSessionHandle;
      t.expect(isNone, 'CFG-15', 'a decoder that nobody bound: expected no session, received one');
      const code = beginFrame(t, made.decoder, { view: made.view, key: sessionKeyArgument(t) });
      t.expectFailed(code, 'CFG-15', 'a protected frame of a decoder that nobody bound');
    }),
    test('refused', { clauses: ['CFG-15', 'CFG-16'], decisions: ['D-09', 'D-14'] })
      .params({ what: keysOf(wrongBindings) })
      .run((t, { what }) => {
        const made = ground(t);
        const { channel } = made;
        const { decoder, session, key } = made.made;
        const right = bindOver(t, channel, decoder, session);
        const wrong = wrongBindings[what](t, made, right);
        expectCommandRefused(t, channel, CONFIGURE_CRYPTO_SESSION, wrong, 'D-09', `a binding: ${what}`);
        expectTold(t, channel, right, 'D-14', 'the binding of before');
        expectFrameOf(t, made.made, key, 'D-14', 'a frame by the binding of before');
      }),
    test('refused-at-first', { clauses: ['CFG-15', 'CFG-16'], decisions: ['D-09', 'D-14'] })
      .params({ what: ['session-of-another-device', 'device-of-another-device'] as const })
      .run((t, { what }) => {
        const made = ground(t);
        const { channel } = made;
        const { decoder, session, view } = made.made;
        const wrong = wrongBindings[what](t, made, bindingOf(t, channel, decoder, session));
        expectCommandRefused(t, channel, CONFIGURE_CRYPTO_SESSION, wrong, 'D-09', `a binding: ${what}`);
        const code = beginFrame(t, decoder, { view, key: sessionKeyArgument(t) });
        t.expectFailed(code, 'D-14', 'a protected frame after a binding that was refused');
      }),
    test('rebound', { clauses: ['CFG-15', 'QAC-8'] }).run((t) => {
      const { made, channel } = ground(t);
      const other = anotherOf(t, made);
      bindOver(t, channel, made.decoder, made.session);
      const binding = bindOver(t, channel, made.decoder, other.session);
      expectTold(t, channel, binding, 'CFG-15', 'a decoder that was bound anew');
      expectFrameOf(t, made, other.key, 'CFG-15', 'a frame of a decoder that was bound anew');
    }),
    test('each-decoder-its-own', { clauses: ['CFG-15', 'QAC-8'] })
      .params({ sessions: ['two', 'one'] })
      .run((t, { sessions }) => {
        const { made, channel } = ground(t);
        const second = anotherOf(t, made);
        const other = sessions === 'two' ? second : { ...second, session: made.session, key: made.key };
        const bindings = [made, other].map((one) => bindOver(t, channel, one.decoder, one.session));
        [made, other].forEach((one, index) => {
          const what = `decoder ${index + 1} of two`;
          expectTold(t, channel, bindings[index]!, 'CFG-15', what);
          expectFrameOf(t, one, one.key, 'CFG-15', `a frame of ${what}`);
        });
      }),
    test('session-destroyed', { clauses: ['CFG-15', 'DCS-1'], decisions: ['D-36'] }).run((t) => {
      const { made, channel } = ground(t);
      const { decoder, session, view } = made;
      const { DecodeHandle, CryptoSessionHandle } = bindOver(t, channel, decoder, session);
      destroySession(t, session);
      const told = toldBinding(t, channel, DecodeHandle);
      const isGone = told.CryptoSessionHandle !== CryptoSessionHandle;
      t.decided('D-36', isGone, 'a decoder whose session is destroyed: received that session still');
      const code = beginFrame(t, decoder, { view, key: sessionKeyArgument(t) });
      t.expectCode(code, [E_INVALIDARG], 'D-36', 'a protected frame whose session is destroyed');
    }),
    test('channel-destroyed', { clauses: ['CFG-15', 'DAC-2'], decisions: ['D-36'] }).run((t) => {
      const { made, channel } = ground(t);
      const binding = bindOver(t, channel, made.decoder, made.session);
      destroyChannel(t, channel);
      const other = openChannel(t, made.decoder.device);
      expectTold(t, other, binding, 'D-36', 'a decoder whose channel is destroyed');
      expectFrameOf(t, made, made.key, 'D-36', 'a frame of a decoder whose channel is destroyed');
    }),
    test('asked-wrongly', { clauses: ['CFG-15', 'VDGH-1', 'QAC-8'], decisions: ['D-09'] })
      .params({ handle: keysOf(wrongDecoders) })
      .run((t, { handle }) => {
        const made = ground(t);
        const DecodeHandle = wrongDecoders[handle](t, made);
        const what = `CRYPTO_SESSION of a decoder: ${handle}`;
        expectQueryRefused(t, made.channel, QUERY_CRYPTO_SESSION, { DecodeHandle }, 'D-09', what);
      }),
  ],
);
