/** The kit of the API: interfaces as data, and what makes objects of implementations. */
export { isBytes } from './argument-checks.js';
export * from './com-interface.js';
export * from './com-object.js';
export { guard } from './guard.js';
export type { Guarded } from './guard.js';
export * from './implementation.js';
export * from './interfaces.js';
export * from './iunknown.js';
export * from './methods.js';
export * from './out.js';
export * from './parameters.js';
export type { Callee, KitCheck } from './refusals.js';
export * from './view.js';
export * from './pointers.js';
export { implementationOf, objectOf, viewedObject } from './view-members.js';
