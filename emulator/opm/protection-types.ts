import type { OutputProtection } from '../../src/driver/index.js';
import {
  OPM_ACP_PROTECTION_LEVEL as ACP,
  OPM_CGMSA as CGMSA,
  OPM_DPCP_PROTECTION_LEVEL as DPCP,
  OPM_HDCP_PROTECTION_LEVEL as HDCP,
  OPM_PROTECTION_TYPE as TYPE,
  OPM_TYPE_ENFORCEMENT_HDCP_PROTECTION_LEVEL as TYPE_ENFORCEMENT,
} from '../../src/ddi/index.js';
import type { Semantics } from './state.js';

/** One type of protection: its bit, and the semantics that have it (OPM-21, OPM-22, OPM-44). */
export interface ProtectionType {
  readonly bit: number;
  readonly protection: OutputProtection;
  readonly of: readonly Semantics[];
  /** ACP and CGMS-A, which OPM semantics have by a switch alone (D-54). */
  readonly isAnalog?: boolean;
}

const types: readonly ProtectionType[] = [
  { bit: TYPE.COPP_COMPATIBLE_HDCP, protection: 'HDCP', of: ['COPP'] },
  { bit: TYPE.ACP, protection: 'ACP', of: ['OPM', 'COPP'], isAnalog: true },
  { bit: TYPE.CGMSA, protection: 'CGMSA', of: ['OPM', 'COPP'], isAnalog: true },
  { bit: TYPE.HDCP, protection: 'HDCP', of: ['OPM'] },
  { bit: TYPE.DPCP, protection: 'DPCP', of: ['OPM'] },
  { bit: TYPE.TYPE_ENFORCEMENT_HDCP, protection: 'TYPE_ENFORCEMENT_HDCP', of: ['OPM'] },
];

/** The type that one bit stands for; undefined for none, several and unknown ones. */
export const protectionType = (bit: number): ProtectionType | undefined =>
  types.find((type) => type.bit === bit);

/** The types of some semantics, ORed, of those protections that are there. */
export function typesOf(
  semantics: Semantics,
  protections: readonly OutputProtection[],
  isAnalogAllowed: boolean,
): number {
  return types
    .filter(({ of, protection }) => of.includes(semantics) && protections.includes(protection))
    .filter(({ isAnalog }) => semantics === 'COPP' || !isAnalog || isAnalogAllowed)
    .reduce((bits, { bit }) => bits | bit, 0);
}

/** A CGMS-A level without the redistribution bit. */
const copyControl = (level: number) => (level & ~CGMSA.REDISTRIBUTION_CONTROL_REQUIRED) >>> 0;

/** Whether a CGMS-A level demands redistribution control (OPM-45). */
export const demandsRedistributionControl = (protection: OutputProtection, level: number): boolean =>
  protection === 'CGMSA' && (level & CGMSA.REDISTRIBUTION_CONTROL_REQUIRED) !== 0;

/** Whether a level is one of a protection's (OPM-31). The redistribution bit is COPP semantics' (O-AMB-21). */
export function isLevelOf(protection: OutputProtection, level: number, semantics: Semantics): boolean {
  switch (protection) {
    case 'HDCP':
      return level <= HDCP.ON;
    case 'TYPE_ENFORCEMENT_HDCP':
      return level <= TYPE_ENFORCEMENT.ON_WITH_TYPE1_RESTRICTION;
    case 'DPCP':
      return level <= DPCP.ON;
    case 'ACP':
      return level <= ACP.LEVEL_THREE;
    case 'CGMSA':
      return (semantics === 'COPP' ? copyControl(level) : level) <= CGMSA.COPY_NEVER;
  }
}

/** From the weakest to the strongest, where that is not the order of the numbers (OPM-37). */
const precedences: Partial<Record<OutputProtection, readonly number[]>> = {
  ACP: [ACP.OFF, ACP.LEVEL_ONE, ACP.LEVEL_THREE, ACP.LEVEL_TWO],
  CGMSA: [CGMSA.OFF, CGMSA.COPY_FREELY, CGMSA.COPY_ONE_GENERATION, CGMSA.COPY_NO_MORE, CGMSA.COPY_NEVER],
};

/** What several levels of one connector come to (OPM-37, D-55). */
export function strongestLevel(protection: OutputProtection, levels: readonly number[]): number {
  const order = precedences[protection];
  const rank = (level: number) => order?.indexOf(level) ?? level;
  const plain = protection === 'CGMSA' ? levels.map(copyControl) : levels;
  const best = plain.reduce((one, other) => (rank(other) > rank(one) ? other : one), 0);
  const isDemanded = levels.some((level) => demandsRedistributionControl(protection, level));
  return isDemanded ? best | CGMSA.REDISTRIBUTION_CONTROL_REQUIRED : best;
}
