import type { StructValue } from '../../src/abi/index.js';
import type { DXVA_COPPSetSignalingCmdData } from '../../src/ddi/index.js';
import { COPP_ImageAspectRatio_EN300294 } from '../../src/ddi/index.js';
import type { Output, Signaling } from '../outputs/output.js';

const aspectRatioBits = COPP_ImageAspectRatio_EN300294.Mask;

/** The bits of a mask come from `data`, the others stay. */
const merged = (before: number, mask: number, data: number) => (before & ~mask) | (data & mask);

/** Bits of the aspect ratios that an output signals: all of them where it has a standard at all. */
export const aspectRatioMask = ({ tvStandards }: Output): number => (tvStandards === 0 ? 0 : aspectRatioBits);

/** None, or one standard that the output has. */
function isStandardOf({ tvStandards }: Output, standard: number): boolean {
  const isOneBit = (standard & (standard - 1)) === 0;
  return isOneBit && (standard & ~tvStandards) === 0;
}

/**
 * What an output signals after DXVA_COPPSetSignaling; undefined where it has not that standard. Bits of a change mask
 * that stand for nothing change nothing, and the extended information has no meaning yet.
 */
export function changedSignaling(
  output: Output,
  data: StructValue<typeof DXVA_COPPSetSignalingCmdData>,
): Signaling | undefined {
  const { signaling } = output;
  const changes = [
    [data.AspectRatioChangeMask1, data.AspectRatioData1],
    [data.AspectRatioChangeMask2, data.AspectRatioData2],
    [data.AspectRatioChangeMask3, data.AspectRatioData3],
  ] as const;
  if (!isStandardOf(output, data.ActiveTVProtectionStandard)) return undefined;
  const valid = aspectRatioMask(output);
  return {
    activeStandard: data.ActiveTVProtectionStandard,
    aspectRatios: changes.map(([mask, value], index) =>
      merged(signaling.aspectRatios[index]!, mask & valid, value),
    ),
  };
}
