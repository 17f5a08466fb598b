import { NULL } from '../../../abi/index.js';
import { D3D10_DDI_BIND, S_OK } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { Needing } from '../../framework/fixture.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { expectDecoded, finishFrame, startFrame, submitBuffers } from '../helpers/decoder-frames.js';
import type { TestDecoder, TestView } from '../helpers/decoders.js';
import { createDecoder, outputTexture, tryCreateView } from '../helpers/decoders.js';
import {
  createProtected,
  draw,
  expectHidden,
  expectSwitched,
  filledProtected,
  holds,
  mapped,
  protectedFlag,
  regionOf,
  requireCap,
  ways,
  waysOut,
} from '../helpers/protected-resources.js';
import { copyRegion } from '../helpers/regions.js';
import type { TestResource } from '../helpers/resources.js';
import { createResource, tryCreateResource } from '../helpers/resources.js';
import { tearDownOf } from '../helpers/tear-downs.js';

/** NV12, the format of what decoders put out. */
const shape = { width: 64, height: 32 };
const bindDecoder = { BindFlags: D3D10_DDI_BIND.DECODER };

/** Textures with HW_PROTECTED, by what else is said of them. */
const kinds = {
  nv12: {},
  array: { ArraySize: 2 },
  'decoder-output': bindDecoder,
} as const;

/** A decoder in clear, and a texture that it can output to. */
function decoderGround(t: D3D11Case, textureOf: (device: HostDevice, decoder: TestDecoder) => TestResource) {
  const device = t.newestDevice();
  const decoder = createDecoder(t, device);
  return { decoder, texture: textureOf(device, decoder) };
}

/** A view of a texture, which the driver has to make whatever memory that lies in. */
function viewOf(
  t: D3D11Case,
  { device, kind }: TestDecoder,
  { handle }: TestResource,
  what: string,
): TestView {
  const DecodeProfile = kind.description.Guid;
  const { code, view } = tryCreateView(t, device, { hDrvResource: handle, DecodeProfile });
  t.expectCode(code, [S_OK], 'D-16', `CreateVideoDecoderOutputView, ${what}`);
  return view;
}

/** A frame of one buffer in clear, in a view. */
function expectFrameIn(t: D3D11Case, decoder: TestDecoder, view: TestView, what: string): void {
  const data = t.random.bytes(100);
  startFrame(t, decoder, { view, what });
  t.expectCode(
    submitBuffers(t, decoder, [{ data }]),
    [S_OK],
    'VDEC-16',
    `${what}: VideoDecoderSubmitBuffers`,
  );
  finishFrame(t, decoder, what);
  expectDecoded(t, decoder, [data], 'VDEC-17', what);
}

/** Textures in protected memory, and the views of decoders onto them. */
export const protectedTextureTests: readonly TestDefinition<D3D11Case>[] = [
  test('texture-made', { clauses: ['RES-11', 'RES-2'] })
    .params({ kind: Object.keys(kinds) as (keyof typeof kinds)[] })
    .run((t, { kind }) => {
      const device = t.newestDevice();
      requireCap(t, device, 'HARDWARE_PROTECT_UNCOMPRESSED');
      const { errors } = tryCreateResource(t, device, shape, 'default', { ...kinds[kind], ...protectedFlag });
      t.expectErrors(errors, [], 'RES-11', `a texture with HW_PROTECTED: ${kind}`);
    }),
  test('texture-out-of-reach', { clauses: ['RES-11'] })
    .params({ by: ways })
    .run((t, { by }) => {
      const { resource, picture } = filledProtected(t, shape);
      expectHidden(t, waysOut[by](t, resource), picture, `a protected texture, by ${by}`);
    }),
  test('slice-out-of-reach', { clauses: ['RES-11'] })
    .params({ by: ['map', 'region'] })
    .run((t, { by }) => {
      const device = t.newestDevice();
      const array = createProtected(t, device, shape, kinds.array);
      const staging = createResource(t, device, shape, 'staging');
      const picture = draw(t, staging);
      copyRegion(t, { to: array, from: staging, box: NULL, subresources: [1, 0] });
      const seen = by === 'map' ? mapped(t, array, 1) : regionOf(t, array, 1);
      expectHidden(t, seen, picture, `the second slice of a protected texture, by ${by}`);
    }),
  test('texture-switched', { clauses: ['SHP-2', 'RES-11'] })
    .params({ by: ways })
    .run((t, { by }) => {
      const texture = createResource(t, t.newestDevice(), shape, 'default');
      expectSwitched(t, texture, true);
      const what = `a texture that was switched to protected memory, by ${by}`;
      const picture = draw(t, texture);
      expectHidden(t, waysOut[by](t, texture), picture, what);
    }),
  test('texture-torn-down', { clauses: ['RES-11'], decisions: ['D-44'], needs: ['control', 'oracle'] }).run(
    (t: Needing<D3D11Case, 'control' | 'oracle'>) => {
      const tearDown = tearDownOf(t);
      const { device, resource, picture } = filledProtected(t, shape);
      const look = () => t.driver.oracle.resourceBytes(device.hDevice, resource.handle) ?? new Uint8Array();
      t.expect(
        holds(look(), picture),
        'RES-11',
        'what was copied into a protected texture: received it gone',
      );
      tearDown({});
      const text = 'the content of a protected texture, torn down: received it still there';
      t.decided('D-44', !holds(look(), picture), text);
    },
  ),
  test('view', { clauses: ['RES-11', 'VDEC-16', 'VDEC-21'], decisions: ['D-16'] })
    .params({ by: ways })
    .run((t, { by }) => {
      const { decoder, texture } = decoderGround(t, (device, { kind: { description } }) => {
        const { SampleWidth: width, SampleHeight: height, OutputFormat: format } = description;
        return createProtected(t, device, { width, height, format }, bindDecoder);
      });
      const view = viewOf(t, decoder, texture, 'a protected texture');
      expectFrameIn(t, decoder, view, 'a frame in a protected texture');
      const what = `a protected texture that was decoded to, by ${by}`;
      const picture = draw(t, texture);
      expectHidden(t, waysOut[by](t, texture), picture, what);
    }),
  test('view-of-switched', { clauses: ['RES-11', 'SHP-2', 'VDEC-16'], decisions: ['D-16'] })
    .params({ to: ['protected', 'and-back'] })
    .run((t, { to }) => {
      const { decoder, texture } = decoderGround(t, (device, { kind }) =>
        outputTexture(t, device, kind.description),
      );
      const view = viewOf(t, decoder, texture, 'a texture that is switched later');
      expectSwitched(t, texture, true);
      if (to === 'and-back') expectSwitched(t, texture, false);
      const what = `a frame in a view whose texture was switched: ${to}`;
      expectFrameIn(t, decoder, view, what);
      const picture = draw(t, texture);
      const seen = waysOut.copy(t, texture);
      if (to === 'protected') expectHidden(t, seen, picture, what);
      else t.expectBytes(seen, picture, 'SHP-2', `${what}: the texture, drawn again`);
    }),
];
