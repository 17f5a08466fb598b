import type { Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import {
  D3D11_1DDIARG_VIDEODECODEREXTENSION as EXTENSION,
  D3DDDIERR_DEVICEREMOVED,
  DXGI_FORMAT,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  guidName,
  S_OK,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { DecoderKind, TestDecoder } from '../helpers/decoders.js';
import {
  configsOf,
  createDecoder,
  createView,
  decoderDescriptions,
  decoderKind,
  describe,
  destroyDecoder,
  destroyingDecoder,
  destroyingView,
  outputTexture,
  tryCreateDecoder,
  tryCreateView,
} from '../helpers/decoders.js';
import { beginFrame, endFrame, expectFrame, submitBuffers } from '../helpers/decoder-frames.js';
import { decoderHandle } from '../helpers/driver-handles.js';
import { strangeGuid } from '../helpers/known.js';

/** VideoDecoderGetHandle, into memory of its own. */
function getHandleCode(t: D3D11Case, { device, handle }: TestDecoder): Hresult {
  const call = t.video(device, 'pfnVideoDecoderGetHandle');
  return call(device.hDevice, handle, t.allocate(8, 'HANDLE: pHandle'));
}

/** A kind that the driver does not offer, by what is wrong with it. */
const notOffered = {
  profile: (_t, _device, { config }) => ({ description: describe(strangeGuid, DXGI_FORMAT.NV12), config }),
  format: (_t, _device, { description, config }) => ({
    description: { ...description, OutputFormat: 113 },
    config,
  }),
  encryption: (_t, _device, { description, config }) => {
    const bytes = config.bytes.slice();
    bytes[0]! ^= 0x5a;
    return { description, config: { ...config, bytes } };
  },
  raw: (_t, _device, { description, config }) => {
    const bytes = config.bytes.slice();
    bytes[50] = 0x77; // ConfigBitstreamRaw of more than 65,535
    return { description, config: { ...config, bytes } };
  },
} as const satisfies Record<string, (t: D3D11Case, device: HostDevice, kind: DecoderKind) => DecoderKind>;

/** Functions that take a decoder, called through a handle that is none of the device's: their codes. */
const throughDecoder = {
  'get-handle': (t, decoder) => [getHandleCode(t, decoder)],
  begin: (t, decoder) => [
    beginFrame(t, decoder, { view: createView(t, decoder.device, decoder.kind.description) }),
  ],
  submit: (t, decoder) => [submitBuffers(t, decoder, [{ data: t.random.bytes(64) }])],
  end: (t, decoder) => endFrame(t, decoder),
  extension: (t, { device, handle }) => {
    const pExtension = t.struct(EXTENSION, { Function: 7 });
    return [t.video(device, 'pfnVideoDecoderExtension')(device.hDevice, handle, pExtension)];
  },
  destroy: (t, decoder) => {
    const destroy = t.video(decoder.device, 'pfnDestroyVideoDecoder');
    return t.errorsOf(decoder.device, () => {
      destroy(decoder.device.hDevice, decoder.handle);
    });
  },
} as const satisfies Record<string, (t: D3D11Case, decoder: TestDecoder) => readonly Hresult[]>;

/** Decoders, from their size query to their end. */
export const decoderLifeTests: readonly TestDefinition<D3D11Case>[] = [
  test('create', { clauses: ['VDEC-1', 'VDEC-2', 'VDEC-12', 'VDEC-23'] }).run((t) => {
    const device = t.device();
    const descriptions = decoderDescriptions(t, device);
    if (descriptions.length === 0) t.skip('the driver lists no decode profiles');
    for (const description of descriptions)
      for (const config of configsOf(t, device, description)) {
        const decoder = createDecoder(t, device, { description, config });
        t.expectCode(
          getHandleCode(t, decoder),
          [S_OK],
          'VDGH-1',
          `${guidName(description.Guid)}: its handle`,
        );
        destroyDecoder(t, decoder);
      }
  }),
  test('not-offered', { clauses: ['VDEC-5'], decisions: ['D-14'] })
    .params({ what: ['profile', 'format', 'encryption', 'raw'] })
    .run((t, { what }) => {
      const device = t.device();
      const kind = decoderKind(t, device);
      const { code } = tryCreateDecoder(t, device, notOffered[what](t, device, kind));
      t.expectFailed(code, 'VDEC-5', `CreateVideoDecoder, ${what} that is not offered`);
      t.expectCode(code, [E_INVALIDARG], 'VDEC-5', `CreateVideoDecoder, ${what} that is not offered`);
      expectFrame(t, createDecoder(t, device, kind), 'D-14', 'a decoder made afterwards');
    }),
  test('no-memory', { clauses: ['VDEC-1'], decisions: ['D-14', 'D-16'], needs: ['control'] })
    .params({ of: ['decoder', 'view'] })
    .run((t, { of }) => {
      const device = t.device();
      const kind = decoderKind(t, device);
      const { handle } = outputTexture(t, device, kind.description);
      const view = { hDrvResource: handle, DecodeProfile: kind.description.Guid };
      t.driver.control.failAllocation(1);
      const { code } = of === 'decoder' ? tryCreateDecoder(t, device, kind) : tryCreateView(t, device, view);
      t.driver.control.failAllocation(0);
      // A driver that needs no memory of its own has made one.
      t.expectCode(code, [E_OUTOFMEMORY, S_OK], 'D-16', `a ${of} without memory`);
      if (failed(code)) expectFrame(t, createDecoder(t, device, kind), 'D-14', 'a decoder made afterwards');
      else if (of === 'decoder') t.skip('the driver takes no memory for a decoder');
    }),
  test('device-removed', { clauses: ['VDEC-23', 'VDGH-1'], decisions: ['D-15'], needs: ['control'] })
    .params({ through: ['create', 'get-handle', 'destroy'] })
    .run((t, { through }) => {
      const device = t.device();
      const decoder = createDecoder(t, device);
      t.driver.control.removeDevice();
      const what = `${through} on a removed device`;
      if (through === 'destroy') {
        t.expectErrors(t.errorsOf(device, destroyingDecoder(t, decoder)), [], 'VDEC-23', what);
        return;
      }
      const code =
        through === 'create' ? tryCreateDecoder(t, device, decoder.kind).code : getHandleCode(t, decoder);
      t.expectCode(code, [D3DDDIERR_DEVICEREMOVED], 'D-15', what);
    }),
  test('handle', { clauses: ['VDGH-1', 'VDGH-2'] }).run((t) => {
    const device = t.device();
    const kind = decoderKind(t, device);
    const decoders = Array.from({ length: 16 }, () => createDecoder(t, device, kind));
    const handles = decoders.map((decoder) => decoderHandle(t, decoder));
    t.expect(!handles.includes(0n), 'VDGH-1', 'VideoDecoderGetHandle: expected a handle, received 0');
    const different = new Set(handles).size;
    t.expect(different === 16, 'VDGH-1', `16 decoders: expected as many handles, received ${different}`);
    destroyDecoder(t, decoders[0]!);
    const after = decoders.slice(1).map((decoder) => decoderHandle(t, decoder));
    const isStable = after.every((handle, index) => handle === handles[index + 1]);
    t.expect(isStable, 'VDGH-2', 'VideoDecoderGetHandle: expected the handles of before, received others');
  }),
  test('handle-of-64-bits', { clauses: ['VDGH-1', 'VDGH-2'] }).run((t) => {
    const device = t.device();
    const decoder = createDecoder(t, device);
    const target = t.guarded(8, 'HANDLE: pHandle');
    t.video(device, 'pfnVideoDecoderGetHandle')(device.hDevice, decoder.handle, target.address);
    const [first, second] = [t.memory.readU64(target.address), decoderHandle(t, decoder)];
    const text = `0x${first.toString(16)} and 0x${second.toString(16)}`;
    t.expect(first === second, 'VDGH-2', `expected 8 bytes written whatever lay there, received ${text}`);
  }),
  test('other-device', {
    clauses: ['VDEC-3', 'VDEC-4'],
    decisions: ['D-08', 'D-09'],
    callerBreaks: ['DEV-11'],
  })
    .params({ through: ['get-handle', 'begin', 'submit', 'end', 'extension', 'destroy'] })
    .run((t, { through }) => {
      const decoder = createDecoder(t, t.device());
      const wrong = { ...decoder, device: t.device() };
      const codes = throughDecoder[through](t, wrong);
      const what = `${through}, through another device`;
      if (through === 'end' || through === 'destroy') t.decidedErrors(codes, [E_INVALIDARG], what);
      else for (const code of codes) t.expectFailed(code, 'VDEC-4', what);
      expectFrame(t, decoder, 'VDEC-3', 'the decoder, used through its own device');
    }),
  test('destroyed', {
    clauses: ['VDEC-23'],
    decisions: ['D-08', 'D-09', 'D-61'],
    callerBreaks: ['DEV-6'],
  })
    .params({ through: ['get-handle', 'begin', 'submit', 'end', 'extension', 'destroy'] })
    .run((t, { through }) => {
      const device = t.device();
      const decoder = createDecoder(t, device);
      const other = createDecoder(t, device, decoder.kind);
      destroyDecoder(t, decoder);
      const codes = throughDecoder[through](t, decoder);
      const what = `${through}, of a decoder that is destroyed`;
      if (through === 'end' || through === 'destroy') t.decidedErrors(codes, [E_INVALIDARG], what);
      else for (const code of codes) t.expectFailed(code, 'VDEC-23', what);
      expectFrame(t, other, 'VDEC-23', 'a decoder beside it');
    }),
  test('many', { clauses: ['VDEC-1', 'VDEC-23'] }).run((t) => {
    const device = t.device();
    const kind = decoderKind(t, device);
    for (let round = 0; round < 40; round += 1) {
      const { code, decoder } = tryCreateDecoder(t, device, kind);
      t.expectCode(code, [S_OK], 'VDEC-23', `decoder ${round + 1}, each destroyed before the next`);
      destroyDecoder(t, decoder);
    }
  }),
];

/** Output views of decoders. */
export const outputViewTests: readonly TestDefinition<D3D11Case>[] = [
  test('views', { clauses: ['VDEC-1', 'VDEC-2', 'VDEC-23'] }).run((t) => {
    const device = t.device();
    const descriptions = decoderDescriptions(t, device);
    if (descriptions.length === 0) t.skip('the driver lists no decode profiles');
    for (const description of descriptions) {
      const view = createView(t, device, description);
      const errors = t.errorsOf(device, destroyingView(t, view));
      t.expectErrors(errors, [], 'VDEC-23', 'DestroyVideoDecoderOutputView');
    }
  }),
  test('view-not-offered', { clauses: ['VDEC-1'], decisions: ['D-09', 'D-16'] })
    .params({ what: ['profile', 'texture-of-another-device', 'texture-destroyed'] })
    .run((t, { what }) => {
      const device = t.device();
      const { description } = decoderKind(t, device);
      const owner = what === 'texture-of-another-device' ? t.device() : device;
      const texture = outputTexture(t, owner, description);
      if (what === 'texture-destroyed') {
        texture.object.discard();
        t.core(device, 'pfnDestroyResource')(device.hDevice, texture.handle);
      }
      const DecodeProfile = what === 'profile' ? strangeGuid : description.Guid;
      const { code } = tryCreateView(t, device, { hDrvResource: texture.handle, DecodeProfile });
      const rule = what === 'profile' ? 'D-16' : 'D-09';
      t.expectFailed(code, rule, `CreateVideoDecoderOutputView, ${what}`);
      t.expectCode(code, [E_INVALIDARG], rule, `CreateVideoDecoderOutputView, ${what}`);
    }),
  test('view-destroyed-on-another-device', {
    clauses: ['VDEC-4'],
    decisions: ['D-08', 'D-09'],
    callerBreaks: ['DEV-11'],
  }).run((t) => {
    const device = t.device();
    const decoder = createDecoder(t, device);
    const view = createView(t, device, decoder.kind.description);
    const other = t.device();
    const destroy = t.video(other, 'pfnDestroyVideoDecoderOutputView');
    const errors = t.errorsOf(other, () => {
      destroy(other.hDevice, view.handle);
    });
    t.decidedErrors(errors, [E_INVALIDARG], 'DestroyVideoDecoderOutputView, through another device');
    const code = beginFrame(t, decoder, { view });
    t.expectCode(code, [S_OK], 'VDEC-4', 'a frame in the view, afterwards');
    endFrame(t, decoder);
  }),
];
