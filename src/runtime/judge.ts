import type { FunctionDeclaration, Hresult } from '../abi/index.js';
import { failed } from '../abi/index.js';
import { S_OK } from '../ddi/index.js';
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
  /** Functions, by name, whose codes pass as they are: their API knows the driver's own numbers. */
  readonly untranslated?: ReadonlySet<string>;
  /** VOID functions, by name, that may say no with a decided code: a call is refused, and no device lost. */
  readonly refusing?: ReadonlySet<string>;
}

/** What a judge asks of the driver's half of a device. */
export interface JudgedDevice {
  /** What the driver reported since the last time this was asked. */
  takeErrors(): readonly Hresult[];
  /** Lets the driver say that its device is gone, through a function that can. */
  probe(): void;
}

/** One answer of a driver's, for those who tell of it. */
export interface JudgedCall {
  readonly declaration: FunctionDeclaration;
  /** The API's method or function. */
  readonly call: string;
  /** As the driver gave it. */
  readonly code: Hresult;
}

/** Who hears what a judge found. */
export interface Complaints {
  /** The driver refused a call, and may. `hresult` is what the API makes of it. */
  refused(judged: JudgedCall, hresult: Hresult): void;
  /** The driver answered, or reported, what it may not. */
  brokeRule(judged: JudgedCall, isKept: boolean): void;
}

/** Whether a VOID function that fails as it may not ends the device (D-08). */
export type CriticalVoid = 'remove' | 'diagnose';

/** Judges every answer of the driver: translated for the API where it is allowed, the end of the device where not. */
export class Judge {
  constructor(
    private readonly rules: CodeRules,
    private readonly device: JudgedDevice,
    private readonly removal: Removal,
    private readonly complaints: Complaints,
    private readonly criticalVoid: CriticalVoid = 'remove',
  ) {}

  /**
   * What an HRESULT function returned, as the API has it (D-17). A code that the function may not return loses the
   * device (XLT-2, XLT-15).
   */
  returned(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    const [reported] = this.device.takeErrors();
    if (reported !== undefined && reported !== code) return this.returned(declaration, call, reported);
    const judged = { declaration, call, code };
    const allowed = [...declaration.codes, ...declaration.decidedCodes];
    if (code === this.rules.removedAtDriver) return this.remove(this.rules.removed);
    if (!allowed.includes(code)) return this.broken(judged);
    if (!failed(code)) return this.translated(code);
    if (this.isGone()) return this.remove(this.rules.removed);
    const passes = this.rules.untranslated?.has(declaration.name) ?? false;
    const hresult = passes ? code : this.translated(code);
    this.complaints.refused(judged, hresult);
    return hresult;
  }

  /**
   * What a VOID function reported through pfnSetErrorCb: S_OK without a report, the translated code where the function
   * may report it, and where it may not the device is lost (ERR-3), or the call alone (D-08).
   */
  reported(declaration: FunctionDeclaration, call: string): Hresult {
    const [code] = this.device.takeErrors();
    if (code === undefined) return S_OK;
    const judged = { declaration, call, code };
    if (code === this.rules.removedAtDriver) return this.remove(this.rules.removed);
    // A decided code that the API has a number for is an answer: no memory that is protected is no fault.
    const { translations, refusing } = this.rules;
    const isAnswer =
      declaration.decidedCodes.includes(code) &&
      (translations.has(code) || refusing?.has(declaration.name) === true);
    if (declaration.codes.includes(code) || isAnswer) {
      this.complaints.refused(judged, this.translated(code));
      return this.translated(code);
    }
    if (this.criticalVoid === 'remove') return this.broken(judged);
    this.complaints.brokeRule(judged, true);
    return this.translated(code);
  }

  /** A failure that the driver told in its output instead, where known drivers do (D-27): it ends no device by itself. */
  told(declaration: FunctionDeclaration, call: string, code: Hresult): Hresult {
    if (code === this.rules.removedAtDriver) return this.remove(this.rules.removed);
    this.complaints.refused({ declaration, call, code }, this.translated(code));
    return this.translated(code);
  }

  /** The device is lost with a code that the function may not have. */
  private broken(judged: JudgedCall): Hresult {
    this.complaints.brokeRule(judged, false);
    return this.remove(this.rules.driverError);
  }

  private translated(code: Hresult): Hresult {
    return this.rules.translations.get(code) ?? code;
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
