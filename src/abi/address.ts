declare const brand: unique symbol;

/** An address of the process that driver and runtime share; 47 bits, so a number holds it exactly. */
export type Address = number & { readonly [brand]: 'Address' };

/** A handle: one pointer, passed like a pointer. A driver's handles are addresses (D-61). */
export type Handle<Name extends string = string> = Address & { readonly handle?: Name };

/** The null pointer. */
export const NULL = 0 as Address;

/** Makes an {@link Address} of a number. */
export function address(value: number): Address {
  return value as Address;
}
