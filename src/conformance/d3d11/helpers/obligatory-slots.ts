import type { DeviceFunctions } from '../../../host/index.js';
import type { ClauseId } from '../../rules/clauses/index.js';

type DeviceSlot = keyof DeviceFunctions;

/**
 * The slots of D3D11.1's device table that clauses send the runtime to, by the clause, for a driver of any kind (DEV-7).
 * A driver may put one pair of functions into all the map slots (RES-19), but none of them may be empty (OPN-16).
 */
const slotsByClause: readonly (readonly [ClauseId, readonly DeviceSlot[]])[] = [
  ['DEV-1', ['pfnCalcPrivateResourceSize', 'pfnCreateResource']],
  ['DEV-20', ['pfnDestroyDevice']],
  ['DEV-21', ['pfnFlush']],
  ['DEV-23', ['pfnCheckFormatSupport']],
  ['RES-14', ['pfnDestroyResource']],
  [
    'RES-18',
    [
      ...([
        'pfnStagingResourceMap',
        'pfnStagingResourceUnmap',
        'pfnResourceMap',
        'pfnResourceUnmap',
      ] as const),
      ...(['pfnDynamicResourceMapDiscard', 'pfnDynamicResourceUnmap'] as const),
      ...(['pfnDynamicIABufferMapDiscard', 'pfnDynamicIABufferMapNoOverwrite'] as const),
      'pfnDynamicIABufferUnmap',
      ...(['pfnDynamicConstantBufferMapDiscard', 'pfnDynamicConstantBufferMapNoOverwrite'] as const),
      'pfnDynamicConstantBufferUnmap',
    ],
  ],
  ['RES-28', ['pfnResourceCopy']],
  ['RES-30', ['pfnResourceCopyRegion']],
  ['RES-32', ['pfnResourceUpdateSubresourceUP']],
  ['RES-33', ['pfnResourceIsStagingBusy']],
];

/** The obligatory slots that a table leaves empty, as text: each with the clause that sends the runtime there. */
export function emptyObligatorySlots(functions: DeviceFunctions): readonly string[] {
  return slotsByClause.flatMap(([clause, slots]) =>
    slots.filter((slot) => functions[slot] === null).map((slot) => `${slot} (${clause})`),
  );
}
