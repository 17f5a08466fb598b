import { fileURLToPath } from 'node:url';

/** Frames that are looked through: those of the package come first, and are not shown. */
const mostFrames = 64;
const shownFrames = 10;

/** The folder of code that this file lies in, built or as source: a file alone where somebody's bundle took it in. */
const ownFolder = /^file:.*\/(?:dist|src)\//.exec(import.meta.url)?.[0] ?? import.meta.url;
const ownPlaces = [ownFolder, ...(ownFolder.startsWith('file:') ? [fileURLToPath(ownFolder)] : [])];
const isOwn = (frame: string) =>
  frame.includes('(<anonymous>)') || ownPlaces.some((place) => frame.includes(place));

/** The stack of whoever called, without the frames of this package. */
export function creationStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = mostFrames;
  const { stack = '' } = new Error('created');
  Error.stackTraceLimit = limit;
  const frames = stack.split('\n').slice(1);
  const first = frames.findIndex((frame) => !isOwn(frame));
  return frames.slice(Math.max(first, 0), Math.max(first, 0) + shownFrames).join('\n');
}
