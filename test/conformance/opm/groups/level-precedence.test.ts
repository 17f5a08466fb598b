import { describe, expect, it } from '@jest/globals';
import { strongest } from '../../../../src/conformance/opm/groups/level-precedence.js';

describe('what levels of one connector come to (OPM-37, D-55)', () => {
  // The dossier's table: ACP 0<1<3<2; CGMS-A 0<1<3<2<4, the redistribution bit apart; HDCP 0<1.
  it.each([
    ['ACP', [2, 3], 2],
    ['ACP', [3, 1], 3],
    ['ACP', [0, 0], 0],
    ['CGMSA', [3, 2], 2],
    ['CGMSA', [2, 4], 4],
    ['CGMSA', [8, 1], 9],
    ['CGMSA', [9, 4], 12],
    ['CGMSA', [11, 2], 10],
    ['CGMSA', [8, 0], 8],
    ['HDCP', [0, 1], 1],
    ['TYPE_ENFORCEMENT_HDCP', [1, 2], 2],
    ['DPCP', [], 0],
  ] as const)('%s %j: %i', (type, levels, expected) => {
    expect(strongest(type, levels)).toBe(expected);
    expect(strongest(type, [...levels].reverse())).toBe(expected);
  });
});
