/**
 * An out-parameter: `value` is what the method writes. A method that fails leaves it as it is, but for objects, of which
 * it leaves null: never the object before.
 */
export interface Out<T> {
  value?: T | null;
}

/** A fresh out-parameter. */
export function out<T>(): Out<T> {
  return {};
}
