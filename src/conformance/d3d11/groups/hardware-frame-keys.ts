import { E_INVALIDARG } from '../../../ddi/index.js';
import type { Needing } from '../../framework/fixture.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import {
  beginFrame,
  expectDecoded,
  finishFrame,
  startFrame,
  submitBuffers,
} from '../helpers/decoder-frames.js';
import type { HardwareDecoder, HardwareKey } from '../helpers/hardware-keys.js';
import {
  forgetHardwareKey,
  hardwareDecoder,
  installHardwareKey,
  namedHardwareKey,
  newHardwareKey,
} from '../helpers/hardware-keys.js';
import { negotiate } from '../helpers/key-exchange.js';
import { encryptWhole, expectProtectedFrame } from '../helpers/protected-frames.js';
import { createSession } from '../helpers/sessions.js';
import { requireTearDown, tearDown, tearDownOf } from '../helpers/tear-downs.js';

/** A key of the trusted environment, installed. */
function installed(t: D3D11Case, { session }: HardwareDecoder): HardwareKey {
  const hardwareKey = newHardwareKey(t);
  installHardwareKey(t, session, hardwareKey);
  return hardwareKey;
}

/** A frame of one buffer under a key of the trusted environment. */
function expectFrameUnder(
  t: D3D11Case,
  made: HardwareDecoder,
  hardwareKey: HardwareKey,
  { rule, what }: { readonly rule: 'D-16' | 'D-14'; readonly what: string },
): void {
  const [iv, clear] = [t.random.bytes(16), t.random.bytes(100)];
  const data = encryptWhole(t, hardwareKey.key, iv, clear);
  const key = namedHardwareKey(t, made.session, hardwareKey);
  expectProtectedFrame(t, made, { key, buffers: [{ data, iv }], clear: [clear], form: '2.0', rule, what });
}

/** Structures that name no key that a frame could have. */
const wrongNames = {
  null: (t: D3D11Case, { session }: HardwareDecoder) => namedHardwareKey(t, session),
  unknown: (t: D3D11Case, { session }: HardwareDecoder) => namedHardwareKey(t, session, newHardwareKey(t)),
  forgotten: (t: D3D11Case, made: HardwareDecoder) => {
    const hardwareKey = installed(t, made);
    forgetHardwareKey(t, made.session, hardwareKey);
    return namedHardwareKey(t, made.session, hardwareKey);
  },
  'of-a-software-session': (t: D3D11Case, made: HardwareDecoder) => {
    const { device, kind } = made.session;
    const software = createSession(t, device, { profile: kind.profile });
    negotiate(t, software);
    return namedHardwareKey(t, software, installed(t, made));
  },
} as const;
const wrongs = Object.keys(wrongNames) as (keyof typeof wrongNames)[];

/** Frames that name a key of the trusted environment by pKeyInfoId. */
export const hardwareFrameKeyTests: readonly TestDefinition<D3D11Case>[] = [
  test('key-info-id', { clauses: ['HWP-4', 'VDBF-5', 'VDBF-6'], decisions: ['D-16'] }).run((t) => {
    const made = hardwareDecoder(t);
    const keys = [installed(t, made), installed(t, made)];
    keys.forEach((hardwareKey, index) => {
      const what = `a frame under key ${index + 1} of two in the trusted environment`;
      expectFrameUnder(t, made, hardwareKey, { rule: 'D-16', what });
    });
    expectFrameUnder(t, made, keys[0]!, { rule: 'D-16', what: 'a frame under the first key again' });
  }),
  test('key-info-id-replaced', { clauses: ['HWP-4', 'VDBF-5'], decisions: ['D-16'] }).run((t) => {
    const made = hardwareDecoder(t);
    const before = installed(t, made);
    expectFrameUnder(t, made, before, { rule: 'D-16', what: 'a frame under a key' });
    const after = { ...before, key: t.random.bytes(16) };
    installHardwareKey(t, made.session, after);
    expectFrameUnder(t, made, after, { rule: 'D-16', what: 'a frame under the key that took its id' });
  }),
  test('key-info-id-wrong', { clauses: ['VDBF-5'], decisions: ['D-14', 'D-16'] })
    .params({ id: wrongs })
    .run((t, { id }) => {
      const made = hardwareDecoder(t);
      const hardwareKey = installed(t, made);
      const key = wrongNames[id](t, made);
      const code = beginFrame(t, made.decoder, { view: made.view, key });
      t.expectCode(code, [E_INVALIDARG], 'D-16', `a frame whose pKeyInfoId is wrong: ${id}`);
      expectFrameUnder(t, made, hardwareKey, {
        rule: 'D-14',
        what: 'a frame under the right key afterwards',
      });
    }),
  test('key-info-id-torn-down', { clauses: ['VDBF-5'], decisions: ['D-44'], needs: ['control'] })
    .params({ when: ['before', 'within'] })
    .run((t: Needing<D3D11Case, 'control'>, { when }) => {
      tearDownOf(t);
      const made = hardwareDecoder(t);
      const { decoder, session, view } = made;
      requireTearDown(t, session.device, true, session.kind);
      const hardwareKey = installed(t, made);
      const key = namedHardwareKey(t, session, hardwareKey);
      if (when === 'within') startFrame(t, decoder, { view, key });
      tearDown(t, session);
      const what = `a tear-down ${when} a frame under a key of the trusted environment`;
      if (when === 'before') {
        t.expectFailed(beginFrame(t, decoder, { view, key }), 'D-44', what);
        return;
      }
      const [iv, clear] = [t.random.bytes(16), t.random.bytes(64)];
      const data = encryptWhole(t, hardwareKey.key, iv, clear);
      t.expectFailed(submitBuffers(t, decoder, [{ data, iv }], '2.0'), 'D-44', what);
      finishFrame(t, decoder, what);
      expectDecoded(t, decoder, [], 'D-44', what);
    }),
  test('key-info-id-gone', { clauses: ['DCS-2', 'VDEC-20'], needs: ['oracle'] }).run(
    (t: Needing<D3D11Case, 'oracle'>) => {
      const made = hardwareDecoder(t);
      const hardwareKey = installed(t, made);
      expectFrameUnder(t, made, hardwareKey, { rule: 'D-16', what: 'a frame under a key' });
      forgetHardwareKey(t, made.session, hardwareKey);
      const isKept = t.driver.oracle.remembers(hardwareKey.key);
      const text = 'a key that the trusted environment forgot: expected it gone, received it in memory still';
      t.expect(!isKept, 'VDEC-20', text);
    },
  ),
];
