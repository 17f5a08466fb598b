/** Enums and flags of crypto sessions: d3d10umddi.h, clauses CCSS, NCX. */

/** CCSS-1…CCSS-3, D-44. */
export const D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS = { OK: 0, KEY_LOST: 1, KEY_AND_CONTENT_LOST: 2 } as const;

/** NCX-2: there is no other. */
export const D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS = { NONE: 0 } as const;
