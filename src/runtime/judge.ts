import type { FunctionDeclaration, Hresult } from '../abi/index.js';
import { failed } from '../abi/index.js';
import { hresultName, S_OK } from '../ddi/index.js';
import type { Removal } from '../host/index.js';

/** What an API makes of a driver's codes (D-17). */
export interface CodeRules {
  /** The driver's code for a removed device. */
  readonly removedAtDriver: Hresult;
  /** What a caller gets from a removed device, and the reason where the driver says so itself (D-18, XLT-4). */
  readonly removed: Hresult;
  /** The reason where a driver answered what it may not (XLT-3). */
  readonly driverError: Hresult;
  /** Codes that the API has other numbers for. */
  readonly translations: ReadonlyMap<Hresult, Hresult>;
}

/** What a judge asks of the driver's half of a device. */
export interface JudgedDevice {
  /** What the driver reported since the last time this was asked. */
  takeErrors(): readonly Hresult[];
  /** Lets the driver say that its device is gone, through a function that can. */
  probe(): void;
}

/** Where a judge says that a driver broke the interface. */
export interface Complaints {
  addCallerCheck(call: string, text: string, severity: 'CORRUPTION'): void;
}

/** Judges every answer of the driver: translated for the API where it is allowed, the end of the device where not. */
export class Judge {
  constructor(
    private readonly rules: CodeRules,
    private readonly device: JudgedDevice,
    private readonly removal: Removal,
    private readonly complaints: Complaints,
  ) {}

  /**
   * What an HRESULT function returned, as the API has it (D-17). A code that the function may not return loses the
   * device (XLT-2, XLT-15).
   */
  returned(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    const [reported] = this.device.takeErrors();
    if (reported !== undefined && reported !== code) return this.returned(declaration, call, reported);
    const allowed = [...declaration.codes, ...declaration.decidedCodes];
    return this.judge(declaration, call, code, allowed, () => failed(code) && this.isGone());
  }

  /**
   * What a VOID function reported through pfnSetErrorCb: S_OK without a report, the translated code where the function
   * may report it, and the device lost where it may not (ERR-3, D-08).
   */
  reported(declaration: FunctionDeclaration, call: string): Hresult {
    const [code] = this.device.takeErrors();
    return code === undefined ? S_OK : this.judge(declaration, call, code, declaration.codes, () => false);
  }

  private judge(
    declaration: FunctionDeclaration,
    call: string,
    code: Hresult,
    allowed: readonly Hresult[],
    isGone: () => boolean,
  ): Hresult {
    const { removedAtDriver, removed, driverError, translations } = this.rules;
    if (code === removedAtDriver) return this.remove(removed);
    if (!allowed.includes(code)) {
      const what = `the driver answered ${hresultName(code)} from ${declaration.name}`;
      const text = `${what}, which is critical there: the device is removed (ERR-3)`;
      this.complaints.addCallerCheck(call, text, 'CORRUPTION');
      return this.remove(driverError);
    }
    return isGone() ? this.remove(removed) : (translations.get(code) ?? code);
  }

  /**
   * Not every function has a code for a removed device (D-15), so a failure is looked into before it is passed on, as
   * the real runtime asks the kernel (XLT-3).
   */
  private isGone(): boolean {
    this.device.probe();
    return this.device.takeErrors().includes(this.rules.removedAtDriver);
  }

  private remove(reason: Hresult): Hresult {
    this.removal.remove(reason);
    return this.rules.removed;
  }
}
