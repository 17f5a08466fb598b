/** Enums of Direct3D 9: d3dumddi.h. */

/** The content-protection types of its GetCaps. */
export const D3DDDICAPS_TYPE = {
  GETCONTENTPROTECTIONCAPS: 42,
  GETCERTIFICATESIZE: 43,
  GETCERTIFICATE: 44,
} as const;
