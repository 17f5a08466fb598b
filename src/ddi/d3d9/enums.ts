/** Enums of Direct3D 9: d3dumddi.h. */
import { enumeration } from '../../abi/index.js';

/** The content-protection types of its GetCaps. */
export const D3DDDICAPS_TYPE = enumeration(
  'D3DDDICAPS_TYPE',
  {
    D3DDDICAPS_GETCONTENTPROTECTIONCAPS: 42,
    D3DDDICAPS_GETCERTIFICATESIZE: 43,
    D3DDDICAPS_GETCERTIFICATE: 44,
  },
  { short: ['D3DDDICAPS_*'] },
);
