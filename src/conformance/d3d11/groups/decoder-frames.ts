import type { Hresult } from '../../../abi/index.js';
import type { HResource } from '../../../ddi/index.js';
import {
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE as BUFFER_TYPE,
  D3DDDIERR_WASSTILLDRAWING,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  E_PENDING,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import {
  beginFrame,
  createDecoderBuffer,
  endFrame,
  expectDecoded,
  expectFrame,
  finishFrame,
  startFrame,
  submitBuffers,
} from '../helpers/decoder-frames.js';
import { createDecoder, createView, destroyingView } from '../helpers/decoders.js';
import { decoderHistogramTests } from './decoder-histograms.js';

/** The version of the interface that first has a form of SubmitBuffers (VDEC-19). */
const versionOf = { '11.1': 'D3D11_1', '2.0': 'D3DWDDM2_0', '2.4': 'D3DWDDM2_4' } as const;

/** Bytes that are no multiple of a cipher block. */
const oddBytes = 1003;

const { PICTURE_PARAMETERS, INVERSE_QUANTIZATION_MATRIX, SLICE_CONTROL, BITSTREAM } = BUFFER_TYPE;
const frameTypes = [PICTURE_PARAMETERS, INVERSE_QUANTIZATION_MATRIX, SLICE_CONTROL, BITSTREAM] as const;

/** SubmitBuffers, which must succeed. */
function submit(t: D3D11Case, ...[decoder, buffers, form]: SubmitArguments): void {
  const code = submitBuffers(t, decoder, buffers, form);
  t.expectCode(code, [S_OK], 'VDEC-16', 'VideoDecoderSubmitBuffers');
}

type SubmitArguments = Parameters<typeof submitBuffers> extends [unknown, ...infer Rest] ? Rest : never;

/** A view that BeginFrame must not take, by what is wrong with it. */
function wrongView(
  t: D3D11Case,
  device: ReturnType<D3D11Case['device']>,
  what: 'other-device' | 'destroyed',
) {
  const decoder = createDecoder(t, device);
  const owner = what === 'other-device' ? t.device() : device;
  const view = createView(t, owner, decoder.kind.description);
  if (what === 'destroyed')
    t.expectErrors(t.errorsOf(owner, destroyingView(t, view)), [], 'VDEC-23', 'the view is destroyed');
  return { decoder, view };
}

/** A buffer that SubmitBuffers must not take, by what is wrong with it. */
function wrongBuffer(
  t: D3D11Case,
  device: ReturnType<D3D11Case['device']>,
  what: 'other-device' | 'destroyed',
): HResource {
  const owner = what === 'other-device' ? t.device() : device;
  const { handle, object } = createDecoderBuffer(t, owner, { data: t.random.bytes(64) });
  if (what === 'destroyed') {
    object.discard();
    t.core(owner, 'pfnDestroyResource')(owner.hDevice, handle);
  }
  return handle;
}

/** BeginFrame, SubmitBuffers, EndFrame of frames in clear. */
export const decoderFramesGroup = group(
  'decoder-frames',
  'BeginFrame, SubmitBuffers and EndFrame: what is taken, in which order, and what is refused',
  d3d11,
  [
    test('one-buffer', { clauses: ['VDEC-16', 'VDEC-17', 'VDEC-19', 'VDEC-20'] })
      .params({ form: ['11.1', '2.0', '2.4'], bytes: [1, oddBytes] })
      .run((t, { form, bytes }) => {
        const decoder = createDecoder(t, t.deviceOf(versionOf[form]));
        const data = t.random.bytes(bytes);
        startFrame(t, decoder);
        submit(t, decoder, [{ data }], form);
        finishFrame(t, decoder, 'a frame');
        expectDecoded(t, decoder, [data], 'VDEC-17', `${bytes} bytes in clear`);
      }),
    test('part-of-a-buffer', { clauses: ['VDEC-17'] }).run((t) => {
      const decoder = createDecoder(t, t.device());
      const data = t.random.bytes(oddBytes);
      startFrame(t, decoder);
      submit(t, decoder, [{ data, dataSize: 500 }]);
      finishFrame(t, decoder, 'a frame');
      expectDecoded(t, decoder, [data.subarray(0, 500)], 'VDEC-17', 'DataSize 500 of a longer buffer');
    }),
    test('all-types', { clauses: ['VDEC-14', 'VDEC-16', 'VDEC-17', 'VDEC-20'] })
      .params({ calls: ['one', 'several'] })
      .run((t, { calls }) => {
        const decoder = createDecoder(t, t.device());
        const buffers = frameTypes.map((type, index) => ({ type, data: t.random.bytes(64 + 16 * index) }));
        startFrame(t, decoder);
        if (calls === 'one') submit(t, decoder, buffers);
        else for (const buffer of buffers) submit(t, decoder, [buffer]);
        finishFrame(t, decoder, 'a frame');
        const expected = buffers.map(({ data }) => data);
        expectDecoded(t, decoder, expected, 'VDEC-20', `a buffer of each type, ${calls} calls`);
      }),
    test('frame-after-frame', { clauses: ['VDEC-17', 'VDEC-20'] }).run((t) => {
      const decoder = createDecoder(t, t.device());
      const view = createView(t, decoder.device, decoder.kind.description);
      for (const frame of ['first', 'second', 'third']) {
        const data = t.random.bytes(256);
        startFrame(t, decoder, { view, what: `the ${frame} frame` });
        submit(t, decoder, [{ data }]);
        finishFrame(t, decoder, `the ${frame} frame`);
        expectDecoded(t, decoder, [data], 'VDEC-20', `the ${frame} frame`);
      }
    }),
    test('two-decoders', { clauses: ['VDEC-17', 'VDEC-20'], decisions: ['D-09'] }).run((t) => {
      const device = t.device();
      const decoders = [createDecoder(t, device), createDecoder(t, device)];
      const data = decoders.map(() => t.random.bytes(128));
      for (const decoder of decoders) startFrame(t, decoder, { what: 'a frame beside another' });
      decoders.forEach((decoder, index) => {
        submit(t, decoder, [{ data: data[index]! }]);
      });
      for (const decoder of decoders) finishFrame(t, decoder, 'a frame beside another');
      decoders.forEach((decoder, index) => {
        expectDecoded(t, decoder, [data[index]!], 'VDEC-20', `decoder ${index + 1} of two`);
      });
    }),
    test('out-of-order', { clauses: ['VDEC-15', 'VDEC-18'], decisions: ['D-08', 'D-14'], hostile: true })
      .params({ what: ['submit-first', 'end-first', 'end-twice'] })
      .run((t, { what }) => {
        const decoder = createDecoder(t, t.device());
        if (what === 'end-twice') {
          startFrame(t, decoder);
          finishFrame(t, decoder, 'a frame');
        }
        if (what === 'submit-first') {
          const code = submitBuffers(t, decoder, [{ data: t.random.bytes(64) }]);
          t.expectFailed(code, 'VDEC-18', 'SubmitBuffers outside a frame');
        } else t.decidedErrors(endFrame(t, decoder), [E_INVALIDARG], 'EndFrame outside a frame');
        expectFrame(t, decoder, 'D-14', 'a frame afterwards');
      }),
    test('nested', { clauses: ['VDBF-4', 'VDEC-18'], decisions: ['D-14'], hostile: true }).run((t) => {
      const decoder = createDecoder(t, t.device());
      const view = createView(t, decoder.device, decoder.kind.description);
      const data = t.random.bytes(64);
      startFrame(t, decoder, { view });
      submit(t, decoder, [{ data }]);
      t.expectFailed(beginFrame(t, decoder, { view }), 'VDEC-18', 'a frame in a frame');
      finishFrame(t, decoder, 'the outer frame');
      expectDecoded(t, decoder, [data], 'D-14', 'the outer frame');
    }),
    test('busy', { clauses: ['VDBF-8'], decisions: ['D-14', 'D-16'], needs: ['control'] })
      .params({ code: ['WASSTILLDRAWING', 'E_PENDING'] })
      .run((t, { code }) => {
        const { control } = t.driver;
        const stillDecoding =
          control.stillDecoding?.bind(control) ?? t.skip("the driver's control has no stillDecoding");
        const codes: Record<typeof code, Hresult> = {
          WASSTILLDRAWING: D3DDDIERR_WASSTILLDRAWING,
          E_PENDING,
        };
        const decoder = createDecoder(t, t.device());
        const view = createView(t, decoder.device, decoder.kind.description);
        stillDecoding(2, codes[code]);
        for (const attempt of [1, 2])
          t.expectCode(
            beginFrame(t, decoder, { view }),
            [codes[code]],
            'D-16',
            `a busy decoder, attempt ${attempt}`,
          );
        expectFrame(t, decoder, 'D-14', 'the decoder, no longer busy');
      }),
    test('wrong-view', { clauses: ['VDEC-4'], decisions: ['D-09', 'D-14', 'D-61'] })
      .params({ what: ['other-device', 'destroyed'] })
      .run((t, { what }) => {
        const { decoder, view } = wrongView(t, t.device(), what);
        const code = beginFrame(t, decoder, { view });
        t.expectFailed(code, what === 'other-device' ? 'VDEC-4' : 'D-09', `a view: ${what}`);
        t.expectCode(code, [E_INVALIDARG], 'D-09', `a view: ${what}`);
        expectFrame(t, decoder, 'D-14', 'a frame afterwards');
      }),
    test('wrong-buffer', { clauses: ['VDEC-17'], decisions: ['D-09', 'D-14', 'D-61'] })
      .params({ what: ['other-device', 'destroyed'] })
      .run((t, { what }) => {
        const device = t.device();
        const decoder = createDecoder(t, device);
        const hResource = wrongBuffer(t, device, what);
        const data = t.random.bytes(64);
        startFrame(t, decoder);
        submit(t, decoder, [{ data }]);
        const code = submitBuffers(t, decoder, [
          { data: t.random.bytes(64) },
          { data: t.random.bytes(64), hResource },
        ]);
        t.expectCode(code, [E_INVALIDARG], 'D-09', `a buffer: ${what}`);
        finishFrame(t, decoder, 'the frame');
        expectDecoded(t, decoder, [data], 'D-14', 'the frame: what was taken before the refusal');
      }),
    test('data-beyond-the-buffer', { clauses: ['VDEC-17'], decisions: ['D-14', 'D-16'] })
      .params({ bytes: [1, 0xffff_ff00] })
      .run((t, { bytes }) => {
        const decoder = createDecoder(t, t.device());
        const data = t.random.bytes(64);
        startFrame(t, decoder);
        const code = submitBuffers(t, decoder, [{ data, dataSize: Math.min(64 + bytes, 0xffff_ffff) }]);
        t.expectCode(code, [E_INVALIDARG], 'D-16', `DataSize ${bytes} larger than the buffer`);
        submit(t, decoder, [{ data }]);
        finishFrame(t, decoder, 'the frame');
        expectDecoded(t, decoder, [data], 'D-14', 'the frame');
      }),
    test('no-memory', { clauses: ['VDEC-16'], decisions: ['D-14'], needs: ['control'] })
      .params({ at: ['begin', 'submit'] })
      .run((t, { at }) => {
        const decoder = createDecoder(t, t.device());
        const view = createView(t, decoder.device, decoder.kind.description);
        const data = t.random.bytes(64);
        const { handle } = createDecoderBuffer(t, decoder.device, { data });
        if (at === 'submit') startFrame(t, decoder, { view });
        t.driver.control.failAllocation(1);
        const code =
          at === 'begin'
            ? beginFrame(t, decoder, { view })
            : submitBuffers(t, decoder, [{ data, hResource: handle }]);
        t.driver.control.failAllocation(0);
        // A driver that takes no memory here has nothing to refuse.
        t.expectCode(code, [E_OUTOFMEMORY, S_OK], 'VDEC-16', `${at} without memory`);
        if (at === 'begin' && code === S_OK) t.skip('the driver takes no memory for a frame');
        if (at === 'begin') startFrame(t, decoder, { view });
        else if (code === E_OUTOFMEMORY) submit(t, decoder, [{ data, hResource: handle }]);
        if (at === 'begin') submit(t, decoder, [{ data }]);
        finishFrame(t, decoder, 'the frame');
        expectDecoded(t, decoder, [data], 'D-14', 'the frame, with memory');
      }),
    test('device-removed', { clauses: ['VDEC-16'], decisions: ['D-15'], needs: ['control'] })
      .params({ at: ['begin', 'submit'] })
      .run((t, { at }) => {
        const decoder = createDecoder(t, t.device());
        const view = createView(t, decoder.device, decoder.kind.description);
        const data = t.random.bytes(64);
        const { handle } = createDecoderBuffer(t, decoder.device, { data });
        if (at === 'submit') startFrame(t, decoder, { view });
        t.driver.control.removeDevice();
        const code =
          at === 'begin'
            ? beginFrame(t, decoder, { view })
            : submitBuffers(t, decoder, [{ data, hResource: handle }]);
        t.expectCode(code, [E_OUTOFMEMORY], 'D-15', `${at} on a removed device`);
      }),
    ...decoderHistogramTests,
  ],
);
