import {
  D3DWDDM2_0DDI_DECODER_ENCRYPTION_HW_CENC as HW_CENC,
  D3DWDDM2_4DDI_DECODER_BITSTREAM_ENCRYPTION_TYPE_CBCS as CBCS,
  D3DWDDM2_4DDI_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC as CENC,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { hasCap } from '../helpers/caps.js';
import { counterBlock } from '../helpers/counters.js';
import type { SubSample } from '../helpers/decoder-frames.js';
import {
  beginFrame,
  expectDecoded,
  finishFrame,
  startFrame,
  submitBuffers,
} from '../helpers/decoder-frames.js';
import { bltSettings, encryptPartially, patternOf } from '../helpers/partial-content.js';
import {
  boundDecoder,
  encryptCbcs,
  encryptSubSamples,
  encryptWhole,
  expectProtectedFrame,
  namedKey,
  protectedDecoder,
  sessionKeyArgument,
} from '../helpers/protected-frames.js';
import { wrapContentKey } from '../helpers/session-keys.js';
import { createSession, destroySession } from '../helpers/sessions.js';
import { frameKeyTests } from './frame-keys.js';
import { hardwareFrameKeyTests } from './hardware-frame-keys.js';

/** Sub-sample maps, as clear and encrypted bytes in turn. */
const maps = {
  one: '0-200',
  'clear-first': '37-163',
  several: '10-50-0-33-7-100',
  odd: '5-17-3-1-1-90-11-0',
  'zero-pair-first': '0-0-20-180',
  'zero-pairs-first': '0-0-0-0-0-0-20-180',
  'zero-pair-within': '20-80-0-0-4-96',
} as const;
type MapName = keyof typeof maps;
const mapNames = Object.keys(maps) as MapName[];

function mapOf(text: string): SubSample[] {
  const numbers = text.split('-').map(Number);
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    numbers[2 * index]!,
    numbers[2 * index + 1]!,
  ]);
}

const bytesOf = (subSamples: readonly SubSample[]) => subSamples.flat().reduce((sum, one) => sum + one, 0);
const versionOf = { '2.0': 'D3DWDDM2_0', '2.4': 'D3DWDDM2_4' } as const;

