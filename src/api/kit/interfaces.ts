import type { IUnknown } from './iunknown.js';

/**
 * The interfaces by their names, for parameters that are objects: interfaces refer to each other in circles, declarations
 * do not. A chapter adds its own: `declare module '…/kit/interfaces.js' { interface Interfaces { … } }`.
 */
export interface Interfaces {
  IUnknown: IUnknown;
}

/** The name of an interface that parameters can be of. */
export type InterfaceName = keyof Interfaces;
