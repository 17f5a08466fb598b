/** What a machine's options hang on its API: fault rules, the history of calls, and an interposer of the caller's own. */
import { isComMethod } from '../api/kit/index.js';
import { describeValue } from '../options/index.js';
import type { ApiInterposer } from '../runtime/d3d11/index.js';
import type { AddedFault, ApiCall, ApiFunctionName, CallLog, FaultRule } from '../trace/index.js';
import { chain, createCallLog, createFaults } from '../trace/index.js';
import { functionNamed } from '../trace/function-names.js';
import type { MachineOptions } from './driver-options.js';

/**
 * A rule on the API: calls of a method, or of a function of the libraries, are answered in the place of their work.
 *
 * @example
 * ```ts
 * import { type ApiFaultRule, createDevice } from 'softumd';
 * import { E_OUTOFMEMORY, E_PENDING } from 'softumd/d3d11';
 *
 * const faults: ApiFaultRule[] = [
 *   { call: 'ID3D11VideoDevice::CreateCryptoSession', nth: 2, answer: E_OUTOFMEMORY },
 *   { call: 'ID3D11VideoContext::NegotiateCryptoSessionKeyExchange', first: 3, answer: E_PENDING },
 *   { call: 'ID3D11Device::CreateTexture2D', every: true, answer: E_OUTOFMEMORY },
 * ];
 * const device = createDevice({ faults });
 * ```
 */
export type ApiFaultRule = FaultRule<ApiFunctionName>;

function onApi(rule: ApiFaultRule): ApiFaultRule {
  const name: unknown = rule.call;
  if (isComMethod(functionNamed('faults: call', name))) return rule;
  throw new TypeError(
    `faults: call: expected a method or function of the API, received ${describeValue(name)}, which is the driver's: ` +
      `its rules go to createFaults([…]) of softumd/ddi, whose interposer is the option interposer`,
  );
}

/**
 * The rules on the API of one machine. All its devices count together.
 *
 * @example
 * ```ts
 * import { type ApiFaults, createDevice } from 'softumd';
 * import { DXGI_ERROR_WAS_STILL_DRAWING } from 'softumd/d3d11';
 *
 * const device = createDevice({ faults: [] });
 * const buffer = device.createBuffer('staging', 64);
 * const faults: ApiFaults = device.faults;
 * const busy = faults.add({ call: 'ID3D11DeviceContext::Map', every: true, answer: DXGI_ERROR_WAS_STILL_DRAWING });
 * try {
 *   buffer.read();
 * } catch {
 *   busy.stop(); // until told
 * }
 * buffer.read();
 * faults.verify();
 * ```
 */
export class ApiFaults {
  private readonly faults;
  /** What hangs them on the API. */
  readonly interposer: ApiInterposer;

  constructor(rules: readonly ApiFaultRule[]) {
    this.faults = createFaults(rules.map(onApi));
    this.interposer = this.faults.interposer;
  }

  /**
   * Makes a further rule; its calls are counted from now on.
   * @throws TypeError when the call is none of the API's, or a member is unknown or one too many
   * @throws RangeError when the answer is none that the call can give, or a count no whole number from 1
   */
  add(rule: ApiFaultRule): AddedFault {
    return this.faults.add(onApi(rule));
  }

  /** @throws FaultNotFired naming the first rule that did not come true: a test that relies on it tests nothing */
  verify(): void {
    this.faults.verify();
  }
}

/** What looks at the API of one machine. The log is outermost, then the caller's interposer, then the rules. */
export class ApiWatch {
  private readonly rules: ApiFaults | undefined;
  private readonly log: CallLog | undefined;
  /** undefined where nothing was asked for: what is not there costs nothing. */
  readonly interposer: ApiInterposer | undefined;

  constructor({ apiInterposer, calls, faults }: MachineOptions) {
    this.rules = faults && new ApiFaults(faults);
    this.log = calls === undefined ? undefined : createCallLog(calls);
    const asked = [this.log?.interposer, apiInterposer, this.rules?.interposer].filter(
      (one) => one !== undefined,
    );
    this.interposer = asked.length > 0 ? chain<[]>(...asked) : undefined;
  }

  /** @throws TypeError where no rules were asked for */
  get faults(): ApiFaults {
    if (this.rules) return this.rules;
    throw new TypeError('faults: nothing waits for rules; the option faults: [] makes room for them');
  }

  /** @throws TypeError where no calls are kept */
  get calls(): readonly ApiCall[] {
    if (this.log) return Object.freeze(this.log.calls());
    throw new TypeError('calls: none are kept; the option calls: 1000 keeps the newest thousand');
  }
}