/** Buffers that are encrypted as a whole, or by block info, for a decoder that a session is bound to. */
const boundBufferTests: readonly TestDefinition<D3D11Case>[] = [
  test('encrypted-whole', { clauses: ['IV-1', 'IV-2', 'VDBF-1'], decisions: ['D-22'] })
    .params({ bytes: [16, 1003], count: ['none', 'low', 'high'] })
    .run((t, { bytes, count }) => {
      const made = boundDecoder(t);
      const counts = { none: 0n, low: 253n, high: 0xffff_ffff_ffff_fff0n };
      const iv = counterBlock(0x0102_0304_0506_0708n, counts[count]);
      const clear = t.random.bytes(bytes);
      const data = encryptWhole(t, made.key, iv, clear);
      const what = `${bytes} bytes from Count ${counts[count]} on`;
      const frame = { key: sessionKeyArgument(t), buffers: [{ data, iv }], clear: [clear] };
      expectProtectedFrame(t, made, { ...frame, rule: count === 'high' ? 'D-22' : 'IV-1', what });
    }),
  test('some-in-clear', { clauses: ['VDEC-17'] }).run((t) => {
    const made = boundDecoder(t);
    const [iv, clear] = [t.random.bytes(16), [64, 100, 48].map((bytes) => t.random.bytes(bytes))];
    const data = encryptWhole(t, made.key, iv, clear[1]!);
    const buffers = [{ data: clear[0]! }, { data, iv }, { data: clear[2]! }];
    const what = 'buffers in clear (pIV NULL) beside an encrypted one';
    const frame = { key: sessionKeyArgument(t), buffers, clear };
    expectProtectedFrame(t, made, { ...frame, rule: 'VDEC-17', what });
  }),
  test('block-info', { clauses: ['EBI-1', 'EBI-2', 'VDEC-17'], decisions: ['D-23'] })
    .params({ pattern: ['100-20-2', '0-16-16', '0-5-11', '32-0-0', '16-100-0'] })
    .run((t, { pattern }) => {
      const made = boundDecoder(t);
      if (!hasCap(t, made.decoder.device, 'PARTIAL_DECRYPTION'))
        t.skip("the driver's caps have no PARTIAL_DECRYPTION");
      const [iv, picture] = [t.random.bytes(16), t.random.bytes(320)];
      const blockInfo = patternOf(pattern);
      const content = { key: made.key, iv, picture, pattern: blockInfo, ...bltSettings(t) };
      const buffers = [{ data: encryptPartially(content), iv, blockInfo }];
      const what = `pattern (${blockInfo.join(', ')})`;
      const frame = { key: sessionKeyArgument(t), buffers, clear: [picture] };
      expectProtectedFrame(t, made, { ...frame, rule: 'D-23', what });
    }),
  test('iv-size', { clauses: ['IV-2'], decisions: ['D-14', 'D-16'] })
    .params({ bytes: [8, 15, 17] })
    .run((t, { bytes }) => {
      const { decoder, view } = boundDecoder(t);
      startFrame(t, decoder, { view, key: sessionKeyArgument(t) });
      const code = submitBuffers(t, decoder, [{ data: t.random.bytes(64), iv: t.random.bytes(bytes) }]);
      t.expectCode(code, [E_INVALIDARG], 'D-16', `IVSize ${bytes}`);
      finishFrame(t, decoder, 'the frame');
      expectDecoded(t, decoder, [], 'D-14', 'the frame');
    }),
  test('iv-again', { clauses: ['VDBF-7'], decisions: ['D-14', 'D-21'] })
    .params({ by: ['next-buffer', 'next-frame', 'same-call'] })
    .run((t, { by }) => {
      const { decoder, key, view } = boundDecoder(t);
      const [iv, first, second] = [t.random.bytes(16), t.random.bytes(64), t.random.bytes(64)];
      const buffers = [first, second].map((clear) => ({ data: encryptWhole(t, key, iv, clear), iv }));
      const isTaken = t.setting('ivReuse') === 'allow';
      const expected = isTaken ? [S_OK] : [E_INVALIDARG];
      const what = 'an IV that was used before under the same key';
      startFrame(t, decoder, { view, key: sessionKeyArgument(t) });
      if (by === 'same-call') t.expectCode(submitBuffers(t, decoder, buffers), expected, 'D-21', what);
      else {
        t.expectCode(submitBuffers(t, decoder, [buffers[0]!]), [S_OK], 'VDBF-7', 'an IV for the first time');
        if (by === 'next-frame') {
          finishFrame(t, decoder, 'the first frame');
          startFrame(t, decoder, { view, key: sessionKeyArgument(t) });
        }
        t.expectCode(submitBuffers(t, decoder, [buffers[1]!]), expected, 'D-21', what);
      }
      finishFrame(t, decoder, 'the frame');
      const before = by === 'next-buffer' || (by === 'same-call' && isTaken) ? [first] : [];
      expectDecoded(t, decoder, isTaken ? [...before, second] : before, 'D-14', 'the frame');
    }),
];

