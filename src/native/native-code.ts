import type { Address, CodeSpace, DdiFunction, FunctionDeclaration } from '../abi/index.js';
import type { CFunction, Koffi } from '../ffi/index.js';
import { AccessViolation } from '../memory/index.js';
import { argumentFromC, fromC, prototype, toC } from './c-types.js';
import type { CallbackGate } from './callback-gate.js';

type AnyFunction = DdiFunction<FunctionDeclaration>;

/** C functions by declaration and address: making one takes as long as calling it five hundred times. */
export type FunctionCache = Map<FunctionDeclaration, Map<Address, AnyFunction>>;

interface Registered {
  readonly pointer: bigint;
  readonly gate: Address;
}

/** The code of a process that runs a native driver: C functions to call, and JavaScript ones that C can call. */
export class NativeCode implements CodeSpace {
  private registered: Registered[] = [];

  constructor(
    private readonly koffi: Koffi,
    private readonly gate: CallbackGate,
    private readonly functions: FunctionCache,
  ) {}

  addressOf<D extends FunctionDeclaration>(declaration: D, implementation: DdiFunction<D>): Address {
    const call = implementation as AnyFunction;
    const { returns, parameters } = declaration;
    const callback = (...args: unknown[]) => {
      const received = args.map((value, index) => argumentFromC(parameters[index]!, value));
      return toC(returns, call(...(received as never[])));
    };
    const type = this.koffi.pointer(prototype(this.koffi, declaration));
    const pointer = this.koffi.register(callback, type);
    const gate = this.gate.guard(declaration.name, Number(pointer) as Address);
    this.registered.push({ pointer, gate });
    return gate;
  }

  functionAt<D extends FunctionDeclaration>(declaration: D, address: Address): DdiFunction<D> {
    let byAddress = this.functions.get(declaration);
    if (!byAddress) this.functions.set(declaration, (byAddress = new Map<Address, AnyFunction>()));
    let found = byAddress.get(address);
    if (!found) byAddress.set(address, (found = this.bind(declaration, address)));
    return found as DdiFunction<D>;
  }

  /** Takes the addresses of all callbacks back. Whoever calls one of them now ends the process. */
  dispose(): void {
    for (const { pointer, gate } of this.registered) {
      this.gate.release(gate);
      this.koffi.unregister(pointer);
    }
    this.registered = [];
  }

  private bind(declaration: FunctionDeclaration, address: Address): AnyFunction {
    if (!Number.isSafeInteger(address) || address <= 0) {
      throw new AccessViolation('execute', address, 0, undefined).during({ functionName: declaration.name });
    }
    const call = this.koffi.decode(BigInt(address), prototype(this.koffi, declaration)) as CFunction;
    const { returns } = declaration;
    return (...args: unknown[]) => fromC(returns, call(...args));
  }
}
