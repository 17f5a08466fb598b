import { describe, expect, it } from '@jest/globals';
import { d3d11, type D3D11Case, group, runConformance, test } from '../../../src/conformance/index.js';
import { watchRuntime } from '../../../src/conformance/d3d11/duties/watch-runtime.js';
import {
  beginFrame,
  endFrame,
  startFrame,
  submitBuffers,
} from '../../../src/conformance/d3d11/helpers/decoder-frames.js';
import {
  createDecoder,
  createView,
  decoderProfiles,
} from '../../../src/conformance/d3d11/helpers/decoders.js';
import { D3D11_1DDI_VIDEO_DECODER_DESC } from '../../../src/ddi/index.js';
import { createDriver } from '../../../src/facade/index.js';

type Device = ReturnType<D3D11Case['device']>;

describe('a caller that breaks a duty about decoders', () => {
  const planted: Record<string, readonly [string, string, (t: D3D11Case, device: Device) => void]> = {
    'asks for a decode profile behind the last': [
      'VDEC-9',
      'GetVideoDecoderProfile: Index 5: there are 5',
      (t, device) => {
        const { length } = decoderProfiles(t, device);
        t.errorsOf(device, () => {
          t.video(device, 'pfnGetVideoDecoderProfile')(device.hDevice, length, t.allocate(16, 'GUID'));
        });
      },
    ],
    'asks for configurations of a profile that is not listed': [
      'VDEC-9',
      'GetVideoDecoderConfig: pDecodeDesc: no profile that the driver has listed',
      (t, device) => {
        const pDesc = t.struct(D3D11_1DDI_VIDEO_DECODER_DESC, {});
        t.errorsOf(device, () => {
          t.video(device, 'pfnGetVideoDecoderConfig')(device.hDevice, pDesc, 0, t.allocate(100, 'CONFIG'));
        });
      },
    ],
    'submits buffers outside a frame': [
      'VDEC-15',
      'VideoDecoderSubmitBuffers: no frame has begun',
      (t, device) => {
        submitBuffers(t, createDecoder(t, device), [{ data: new Uint8Array(64) }]);
      },
    ],
    'begins a frame in a frame': [
      'VDBF-4',
      'VideoDecoderBeginFrame: a frame has begun already',
      (t, device) => {
        const decoder = createDecoder(t, device);
        const view = createView(t, device, decoder.kind.description);
        beginFrame(t, decoder, { view });
        beginFrame(t, decoder, { view });
      },
    ],
    'ends a frame twice': [
      'VDBF-4',
      'VideoDecoderEndFrame: no frame has begun',
      (t, device) => {
        const decoder = createDecoder(t, device);
        startFrame(t, decoder);
        endFrame(t, decoder);
        endFrame(t, decoder);
      },
    ],
  };

  it.each(Object.entries(planted))('%s: is found', (_name, [clause, text, body]) => {
    const { cases } = group('planted', 'a breach', d3d11, [
      test('here', { clauses: ['DEV-7'] }).run((t: D3D11Case) => {
        body(t, t.device());
      }),
    ]);
    const watched = watchRuntime(createDriver({ seed: 1 }));
    runConformance({ driver: () => watched.driver, cases });
    expect(watched.finish()).toEqual([{ clause, text }]);
  });
});
