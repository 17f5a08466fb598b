/**
 * The DDI's own value types. A number that is an address is not a number that is a byte count, and the
 * compiler knows it.
 */

declare const brand: unique symbol;

/** An HRESULT as an unsigned 32-bit number (0x80070057, never -2147024809). */
export type Hresult = number & { readonly [brand]: 'HRESULT' };

/** An address of the process that driver and runtime share; 47 bits, so a number holds it exactly. */
export type Address = number & { readonly [brand]: 'Address' };

/** A handle of the DDI: one pointer, passed like a pointer. Driver handles are addresses (D-61). */
export type Handle<Name extends string = string> = Address & { readonly handle?: Name };

export type HAdapter = Handle<'D3D10DDI_HADAPTER'>;
export type HRTAdapter = Handle<'D3D10DDI_HRTADAPTER'>;
export type HDevice = Handle<'D3D10DDI_HDEVICE'>;
export type HRTDevice = Handle<'D3D10DDI_HRTDEVICE'>;
export type HRTCoreLayer = Handle<'D3D10DDI_HRTCORELAYER'>;
export type HResource = Handle<'D3D10DDI_HRESOURCE'>;
export type HRTResource = Handle<'D3D10DDI_HRTRESOURCE'>;
export type HCryptoSession = Handle<'D3D11_1DDI_HCRYPTOSESSION'>;
export type HRTCryptoSession = Handle<'D3D11_1DDI_HRTCRYPTOSESSION'>;
export type HAuthChannel = Handle<'D3D11_1DDI_HAUTHCHANNEL'>;
export type HRTAuthChannel = Handle<'D3D11_1DDI_HRTAUTHCHANNEL'>;
export type HDecode = Handle<'D3D11_1DDI_HDECODE'>;
export type HRTDecode = Handle<'D3D11_1DDI_HRTDECODE'>;
export type HVideoDecoderOutputView = Handle<'D3D11_1DDI_HVIDEODECODEROUTPUTVIEW'>;
export type HRTVideoDecoderOutputView = Handle<'D3D11_1DDI_HRTVIDEODECODEROUTPUTVIEW'>;

/** A GUID as text: lower case, with hyphens, no braces. In memory: {@link guidWords}. */
export type Guid = string & { readonly [brand]: 'Guid' };

/** The null pointer. */
export const NULL = 0 as Address;

/** Makes an {@link Hresult} of any 32-bit number, signed or unsigned (D-63). */
export function hresult(value: number): Hresult {
  return (value >>> 0) as Hresult;
}

/** FAILED(): the severity bit of an HRESULT. */
export function failed(code: Hresult): boolean {
  return code >= 0x80000000;
}

/** Makes an {@link Address} of a number. */
export function address(value: number): Address {
  return value as Address;
}

const guidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for GUID text in the form that {@link Guid} has. */
export function isGuid(value: unknown): value is Guid {
  return typeof value === 'string' && guidText.test(value);
}

/**
 * Makes a {@link Guid} of text in any usual form (upper case, braces).
 * @throws TypeError when the text is not a GUID
 */
export function guid(text: string): Guid {
  const plain = text.replace(/^\{|\}$/g, '').toLowerCase();
  if (!isGuid(plain)) {
    throw new TypeError(`guid: expected xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, received '${text}'`);
  }
  return plain;
}

/** A GUID as the four little-endian 32-bit words of its 16 bytes in memory (D-63). */
export type GuidWords = readonly [number, number, number, number];

/** The four words of a GUID as it lies in memory: Data1, Data2 and Data3 little-endian, Data4 as it is. */
export function guidWords(value: Guid): GuidWords {
  const hex = value.replaceAll('-', '');
  const data1 = Number.parseInt(hex.slice(0, 8), 16);
  const data2 = Number.parseInt(hex.slice(8, 12), 16);
  const data3 = Number.parseInt(hex.slice(12, 16), 16);
  const swap = (word: string) => Number.parseInt((word.match(/../g) ?? []).reverse().join(''), 16);
  return [data1, ((data3 << 16) | data2) >>> 0, swap(hex.slice(16, 24)), swap(hex.slice(24, 32))];
}

/** The reverse of {@link guidWords}. */
export function guidFromWords([w0, w1, w2, w3]: GuidWords): Guid {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const bytes = (word: number) => (hex(word, 8).match(/../g) ?? []).reverse().join('');
  const data4 = bytes(w2) + bytes(w3);
  return `${hex(w0, 8)}-${hex(w1 & 0xffff, 4)}-${hex(w1 >>> 16, 4)}-${data4.slice(0, 4)}-${data4.slice(4)}` as Guid;
}

/** Text of an HRESULT for messages: 0x80070057. */
export function hresultText(code: Hresult): string {
  return `0x${code.toString(16).toUpperCase().padStart(8, '0')}`;
}
