import { E_INVALIDARG, S_OK } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { expectDecoded, expectFrame, finishFrame, submitBuffers } from '../helpers/decoder-frames.js';
import { createDecoder, createView } from '../helpers/decoders.js';
import type { HistogramForm, TestHistogram } from '../helpers/frame-histograms.js';
import { beginWithHistograms, mostHistograms } from '../helpers/frame-histograms.js';
import type { TestResource } from '../helpers/resources.js';
import { createResource, destroyingResource } from '../helpers/resources.js';

/** What a runtime takes for the offsets of histograms: multiples of so many bytes. */
const offsetUnit = 256;
const bufferBytes = mostHistograms * 4 * offsetUnit;

const forms: readonly HistogramForm[] = ['RS4_0', '2.4'];
/** Bytes that are no part of an Offset of 32 bits. */
const padding = 0xa5a5_a5a5_0000_0000n;

const createBuffer = (t: D3D11Case, device: HostDevice): TestResource =>
  createResource(t, device, { bytes: bufferBytes }, 'default');

/** A decoder, in clear, and a view, on a device that has histograms. */
function ground(t: D3D11Case) {
  const device = t.deviceOf('D3DWDDM2_4');
  const decoder = createDecoder(t, device);
  return { device, decoder, view: createView(t, device, decoder.kind.description) };
}

/** A frame of one buffer in clear, which must succeed. */
function expectFrameWith(
  t: D3D11Case,
  { decoder, view }: ReturnType<typeof ground>,
  given: { readonly form: HistogramForm; readonly histograms?: readonly (TestHistogram | undefined)[] },
  { rule, what }: { readonly rule: Rule; readonly what: string },
): void {
  t.expectCode(beginWithHistograms(t, decoder, view, given), [S_OK], rule, `${what}: VideoDecoderBeginFrame`);
  const data = t.random.bytes(100);
  const code = submitBuffers(t, decoder, [{ data }], '2.4');
  t.expectCode(code, [S_OK], 'VDEC-16', `${what}: VideoDecoderSubmitBuffers2`);
  finishFrame(t, decoder, what);
  expectDecoded(t, decoder, [data], rule, what);
}

/** One histogram for each component, none for the first `without` of them. */
const inOneBuffer = ({ handle }: TestResource, without = 0): (TestHistogram | undefined)[] =>
  Array.from({ length: mostHistograms }, (_, index) =>
    index < without ? undefined : { hBuffer: handle, offset: BigInt(index * 4 * offsetUnit) },
  );

/** A buffer that histograms must not go to, by what is wrong with it. */
function wrongBuffer(t: D3D11Case, device: HostDevice, what: 'other-device' | 'destroyed'): TestResource {
  if (what === 'other-device') return createBuffer(t, t.deviceOf('D3DWDDM2_4'));
  const buffer = createBuffer(t, device);
  t.expectSuccess(device, 'DestroyResource', destroyingResource(t, buffer));
  return buffer;
}

/** Frames whose components have histograms, in the form of WDDM 2.4 and of RS4_0. */
export const decoderHistogramTests: readonly TestDefinition<D3D11Case>[] = [
  test('histograms-disabled', { clauses: ['VDEC-16', 'VDEC-25'] }).run((t) => {
    const decoder = createDecoder(t, t.deviceOf('D3DWDDM2_4'));
    expectFrame(t, decoder, 'VDEC-16', 'a frame of 88 bytes, whose histograms are zero');
  }),
  // Nobody's runtime asks for id 6 (SUB-12): a driver may refuse it, but what it fills has to work.
  test('rs4-begin-frame', { clauses: ['SUB-12', 'VDEC-16', 'VDEC-25'] }).run((t) => {
    const what = 'a frame by the RS4_0 table, whose histograms are zero';
    expectFrameWith(t, ground(t), { form: 'RS4_0' }, { rule: 'VDEC-16', what });
  }),
  test('histograms', { clauses: ['VDEC-16', 'VDEC-25'] })
    .params({ form: forms, without: [0, 3] })
    .run((t, { form, without }) => {
      const made = ground(t);
      const histograms = inOneBuffer(createBuffer(t, made.device), without);
      const what = `${form}: a frame with ${mostHistograms - without} histograms`;
      expectFrameWith(t, made, { form, histograms }, { rule: 'VDEC-16', what });
    }),
  test('histogram-padding', { clauses: ['VDEC-16', 'VDEC-25'] }).run((t) => {
    const made = ground(t);
    const { handle } = createBuffer(t, made.device);
    const histograms = [{ hBuffer: handle, offset: padding }];
    const what = 'a frame with bytes of no member behind Offset';
    expectFrameWith(t, made, { form: '2.4', histograms }, { rule: 'VDEC-16', what });
  }),
  test('histogram-buffer', { clauses: ['VDEC-25'], decisions: ['D-09', 'D-14', 'D-61'] })
    .params({ form: forms, what: ['other-device', 'destroyed'], of: ['first', 'last'] })
    .run((t, { form, what, of }) => {
      const made = ground(t);
      const { device, decoder, view } = made;
      const histograms = inOneBuffer(createBuffer(t, device));
      const at = of === 'first' ? 0 : mostHistograms - 1;
      histograms[at] = { hBuffer: wrongBuffer(t, device, what).handle, offset: 0n };
      const code = beginWithHistograms(t, decoder, view, { form, histograms });
      t.expectCode(code, [E_INVALIDARG], 'D-09', `${form}: the buffer of the ${of} histogram: ${what}`);
      expectFrameWith(t, made, { form }, { rule: 'D-14', what: 'a frame afterwards' });
    }),
  test('histogram-beyond', { clauses: ['VDEC-25'], decisions: ['D-14', 'D-16'] })
    .params({ form: forms, offset: ['end', 'far'] })
    .run((t, { form, offset }) => {
      const made = ground(t);
      const { handle } = createBuffer(t, made.device);
      const far = form === 'RS4_0' ? 1n << 32n : 0xffff_ff00n;
      const histograms = [{ hBuffer: handle, offset: offset === 'end' ? BigInt(bufferBytes) : far }];
      const code = beginWithHistograms(t, made.decoder, made.view, { form, histograms });
      t.expectCode(code, [E_INVALIDARG], 'D-16', `${form}: an Offset outside of the buffer: ${offset}`);
      expectFrameWith(t, made, { form }, { rule: 'D-14', what: 'a frame afterwards' });
    }),
];
