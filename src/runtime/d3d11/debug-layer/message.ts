import type { Hresult, ShortName } from '../../../abi/index.js';
import type {
  D3D11_MESSAGE_CATEGORY,
  D3D11_MESSAGE_SEVERITY,
  MessageName,
} from '../../../api/d3d11/index.js';
import type { Refusal } from '../../../driver/index.js';
import type { CallerCheckName } from './caller-checks.js';

/** D3D11_MESSAGE_SEVERITY_…, without the prefix: the gravest first. */
export type Severity = ShortName<typeof D3D11_MESSAGE_SEVERITY>;

/** D3D11_MESSAGE_CATEGORY_…, without the prefix. */
export type Category = ShortName<typeof D3D11_MESSAGE_CATEGORY>;

/** One message of the debug layer, as plain data. */
export interface DebugMessage {
  readonly severity: Severity;
  readonly category: Category;
  /** D3D11_MESSAGE_ID_…, without the prefix; null where the real layer has no id for it. */
  readonly name: MessageName | null;
  /** The name of a check of SoftUMD's own, where `name` is null; null for what the application added. */
  readonly check: CallerCheckName | null;
  /** The number of either. Those of our own checks lie in a range that no header uses. */
  readonly id: number;
  /** The method or function in which it came up. */
  readonly call: string;
  readonly text: string;
  /** What the call answered; of a call without a result what it would have answered, where there is a code for it. */
  readonly hresult?: Hresult;
  /** Why the driver refused the call, where the driver says it. */
  readonly cause?: Refusal;
}
