import type { Address } from '../../../abi/index.js';
import {
  D3D10_DDI_RESOURCE_USAGE,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO as BUFFER_INFO,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE as BUFFER_TYPE,
  D3D11_1DDI_VIDEO_DECODER_CONFIG as CONFIG,
  D3D11_1DDI_VIDEO_DECODER_DESC as DESC,
  DXGI_FORMAT,
  DXVA_NoEncrypt,
  E_INVALIDARG,
  GUID,
  guidName,
  NULL_GUID,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { expectUntouched } from '../../framework/output.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { DecoderDescription } from '../helpers/decoders.js';
import {
  bufferInfosOf,
  configsOf,
  decoderDescriptions,
  decoderProfiles,
  describe,
  isOutputFormat,
} from '../helpers/decoders.js';
import { strangeGuid } from '../helpers/known.js';

/** What a decoder of raw bitstreams takes (VDEC-14). */
const rawTypes = ['PICTURE_PARAMETERS', 'INVERSE_QUANTIZATION_MATRIX', 'SLICE_CONTROL', 'BITSTREAM'] as const;

/** What is decoded with, or a reason to skip. */
function someDescriptions(t: D3D11Case, device: HostDevice): readonly DecoderDescription[] {
  const all = decoderDescriptions(t, device);
  return all.length > 0 ? all : t.skip('the driver lists no decode profiles');
}

/** The last of a driver's descriptions: others than the first are to be told apart from it. */
const lastDescription = (t: D3D11Case, device: HostDevice) => someDescriptions(t, device).at(-1)!;

/** Calls of queries with an index or a description that the driver does not have. */
const wrongQueries = {
  'profile-index': (t: D3D11Case, device: HostDevice, target: Address) => {
    const { length } = decoderProfiles(t, device);
    t.video(device, 'pfnGetVideoDecoderProfile')(device.hDevice, length, target);
  },
  'config-index': (t: D3D11Case, device: HostDevice, target: Address) => {
    const description = lastDescription(t, device);
    const { length } = configsOf(t, device, description);
    const pDesc = t.struct(DESC, description);
    t.video(device, 'pfnGetVideoDecoderConfig')(device.hDevice, pDesc, length, target);
  },
  'buffer-index': (t: D3D11Case, device: HostDevice, target: Address) => {
    const description = lastDescription(t, device);
    const { length } = bufferInfosOf(t, device, description);
    const pDesc = t.struct(DESC, description);
    t.video(device, 'pfnGetVideoDecoderBufferInfo')(device.hDevice, pDesc, length, target);
  },
  'config-profile': (t: D3D11Case, device: HostDevice, target: Address) => {
    const pDesc = t.struct(DESC, describe(strangeGuid, DXGI_FORMAT.NV12));
    t.video(device, 'pfnGetVideoDecoderConfig')(device.hDevice, pDesc, 0, target);
  },
  'buffer-profile': (t: D3D11Case, device: HostDevice, target: Address) => {
    const pDesc = t.struct(DESC, describe(strangeGuid, DXGI_FORMAT.NV12));
    t.video(device, 'pfnGetVideoDecoderBufferInfo')(device.hDevice, pDesc, 0, target);
  },
} as const;

/** What there is to decode with: counts, indexes and what is told of each. */
export const decoderQueryTests: readonly TestDefinition<D3D11Case>[] = [
  test('profiles', { clauses: ['VDEC-10'] }).run((t) => {
    const device = t.device();
    const profiles = decoderProfiles(t, device);
    if (profiles.length === 0) t.skip('the driver lists no decode profiles');
    t.expect(
      !profiles.includes(NULL_GUID),
      'VDEC-10',
      'a decode profile: expected a GUID, received NULL_GUID',
    );
    const different = new Set(profiles).size;
    const text = `${profiles.length} decode profiles: expected as many GUIDs, received ${different}`;
    t.expect(different === profiles.length, 'VDEC-10', text);
  }),
  test('profile-alone', { clauses: ['VDEC-10'] }).run((t) => {
    const device = t.device();
    decoderProfiles(t, device).forEach((_profile, index) => {
      const target = t.guarded(GUID.size('x64'), 'GUID: pGuid');
      t.video(device, 'pfnGetVideoDecoderProfile')(device.hDevice, index, target.address);
      const text = `GetVideoDecoderProfile, Index ${index}: expected 16 bytes written, received more`;
      t.expect(target.guardsIntact(), 'VDEC-10', text);
    });
  }),
  test('formats', { clauses: ['VDEC-11'] }).run((t) => {
    const device = t.device();
    for (const { Guid, OutputFormat } of someDescriptions(t, device)) {
      const text = `${guidName(Guid)}: expected ${DXGI_FORMAT.text(OutputFormat)} as before`;
      t.expect(isOutputFormat(t, device, Guid, OutputFormat), 'VDEC-11', text);
    }
  }),
  test('format-that-is-none', { clauses: ['VDEC-11'] })
    .params({ format: ['unknown', 'palette', 'beyond'] })
    .run((t, { format }) => {
      const device = t.device();
      const formats = { unknown: DXGI_FORMAT.UNKNOWN, palette: 113, beyond: 0x7fff_fff0 };
      for (const profile of decoderProfiles(t, device)) {
        const isTaken = isOutputFormat(t, device, profile, formats[format]);
        t.expect(!isTaken, 'VDEC-11', `${guidName(profile)} to format ${formats[format]}: expected FALSE`);
      }
    }),
  test('format-of-no-profile', { clauses: ['VDEC-11'] }).run((t) => {
    const isTaken = isOutputFormat(t, t.device(), strangeGuid, DXGI_FORMAT.NV12);
    t.expect(!isTaken, 'VDEC-11', 'a profile that is not listed, to NV12: expected FALSE');
  }),
  test('configs', { clauses: ['VDEC-12'] }).run((t) => {
    const device = t.device();
    for (const description of someDescriptions(t, device)) {
      const configs = configsOf(t, device, description);
      const told = guidName(description.Guid);
      t.expect(configs.length > 0, 'VDEC-12', `${told}: expected a configuration, received none`);
      configs.forEach(({ bytes, encryption, raw }, index) => {
        const config = CONFIG.fromBytes(bytes);
        const { guidConfigMBcontrolEncryption: blocks, guidConfigResidDiffEncryption: residuals } = config;
        const what = `${told}, configuration ${index}, ConfigBitstreamRaw ${raw}`;
        if (raw === 0) {
          const text = `${what}: expected DXVA_NoEncrypt, received ${guidName(encryption)}`;
          t.expect(encryption === DXVA_NoEncrypt, 'VDEC-12', text);
          return;
        }
        const others = [blocks, residuals].map(guidName).join(' and ');
        const isClear = blocks === DXVA_NoEncrypt && residuals === DXVA_NoEncrypt;
        const text = `${what}: expected DXVA_NoEncrypt for what is no bitstream, received ${others}`;
        t.expect(isClear, 'VDEC-12', text);
      });
    }
  }),
  test('config-in-clear', { clauses: ['VDEC-12'], decisions: ['D-66'] }).run((t) => {
    const device = t.device();
    for (const description of someDescriptions(t, device)) {
      const configs = configsOf(t, device, description);
      const isOffered = configs.some(({ encryption }) => encryption === DXVA_NoEncrypt);
      const received = configs.map(({ encryption }) => guidName(encryption)).join(', ');
      const text = `${guidName(description.Guid)}: expected a configuration with DXVA_NoEncrypt, received ${received}`;
      t.decided('D-66', isOffered, text);
    }
  }),
  test('buffer-infos', { clauses: ['VDEC-13', 'VDEC-14'] }).run((t) => {
    const device = t.device();
    for (const description of someDescriptions(t, device)) {
      const infos = bufferInfosOf(t, device, description);
      const told = guidName(description.Guid);
      for (const { Type, Size, Usage } of infos) {
        const what = `${told}, buffer of type ${BUFFER_TYPE.text(Type)}`;
        t.expect(Size > 0, 'VDEC-13', `${what}: expected a Size, received 0`);
        const usage = `${what}: expected Usage DYNAMIC, received ${Usage}`;
        t.expect(Usage === D3D10_DDI_RESOURCE_USAGE.DYNAMIC, 'VDEC-13', usage);
      }
      const types = infos.map(({ Type }) => Type);
      const missing = rawTypes.filter((name) => !types.includes(BUFFER_TYPE[name]));
      const text = `${told}: expected a buffer of each type, received none of ${missing.join(', ')}`;
      t.expect(missing.length === 0, 'VDEC-14', text);
      t.expect(new Set(types).size === types.length, 'VDEC-14', `${told}: received a type twice`);
    }
  }),
  test('not-there', {
    clauses: ['VDEC-9'],
    decisions: ['D-08', 'D-14'],
    hostile: true,
  })
    .params({
      what: ['profile-index', 'config-index', 'buffer-index', 'config-profile', 'buffer-profile'],
    })
    .run((t, { what }) => {
      const device = t.device();
      const bytes = what.startsWith('buffer') ? BUFFER_INFO.bytes : CONFIG.bytes;
      const target = t.guarded(bytes, 'what is asked for');
      const errors = t.errorsOf(device, () => {
        wrongQueries[what](t, device, target.address);
      });
      expectUntouched(t, target, 'D-14', `${what} that is not there`);
      t.decidedErrors(errors, [E_INVALIDARG], `${what} that is not there`);
    }),
];
