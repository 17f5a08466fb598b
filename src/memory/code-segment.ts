import type { CodeSpace, DdiFunction, FunctionDeclaration, Address } from '../abi/index.js';
import { AccessViolation } from './access-violation.js';

const functionBytes = 16;

/**
 * Addresses for TypeScript functions: what a driver writes into a function table and a caller reads from it. The
 * segment lies far from any arena, and its addresses hold no data.
 */
export class CodeSegment implements CodeSpace {
  private readonly functions: DdiFunction<FunctionDeclaration>[] = [];

  constructor(private readonly baseAddress = 0x7ff6_0000_0000) {}

  addressOf<D extends FunctionDeclaration>(_declaration: D, implementation: DdiFunction<D>): Address {
    this.functions.push(implementation as DdiFunction<FunctionDeclaration>);
    return (this.baseAddress + (this.functions.length - 1) * functionBytes) as Address;
  }

  functionAt<D extends FunctionDeclaration>(declaration: D, address: Address): DdiFunction<D> {
    const found = this.functions[(address - this.baseAddress) / functionBytes];
    if (!found)
      throw new AccessViolation('execute', address, 0, undefined).during({ functionName: declaration.name });
    return found;
  }
}
