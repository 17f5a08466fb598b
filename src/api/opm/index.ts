/** OPM as a player sees it. */
export * from './functions.js';
export * from './video-output.js';
