/** An out-parameter: the callee sets `value`, and leaves it alone when it fails. */
export interface Out<T> {
  value?: T;
}

/** A fresh out-parameter. */
export function out<T>(): Out<T> {
  return {};
}
