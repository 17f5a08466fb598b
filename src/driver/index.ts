/** What every driver looks like from above: its entries, its process, what it says of itself. */
export * from './control.js';
export * from './drm-component.js';
export * from './driver-under-test.js';
export * from './entries.js';
export * from './oracle.js';
export * from './outputs-control.js';
export * from './profile.js';
export * from './refusals.js';
