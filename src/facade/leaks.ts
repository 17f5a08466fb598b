import type { LiveDevice, LiveObject } from '../runtime/d3d11/index.js';
import { liveObjectText, referencesText } from '../runtime/d3d11/index.js';
import type { LiveVideoOutput } from '../runtime/opm/index.js';

/**
 * Something was left behind: sessions, resources, maps, devices, video outputs.
 *
 * @example
 * ```ts
 * import { createDevice, LeakError } from 'softumd';
 *
 * const device = createDevice();
 * device.createBuffer('staging', 16);
 * try {
 *   device.assertNoLeaks();
 * } catch (error) {
 *   if (!(error instanceof LeakError)) throw error;
 *   console.log(error.objects.map(({ kind, references }) => [kind, references])); // [ [ 'BUFFER', 1 ] ]
 * }
 * ```
 */
export class LeakError extends Error {
  override readonly name = 'LeakError';

  constructor(
    call: string,
    /** What is left, in the order in which it was made. */
    readonly objects: readonly LiveObject[],
    /** Devices that are left. */
    readonly devices: readonly LiveDevice[] = [],
    /** Objects of OPM that are left. */
    readonly videoOutputs: readonly LiveVideoOutput[] = [],
  ) {
    const lines = [
      ...devices.map(
        ({ references, stack }) => `ID3D11Device: ${referencesText(references)}${stackText(stack)}`,
      ),
      ...objects.map(liveObjectText),
      ...videoOutputs.map(
        ({ number, target, semantics, references, stack }) =>
          `IOPMVideoOutput ${number} (target ${target}, ${semantics} semantics): ` +
          `${referencesText(references)}${stackText(stack)}`,
      ),
    ];
    const hint = [...objects, ...devices, ...videoOutputs].some(({ stack }) => stack !== undefined)
      ? ''
      : '\n(creationStacks: true tells where each was made)';
    super(`${call}: ${lines.length} left behind\n${lines.map((line) => `  ${line}`).join('\n')}${hint}`);
  }
}

const stackText = (stack: string | undefined) => (stack === undefined ? '' : `\n${stack}`);

/** What callers have to release. A device's context is its own. */
export function leakedObjects(objects: readonly LiveObject[]): LiveObject[] {
  return objects.filter(({ kind }) => kind !== 'CONTEXT');
}
