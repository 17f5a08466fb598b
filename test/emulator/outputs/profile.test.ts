/** The outputs that a driver has unless it is told otherwise: people's tests go by them. */
import { describe, expect, it } from '@jest/globals';
import { defaultOutputs, defaultProfile, hdmiOutput, televisionOutput } from 'softumd/emulator';
import { createCoppDriver } from '../copp/bench.js';

describe('the default outputs', () => {
  it('are a display on HDMI and a television on component video, side by side', () => {
    const { outputs } = createCoppDriver({ profile: defaultProfile }).control;
    const rate = { d3dFormat: 22, refreshNumerator: 60, refreshDenominator: 1 };
    expect(outputs.list()).toEqual([
      {
        output: 0,
        monitor: 'display',
        connector: 'HDMI',
        connected: true,
        mode: { width: 1920, height: 1080, scan: 'progressive', ...rate },
        openObjects: 0,
      },
      {
        output: 1,
        monitor: 'television',
        connector: 'COMPONENT_VIDEO',
        connected: true,
        mode: { width: 720, height: 480, scan: 'odd-field-first', ...rate },
        openObjects: 0,
      },
    ]);
    expect(defaultOutputs).toMatchObject({ multiMonitorMode: 'dual-view', hdcpDelayMs: 0 });
  });

  it('have HDCP where it is digital; ACP up to standard definition, and CGMS-A, where it is analog', () => {
    const adapter = { internal: false, bus: 'PCI_EXPRESS', integrated: false, copp: true };
    expect(hdmiOutput).toMatchObject({ ...adapter, protections: [{ type: 'HDCP' }], tvStandards: [] });
    expect(televisionOutput).toMatchObject({
      ...adapter,
      protections: [{ type: 'ACP', maxWidth: 720, maxHeight: 576 }, { type: 'CGMSA' }],
      tvStandards: ['IEC61880_525i', 'CEA805A_TypeA_525p', 'CEA805A_TypeA_750p', 'CEA805A_TypeA_1125i'],
      hdcpReceiver: null,
    });
    expect([hdmiOutput.tvType, televisionOutput.tvType]).toEqual([0, 0]);
  });

  it('have a receiver whose KSV could be one', () => {
    expect(hdmiOutput.hdcpReceiver).toEqual({ ksv: 0xb8_70d4_c6a7n, repeater: false });
    const ones = hdmiOutput.hdcpReceiver!.ksv.toString(2).replaceAll('0', '');
    expect(ones).toHaveLength(20);
  });
});
