/** A call of the API as plain data, and as a line. */
import type { ApiFunctionName } from './api-declarations.js';
import { callLine } from './call-text.js';

/** What a method returned, or what was thrown in its place. */
export type ApiCallResult =
  | {
      /** As the line has it: S_OK, E_OUTOFMEMORY, TRUE, a count. */
      readonly name: string;
      /** The number, unsigned; as decimal text where it has 64 bits. */
      readonly value: number | string;
    }
  | { readonly threw: string };

/**
 * One call of the API as it was: text and numbers alone, frozen, which JSON.stringify takes. Values have their names,
 * objects a number, and bytes are counted.
 *
 * @example
 * ```ts
 * import { type ApiCall, createDevice } from 'softumd';
 *
 * const device = createDevice({ calls: 100 });
 * device.createBuffer('staging', 64);
 * const made: ApiCall | undefined = device.calls.find(({ call }) => call === 'ID3D11Device::CreateBuffer');
 * console.log(made?.on, made?.arguments['pInitialData'], made?.result, made?.wrote['ppBuffer']);
 * // ID3D11Device #3 NULL { name: 'S_OK', value: 0 } ID3D11Buffer #5
 * ```
 */
export interface ApiCall {
  /** Counted from 1, those included that are kept no more. */
  readonly index: number;
  /** `ID3D11Device::CreateBuffer`, the interface that declares it; of a library's function its name. */
  readonly call: ApiFunctionName;
  /** The object: `ID3D11Device #3`, numbered in the order in which they are seen; null of a library's function. */
  readonly on: string | null;
  /** What went in, by parameter, as it was before the call. */
  readonly arguments: Readonly<Record<string, string>>;
  /** null of a method that returns nothing; undefined while the call goes on. */
  readonly result: ApiCallResult | null | undefined;
  /** What lay afterwards where the method writes, by parameter; empty where the call failed. */
  readonly wrote: Readonly<Record<string, string>>;
  /** How many calls were open around this one. */
  readonly depth: number;
  /** All of it in one line. */
  readonly text: string;
}

const listed = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([name, value]) => `${name}: ${value}`);

function resultText(result: ApiCall['result']): string {
  if (result === undefined) return ' …';
  if (result === null) return '';
  return 'threw' in result ? ` threw ${result.threw}`.trimEnd() : ` = ${result.name}`;
}

/**
 * The data with its line.
 * @param isOpaque nothing is known of the method's arguments
 */
export function withText(call: Omit<ApiCall, 'text'>, isOpaque: boolean): ApiCall {
  const ins = [
    ...(call.on === null ? [] : [`This: ${call.on}`]),
    ...(isOpaque ? ['…'] : listed(call.arguments)),
  ];
  const text = callLine(call.call, call.depth, [ins, resultText(call.result), listed(call.wrote)]);
  return Object.freeze({ ...call, text });
}