/** Frames that name their session. */
const namedSessionTests: readonly TestDefinition<D3D11Case>[] = [
  test('named-session', { clauses: ['VDBF-2', 'VDBF-5', 'VDBF-6'], decisions: ['D-16'] })
    .params({ blob: ['none', 'content-key'] })
    .run((t, { blob }) => {
      const made = protectedDecoder(t, 'D3DWDDM2_0', [HW_CENC, CENC]);
      if (blob === 'content-key' && !hasCap(t, made.decoder.device, 'CONTENT_KEY'))
        t.skip("the driver's caps have no CONTENT_KEY");
      const [iv, clear, contentKey] = [t.random.bytes(16), t.random.bytes(100), t.random.bytes(16)];
      const isOwn = blob === 'content-key';
      const data = encryptWhole(t, isOwn ? contentKey : made.key, iv, clear);
      const key = namedKey(t, made.session, isOwn ? wrapContentKey(made.key, contentKey) : undefined);
      const what = `a frame that names its session, blob: ${blob}`;
      const frame = { key, buffers: [{ data, iv }], clear: [clear], form: '2.0' } as const;
      expectProtectedFrame(t, made, { ...frame, rule: 'D-16', what });
    }),
  test('named-wrongly', { clauses: ['CCS-3', 'VDBF-5', 'VDBF-6'], decisions: ['D-09', 'D-14', 'D-16'] })
    .params({ what: ['short', 'long', 'other-device', 'destroyed', 'no-key', 'blob-size'] })
    .run((t, { what }) => {
      const made = protectedDecoder(t, 'D3DWDDM2_0', [HW_CENC, CENC]);
      const { decoder, session, view } = made;
      const { kind } = session;
      const other = createSession(
        t,
        what === 'other-device' ? t.deviceOf('D3DWDDM2_0') : decoder.device,
        kind,
      );
      if (what === 'destroyed') destroySession(t, other);
      const right = namedKey(t, session);
      const key = {
        short: right.subarray(0, 24),
        long: new Uint8Array([...right, 0, 0, 0, 0, 0, 0, 0, 0]),
        'other-device': namedKey(t, other),
        destroyed: namedKey(t, other),
        'no-key': namedKey(t, other),
        'blob-size': namedKey(t, session, t.random.bytes(15)),
      }[what];
      const rule = what === 'other-device' || what === 'destroyed' ? 'D-09' : 'D-16';
      const code = beginFrame(t, decoder, { view, key });
      t.expectCode(code, [E_INVALIDARG], rule, `a frame that names its session: ${what}`);
      const [iv, clear] = [t.random.bytes(16), t.random.bytes(100)];
      const buffers = [{ data: encryptWhole(t, made.key, iv, clear), iv }];
      const frame = { key: right, buffers, clear: [clear], form: '2.0' } as const;
      expectProtectedFrame(t, made, { ...frame, rule: 'D-14', what: 'a frame afterwards' });
    }),
];

