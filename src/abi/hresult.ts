import { statusText } from './text.js';

declare const brand: unique symbol;

/** An HRESULT as an unsigned 32-bit number (0x80070057, never -2147024809). */
export type Hresult = number & { readonly [brand]: 'HRESULT' };

/** Makes an {@link Hresult} of any 32-bit number, signed or unsigned (D-63). */
export function hresult(value: number): Hresult {
  return (value >>> 0) as Hresult;
}

/** FAILED(): the severity bit of an HRESULT. */
export function failed(code: Hresult): boolean {
  return code >= 0x80000000;
}

/** Text of an HRESULT for messages: 0x80070057. */
export function hresultText(code: Hresult): string {
  return statusText(code);
}
