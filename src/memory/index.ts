/** The process that driver and runtime share: checked memory, and addresses for functions. */
export type { Memory } from '../abi/index.js';
export { AccessViolation } from './access-violation.js';
export type { Culprit, Nearest } from './access-violation.js';
export { ArenaMemory } from './arena-memory.js';
export type { ArenaOptions, LiveAllocation } from './arena-memory.js';
export { CodeSegment } from './code-segment.js';
export { nameCulprit } from './guard.js';
export { damageText, watchRedZones } from './red-zones.js';
export type { Damage, Inspectable } from './red-zones.js';
