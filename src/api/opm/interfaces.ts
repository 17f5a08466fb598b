import type { IOPMVideoOutput } from './video-output.js';

/** For parameters that are objects. */
declare module '../kit/interfaces.js' {
  interface Interfaces {
    IOPMVideoOutput: IOPMVideoOutput;
  }
}
