/** What an output is made of its profile, as COPP tells it. */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { hdmiOutput, type OutputProfile } from 'softumd/emulator';
import {
  ACP,
  CGMSA,
  COMMAND_START,
  commandOf,
  CoppBench,
  createCoppDriver,
  everyProtection,
  levelData,
  requestOf,
  STATUS_START,
  withOutputs,
} from '../copp/bench.js';

const benchOf = (output: OutputProfile) => new CoppBench(createCoppDriver({ profile: withOutputs(output) }));

/** What the signaling query tells of an output that nobody has signaled on. */
function signalingOf(output: OutputProfile) {
  const bench = benchOf(output);
  const { reply } = bench.query(bench.active(), requestOf(STATUS_START, ddi.DXVA_COPPQuerySignaling));
  return ddi.DXVA_COPPStatusSignalingCmdData.fromBytes(reply.subarray(20, 20 + 88));
}

/** The code of the first command of a session in a mode of that size. */
function codeAt(width: number, height: number, type: number) {
  const bench = benchOf({ ...everyProtection, mode: { ...everyProtection.mode, width, height } });
  return bench.command(bench.active(), commandOf(COMMAND_START, levelData(type, 1)));
}

describe('an output', () => {
  it('carries a protection up to the size of the profile, and not one pixel more (COPP-20)', () => {
    expect(codeAt(720, 576, ACP)).toBe(ddi.S_OK);
    expect(codeAt(721, 576, ACP)).toBe(ddi.DDERR_TOOBIGSIZE);
    expect(codeAt(720, 577, ACP)).toBe(ddi.DDERR_TOOBIGSIZE);
    expect(codeAt(721, 577, CGMSA)).toBe(ddi.S_OK);
  });

  it.each(
    [
      ...['IEC61880_525i', 'IEC61880_2_525i', 'IEC62375_625p', 'EIA608B_525', 'EN300294_625i'],
      ...['CEA805A_TypeA_525p', 'CEA805A_TypeA_750p', 'CEA805A_TypeA_1125i', 'CEA805A_TypeB_525p'],
      ...['CEA805A_TypeB_750p', 'CEA805A_TypeB_1125i', 'ARIBTRB15_525i', 'ARIBTRB15_525p'],
      ...['ARIBTRB15_750p', 'ARIBTRB15_1125i'],
    ].map((name) => [name as OutputProfile['tvStandards'][number]]),
  )('tells the television standard %s by its bit', (name) => {
    const { AvailableTVProtectionStandards } = signalingOf({ ...everyProtection, tvStandards: [name] });
    expect(AvailableTVProtectionStandards).toBe(ddi.COPP_TVProtectionStandard[name]);
  });

  it('has the bits of all its standards, and none without one', () => {
    expect(signalingOf(everyProtection).AvailableTVProtectionStandards).toBe(0x11);
    expect(signalingOf(hdmiOutput).AvailableTVProtectionStandards).toBe(0);
  });

  it('signals nothing until it is told to', () => {
    expect(signalingOf({ ...everyProtection, tvType: 9 })).toMatchObject({
      ActiveTVProtectionStandard: 0,
      TVType: 9,
      AspectRatioData1: 0,
      AspectRatioData2: 0,
      AspectRatioData3: 0,
      ExtendedInfoData: [0, 0, 0, 0],
    });
  });
});
