/** OPM as a player sees it. */
export * from './video-output.js';
