import type { FunctionDeclaration } from '../abi/index.js';
import type { PlainInterposer } from '../abi/index.js';
import { AccessViolation } from './access-violation.js';

/** How far behind a pointer's value an access is still blamed on that parameter, where its extent is not known. */
const reachBytes = 1 << 20;

/** An interposer that tells an access violation in which function, and through which parameter, it happened. */
export const nameCulprit: PlainInterposer =
  (declaration, inner) =>
  (...args) => {
    try {
      return inner(...args);
    } catch (error) {
      if (error instanceof AccessViolation) blame(error, declaration, args);
      throw error;
    }
  };

function blame(violation: AccessViolation, declaration: FunctionDeclaration, args: readonly unknown[]): void {
  let parameter: string | undefined;
  let distance = reachBytes;
  declaration.parameters.forEach(({ name, type }, index) => {
    const start = args[index];
    const isAddress =
      type.size('x64') === 8 && type.name !== 'SIZE_T' && typeof start === 'number' && start !== 0;
    if (!isAddress) return;
    const behind = Object.is(violation.address, start) ? 0 : violation.address - start; // NaN is an address too
    if (!(behind >= 0 && behind < distance)) return;
    distance = behind;
    parameter = name;
  });
  violation.during({ functionName: declaration.name, ...(parameter !== undefined && { parameter }) });
}
