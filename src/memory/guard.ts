import type { FunctionDeclaration, Interposer, Memory } from '../abi/index.js';
import { AccessViolation } from './access-violation.js';
import type { PointerOrigin } from './pointer-origins.js';
import { pointerOrigins } from './pointer-origins.js';

/** How far behind a pointer's value an access is still blamed on that pointer. */
const reachBytes = 1 << 20;

/**
 * An interposer that tells an access violation in which function it happened and through which pointer: a parameter, or
 * a member of a structure that a parameter points to (`pCreateResource->pMipInfoList`).
 */
export const nameCulprit: Interposer =
  (declaration, inner, { memory }) =>
  (...args) => {
    try {
      return inner(...args);
    } catch (error) {
      if (error instanceof AccessViolation) blame(error, declaration, args, memory);
      throw error;
    }
  };

function blame(
  violation: AccessViolation,
  declaration: FunctionDeclaration,
  args: readonly unknown[],
  memory: Memory,
): void {
  const culprit = nearestBelow(violation.address, pointerOrigins(memory, declaration, args));
  violation.during({ functionName: declaration.name, ...(culprit && { parameter: culprit.path }) });
}

/** The pointer that an address lies nearest behind, if it is within reach. */
function nearestBelow(address: number, origins: Iterable<PointerOrigin>): PointerOrigin | undefined {
  let nearest: PointerOrigin | undefined;
  let distance = reachBytes;
  for (const origin of origins) {
    const behind = Object.is(address, origin.value) ? 0 : address - origin.value; // NaN is an address too
    if (!(behind >= 0 && behind < distance)) continue;
    distance = behind;
    nearest = origin;
  }
  return nearest;
}
