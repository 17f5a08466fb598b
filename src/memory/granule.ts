/** Addresses and gaps are multiples of this; no two allocations share a granule, or touch. */
export const GRANULE_BYTES = 16;
