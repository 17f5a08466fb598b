import type { TableEntries } from '../../src/abi/index.js';
import {
  DXGK_OPM_INTERFACE_3 as TABLE,
  DxgkDdiOPMCreateProtectedOutputNonLocalDisplay,
  OPM_ACTUAL_OUTPUT_FORMAT,
} from '../../src/ddi/index.js';
import type { DisplayMode } from '../../src/driver/index.js';
import { Output } from '../outputs/output.js';
import type { OutputProfile } from '../outputs/profile-schema.js';
import { hdmiOutput } from '../outputs/profile.js';
import { connectorOf, scanOf } from './numbers.js';
import type { OpmCore } from './opm-core.js';
import { createOn } from './protected-output.js';

type Format = ReturnType<typeof OPM_ACTUAL_OUTPUT_FORMAT.fromBytes>;

const modeOf = (format: Format): DisplayMode => ({
  width: format.ulDisplayWidth,
  height: format.ulDisplayHeight,
  scan: scanOf(format.dsfSampleInterleaveFormat),
  d3dFormat: format.d3dFormat,
  refreshNumerator: format.ulFrequencyNumerator,
  refreshDenominator: format.ulFrequencyDenominator,
});

/** A display that the caller describes: its link has HDCP, and nobody knows more of it. */
const displayOf = (connector: OutputProfile['connector'], mode: DisplayMode): OutputProfile => ({
  ...hdmiOutput,
  connector,
  mode,
  bus: 'UNKNOWN',
  hdcpReceiver: null,
  copp: false,
});

/**
 * DxgkDdiOPMCreateProtectedOutputNonLocalDisplay: a protected output whose display hangs on another machine (OPM-49). No page
 * says how it behaves: here it is an output of its own with the caller's format, id and connector.
 */
export function nonLocalFunctions(
  core: OpmCore,
): Pick<TableEntries<typeof TABLE>, 'DxgkDdiOPMCreateProtectedOutputNonLocalDisplay'> {
  const { memory, clock, opmProfile } = core;
  const refuse = core.refusals.of(DxgkDdiOPMCreateProtectedOutputNonLocalDisplay);
  return core.ofAdapter.guarded(TABLE, {
    DxgkDdiOPMCreateProtectedOutputNonLocalDisplay: (
      _adapter,
      semantics,
      _encoder,
      pFormat,
      NonLocalOutputId,
      connector,
      pHandle,
    ) => {
      const format = OPM_ACTUAL_OUTPUT_FORMAT.decode(memory, pFormat);
      const profile = displayOf(connectorOf(connector), modeOf(format));
      const { hdcpDelayMs } = opmProfile.outputs;
      const output = new Output(
        { id: NonLocalOutputId, index: -1 },
        'non-local',
        profile,
        clock,
        hdcpDelayMs,
      );
      return createOn(core, refuse, output, semantics, pHandle);
    },
  });
}
