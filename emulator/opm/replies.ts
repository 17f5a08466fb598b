import type { Guid } from '../../src/abi/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import {
  NTSTATUSES as S,
  OPM_ACP_AND_CGMSA_SIGNALING as SIGNALING,
  OPM_ACTUAL_OUTPUT_FORMAT as FORMAT,
  OPM_CONNECTED_HDCP_DEVICE_INFORMATION as HDCP_DEVICE,
  OPM_DVI_CHARACTERISTIC as DVI,
  OPM_GUIDS as G,
  OPM_HDCP_FLAG,
  OPM_OUTPUT_ID_DATA,
  OPM_STANDARD_INFORMATION as STANDARD,
} from '../../src/ddi/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { aspectRatioMask } from '../copp/signaling.js';
import type { Output } from '../outputs/output.js';
import { noDvi, noHdcp, noSrmYet } from './causes.js';
import { findProtection } from './find-protection.js';
import { busType, connectorType, interleaveOf } from './numbers.js';
import type { OpmCore } from './opm-core.js';
import { typesOf } from './protection-types.js';
import type { ProtectedOutput, Semantics } from './state.js';

/** What a request is answered from. */
interface Asked {
  readonly core: OpmCore;
  readonly object: ProtectedOutput;
  readonly output: Output;
  /** abParameters. */
  readonly parameters: Uint8Array;
  readonly refuse: Refuse;
}

/** A reply, whose random and flags are filled in afterwards; or the code that the request is refused with. */
type Reply = Uint8Array | Ntstatus;

/** One request: the semantics that have it, how many bytes of parameters it has, and its reply. */
export interface Request {
  readonly of: readonly Semantics[];
  /** 0, or 4 for a protection type (OPM-23). */
  readonly parametersBytes: number;
  readonly reply: (asked: Asked) => Reply;
}

const both: readonly Semantics[] = ['OPM', 'COPP'];
const invalid = S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;

const standard = (ulInformation: number) => STANDARD.toBytes({ ulInformation });

const plain = (of: readonly Semantics[], value: (asked: Asked) => number): Request => ({
  of,
  parametersBytes: 0,
  reply: (asked) => standard(value(asked)),
});

/** A level, of the type that the first 4 bytes name (OPM-23, OPM-24). */
const level = (value: (asked: Asked, protection: OutputProtection) => number): Request => ({
  of: both,
  parametersBytes: 4,
  reply: (asked) => {
    const { core, object, parameters, refuse } = asked;
    const bit = new DataView(parameters.buffer, parameters.byteOffset).getUint32(0, true);
    const protection = findProtection(core, refuse, object, bit, invalid);
    return typeof protection === 'number' ? protection : standard(value(asked, protection));
  },
});

function supportedTypes({ core, object, output }: Asked): number {
  const { opmPolicies, opmProfile } = core;
  return typesOf(object.semantics, opmPolicies.opmProtections(output), opmProfile.opmAnalog === 'allow');
}

const outputFormat = ({ output: { mode } }: Asked) =>
  FORMAT.toBytes({
    ulDisplayWidth: mode.width,
    ulDisplayHeight: mode.height,
    dsfSampleInterleaveFormat: interleaveOf(mode),
    d3dFormat: mode.d3dFormat,
    ulFrequencyNumerator: mode.refreshNumerator,
    ulFrequencyDenominator: mode.refreshDenominator,
  });

/** Without a receiver there is no vector. Its 5 bytes are the number's, least significant first (COPP-38). */
function hdcpDevice({ output: { hdcpReceiver } }: Asked): Uint8Array {
  const bytes = HDCP_DEVICE.toBytes({ ulHDCPFlags: hdcpReceiver?.repeater ? OPM_HDCP_FLAG.REPEATER : 0 });
  const ksv = new DataView(bytes.buffer, HDCP_DEVICE.offset.ksvB);
  ksv.setBigUint64(0, hdcpReceiver?.ksv ?? 0n, true);
  return bytes;
}

function signaling({ output }: Asked): Uint8Array {
  const { activeStandard, aspectRatios } = output.signaling;
  const mask = aspectRatioMask(output);
  return SIGNALING.toBytes({
    ulAvailableTVProtectionStandards: output.tvStandards,
    ulActiveTVProtectionStandard: activeStandard,
    ulReserved: output.profile.tvType,
    ulAspectRatioValidMask1: mask,
    ulAspectRatioData1: aspectRatios[0]!,
    ulAspectRatioValidMask2: mask,
    ulAspectRatioData2: aspectRatios[1]!,
    ulAspectRatioValidMask3: mask,
    ulAspectRatioData3: aspectRatios[2]!,
  });
}

function srmVersion({ core, output, refuse }: Asked): Reply {
  if (!output.has('HDCP')) return refuse(S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP, noHdcp);
  const version = core.opmPolicies.opmSrmVersion(output);
  return version === undefined
    ? refuse(S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET, () => noSrmYet('Parameters'))
    : standard(version);
}

function dviCharacteristics({ output, refuse }: Asked): Reply {
  const { connector, dvi } = output.profile;
  if (connector !== 'DVI') return refuse(invalid, () => noDvi(output));
  return standard(dvi === '1.0' ? DVI.DVI_1_0 : DVI.DVI_1_1_OR_ABOVE);
}

/** Every request that a display driver answers (3.6 of the dossier). GET_CODEC_INFO is a codec's (D-57). */
export const requests: ReadonlyMap<Guid, Request> = new Map<Guid, Request>([
  [
    G.OPM_GET_CONNECTOR_TYPE,
    plain(both, ({ output, object }) => connectorType(output.profile, object.semantics)),
  ],
  [G.OPM_GET_SUPPORTED_PROTECTION_TYPES, plain(both, supportedTypes)],
  [
    G.OPM_GET_VIRTUAL_PROTECTION_LEVEL,
    level(({ core, object }, protection) => core.opmPolicies.virtualLevel(object, protection)),
  ],
  [
    G.OPM_GET_ACTUAL_PROTECTION_LEVEL,
    level(({ core, object }, protection) => core.opmPolicies.actualLevel(object, protection)),
  ],
  [G.OPM_GET_ACTUAL_OUTPUT_FORMAT, { of: both, parametersBytes: 0, reply: outputFormat }],
  [
    G.OPM_GET_ADAPTER_BUS_TYPE,
    plain(both, ({ output, object }) => busType(output.profile, object.semantics)),
  ],
  [G.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION, { of: ['COPP'], parametersBytes: 0, reply: hdcpDevice }],
  [G.OPM_GET_ACP_AND_CGMSA_SIGNALING, { of: ['COPP'], parametersBytes: 0, reply: signaling }],
  [G.OPM_GET_CURRENT_HDCP_SRM_VERSION, { of: ['OPM'], parametersBytes: 0, reply: srmVersion }],
  [
    G.OPM_GET_OUTPUT_ID,
    {
      of: ['OPM'],
      parametersBytes: 0,
      reply: ({ output }) => OPM_OUTPUT_ID_DATA.toBytes({ OutputId: output.id }),
    },
  ],
  [G.OPM_GET_DVI_CHARACTERISTICS, { of: ['OPM'], parametersBytes: 0, reply: dviCharacteristics }],
  [
    G.OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT,
    plain(['OPM'], ({ output }) => Number(output.profile.hardwareProtection ?? false)),
  ],
]);
