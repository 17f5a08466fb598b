import type { OutputProtection } from '../../src/driver/index.js';
import {
  COPP_ACP_Protection_Level as ACP,
  COPP_CGMSA_Protection_Level as CGMSA,
  COPP_HDCP_Protection_Level as HDCP,
  COPP_ProtectionType as TYPE,
} from '../../src/ddi/index.js';
import type { Output } from '../outputs/output.js';

/** The protections that COPP has a type for; DPCP is OPM's. */
const protections = new Map<number, OutputProtection>([
  [TYPE.HDCP, 'HDCP'],
  [TYPE.ACP, 'ACP'],
  [TYPE.CGMSA, 'CGMSA'],
]);

/**
 * The protection of an output that one bit of COPP_ProtectionType stands for; undefined for none, several, or one that the
 * output has not.
 */
export function protectionOn(output: Output, type: number): OutputProtection | undefined {
  return [...protections].find(([bit, name]) => bit === type && output.has(name))?.[1];
}

/** The types of an output's protections, ORed. */
export function typesOf(supported: readonly OutputProtection[]): number {
  return [...protections].reduce((bits, [type, name]) => (supported.includes(name) ? bits | type : bits), 0);
}

const isBelow = (level: number, last: number) => level <= last;

/** Whether a level is one of a protection's (COPP-19). */
export function isLevelOf(protection: OutputProtection, level: number): boolean {
  switch (protection) {
    case 'HDCP':
      return isBelow(level, HDCP.Level1);
    case 'ACP':
      return isBelow(level, ACP.Level3);
    case 'CGMSA':
      // A level from 0 to 4, and one bit beside it; 12 is the largest.
      return isBelow((level & ~CGMSA.RedistributionControlRequired) >>> 0, CGMSA.CopyNever);
    case 'TYPE_ENFORCEMENT_HDCP':
    case 'DPCP':
      return false;
  }
}

/** D-55: of the plain COPP device's levels the larger number is the stronger. */
export const numericOrder = (level: number, other: number): number => level - other;