/** Sub-samples and stripes. */
const subSampleTests: readonly TestDefinition<D3D11Case>[] = [
  test('sub-samples', { clauses: ['VDEC-17', 'VDEC-19'], decisions: ['D-16'] })
    .params({ map: mapNames, form: ['2.0', '2.4'] })
    .run((t, { map, form }) => {
      const made = protectedDecoder(t, versionOf[form], [HW_CENC, CENC]);
      const subSamples = mapOf(maps[map]);
      const [iv, clear] = [t.random.bytes(16), t.random.bytes(bytesOf(subSamples))];
      const data = encryptSubSamples(t, made.key, iv, { data: clear, subSamples });
      const buffers = [{ data, iv, subSamples }];
      const frame = { key: namedKey(t, made.session), buffers, clear: [clear], form };
      expectProtectedFrame(t, made, { ...frame, rule: 'D-16', what: `sub-samples ${maps[map]}` });
    }),
  test('sub-samples-that-do-not-add-up', { clauses: ['VDEC-17'], decisions: ['D-14', 'D-16'] })
    .params({
      map: ['20-179', '20-181', '0-0', '20-180-4294967295-1', '4294967196-300'],
      form: ['2.0', '2.4'],
    })
    .run((t, { map, form }) => {
      const made = protectedDecoder(t, versionOf[form], [HW_CENC, CENC]);
      const { decoder, session, view } = made;
      const [iv, clear] = [t.random.bytes(16), t.random.bytes(200)];
      const data = encryptWhole(t, made.key, iv, clear);
      startFrame(t, decoder, { view, key: namedKey(t, session) });
      const wrong = { data, iv, subSamples: mapOf(map) };
      const code = submitBuffers(t, decoder, [{ data: clear }, wrong], form);
      t.expectCode(code, [E_INVALIDARG], 'D-16', `sub-samples ${map} of 200 bytes`);
      const right = submitBuffers(t, decoder, [{ data, iv, subSamples: [[0, 200]] }], form);
      t.expectCode(right, [S_OK], 'D-14', 'the right sub-samples afterwards');
      finishFrame(t, decoder, 'the frame');
      expectDecoded(t, decoder, [clear], 'D-14', 'the frame');
    }),
  test('short-iv', { clauses: ['IV-2', 'VDEC-19'], decisions: ['D-16'] }).run((t) => {
    const made = protectedDecoder(t, 'D3DWDDM2_4', [CENC]);
    const [iv, clear] = [t.random.bytes(8), t.random.bytes(200)];
    const whole = new Uint8Array([...iv, 0, 0, 0, 0, 0, 0, 0, 0]);
    const data = encryptWhole(t, made.key, whole, clear);
    const frame = { key: namedKey(t, made.session), buffers: [{ data, iv }], clear: [clear] };
    const what = 'an IV of 8 bytes, Count from 0 on';
    expectProtectedFrame(t, made, { ...frame, form: '2.4', rule: 'D-16', what });
  }),
  test('stripes', { clauses: ['VDEC-17', 'VDEC-19'], decisions: ['D-16'] })
    .params({
      cipher: ['CTR', 'CBC'],
      pattern: ['1-9', '2-1'],
      map: ['32-480', '16-72-8-200-0-20', '0-0-4-176'],
    })
    .run((t, { cipher, pattern, map }) => {
      const made = protectedDecoder(t, 'D3DWDDM2_4', cipher === 'CBC' ? [CBCS] : [CENC]);
      const subSamples = mapOf(map);
      const [[encrypted, clearBlocks]] = mapOf(pattern) as [SubSample];
      const stripes = [encrypted, clearBlocks] as const;
      const [iv, clear] = [t.random.bytes(16), t.random.bytes(bytesOf(subSamples))];
      const content = { data: clear, subSamples, stripes };
      const data =
        cipher === 'CBC' ? encryptCbcs(made.key, iv, content) : encryptSubSamples(t, made.key, iv, content);
      const buffers = [{ data, iv, subSamples, stripes }];
      const what = `${cipher}, stripes ${pattern}, sub-samples ${map}`;
      const frame = { key: namedKey(t, made.session), buffers, clear: [clear] };
      expectProtectedFrame(t, made, { ...frame, form: '2.4', rule: 'D-16', what });
    }),
  test('constant-iv', { clauses: ['VDBF-7', 'VDEC-19'], decisions: ['D-16', 'D-21'] }).run((t) => {
    const made = protectedDecoder(t, 'D3DWDDM2_4', [CBCS]);
    const [iv, subSamples, stripes] = [t.random.bytes(16), mapOf('8-160-8-160'), [1, 9] as const];
    for (const frame of ['first', 'second']) {
      const clear = t.random.bytes(bytesOf(subSamples));
      const data = encryptCbcs(made.key, iv, { data: clear, subSamples, stripes });
      const buffers = [{ data, iv, subSamples, stripes }];
      const what = `the ${frame} frame under a constant IV`;
      const given = { key: namedKey(t, made.session), buffers, clear: [clear] };
      expectProtectedFrame(t, made, { ...given, form: '2.4', rule: 'D-16', what });
    }
  }),
  test('one-stripe-count', { clauses: ['VDEC-19'], decisions: ['D-14', 'D-16'] })
    .params({ pattern: ['1-0', '0-9'] })
    .run((t, { pattern }) => {
      const made = protectedDecoder(t, 'D3DWDDM2_4', [CENC, CBCS]);
      const { decoder, session, view } = made;
      const [[encrypted, clearBlocks]] = mapOf(pattern) as [SubSample];
      const buffer = { data: t.random.bytes(160), iv: t.random.bytes(16) };
      startFrame(t, decoder, { view, key: namedKey(t, session) });
      const code = submitBuffers(t, decoder, [{ ...buffer, stripes: [encrypted, clearBlocks] }], '2.4');
      t.expectCode(code, [E_INVALIDARG], 'D-16', `stripes ${pattern}`);
      finishFrame(t, decoder, 'the frame');
      expectDecoded(t, decoder, [], 'D-14', 'the frame');
    }),
];

/** Encrypted buffers: the frame's key, and which bytes it is for. */
export const decoderBuffersGroup = group(
  'decoder-buffers',
  'encrypted buffers of frames: where the key comes from, and which bytes are decrypted',
  d3d11,
  [...frameKeyTests, ...hardwareFrameKeyTests, ...boundBufferTests, ...namedSessionTests, ...subSampleTests],
);
