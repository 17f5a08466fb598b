/** The outputs of a profile: what is taken, and how it is said what is not. */
import { describe, expect, it } from '@jest/globals';
import { defaultOutputs, defaultProfile, hdmiOutput } from 'softumd/emulator';
import { createCoppDriver, withOutputs } from '../copp/bench.js';

const made = (output: object) => () =>
  createCoppDriver({ profile: withOutputs({ ...hdmiOutput, ...output }) });

const madeOf = (section: object) => () =>
  createCoppDriver({ profile: { ...defaultProfile, outputs: { ...defaultOutputs, ...section } } });

const { mode } = hdmiOutput;
/** The largest that a word of 32 bits holds. */
const word = 2 ** 32 - 1;

describe('the outputs of a profile', () => {
  it.each([
    ['connector', ['UNKNOWN', 'VGA', 'SVIDEO', 'COMPOSITE_VIDEO', 'COMPONENT_VIDEO', 'DVI', 'HDMI', 'LVDS']],
    ['connector', ['TMDS', 'D_JPN', 'SDI', 'DISPLAYPORT_EXTERNAL', 'DISPLAYPORT_EMBEDDED', 'UDI_EXTERNAL']],
    ['connector', ['UDI_EMBEDDED', 'MIRACAST', 'TRANSPORT_AGNOSTIC_DIGITAL_MODE_A']],
    ['dvi', ['1.0', '1.1']],
    ['outputId', [0n, 2n ** 64n - 1n]],
    ['busModifier', ['INSIDE_OF_CHIPSET', 'DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE']],
    [
      'hdcpReceiver',
      [
        { ksv: 1n, repeater: true, behind: [] },
        { ksv: 1n, repeater: true, behind: [2n, 3n] },
      ],
    ],
    ['bus', ['UNKNOWN', 'PCI', 'PCIX', 'PCI_EXPRESS', 'AGP']],
    ['protections', ['HDCP', 'ACP', 'CGMSA', 'DPCP'].map((type) => [{ type }])],
    ['protections', [[], [{ type: 'ACP', maxWidth: 1, maxHeight: word }]]],
    ['hdcpReceiver', [null, { ksv: 0n, repeater: true }, { ksv: 2n ** 40n - 1n, repeater: false }]],
    ['tvType', [0, word]],
    ['mode', ['progressive', 'even-field-first', 'odd-field-first'].map((scan) => ({ ...mode, scan }))],
    ['mode', [1, word].map((width) => ({ ...mode, width, height: width, refreshDenominator: width }))],
    ['mode', [0, word].map((d3dFormat) => ({ ...mode, d3dFormat, refreshNumerator: d3dFormat }))],
  ])('take every %s that there is: %j', (member, values) => {
    for (const value of values) expect(made({ [member]: value })).not.toThrow();
  });

  it.each([
    ['multiMonitorMode', ['dual-view', 'clone', 'span']],
    ['hdcpDelayMs', [0, word]],
    ['hdcpEngines', [0, word]],
    [
      'monitors',
      [[{ name: 'one', hMonitor: 1, outputs: [] }], [{ name: 'one', hMonitor: word, outputs: [] }]],
    ],
  ])('take every %s that there is: %j', (member, values) => {
    for (const value of values) expect(madeOf({ [member]: value })).not.toThrow();
  });

  it.each([
    ['a connector', { connector: 'SCART' }, "outputs[0].connector: expected 'UNKNOWN', 'VGA'"],
    ['a member', { colour: 'red' }, 'outputs[0].colour: unknown option'],
    ['a member near one', { interal: true }, 'did you mean internal?'],
    ['a protection', { protections: [{ type: 'DTCP' }] }, 'protections[0].type: expected'],
    ['a KSV', { hdcpReceiver: { ksv: 1n << 40n, repeater: false } }, 'a BigInt of 40 bits'],
    ['a KSV', { hdcpReceiver: { ksv: 1, repeater: false } }, 'a BigInt of 40 bits'],
    [
      'a KSV behind',
      { hdcpReceiver: { ksv: 1n, repeater: true, behind: [1n << 40n] } },
      'behind[0]: expected a',
    ],
    ['an id', { outputId: 1n << 64n }, 'outputId: expected a BigInt of 64 bits'],
    ['a DVI', { dvi: '2.0' }, "dvi: expected '1.0' or '1.1'"],
    ['a modifier', { busModifier: 'NONE' }, 'busModifier: expected'],
    ['a width', { mode: { ...mode, width: 0 } }, 'mode.width: expected a whole number of pixels'],
    ['a width', { mode: { ...mode, width: word + 1 } }, 'mode.width: expected a whole number of pixels'],
    ['a format', { mode: { ...mode, d3dFormat: -1 } }, 'mode.d3dFormat: expected a D3DFORMAT from 0'],
    ['a rate', { mode: { ...mode, refreshDenominator: 0 } }, 'refreshDenominator: expected a whole number'],
    ['a television', { tvType: word + 1 }, 'tvType: expected a whole number from 0 to 4294967295'],
    ['a standard', { tvStandards: ['PAL'] }, 'tvStandards[0]: expected'],
    ['a flag', { copp: 1 }, 'copp: expected true or false, received 1'],
  ])('refuse %s that there is not', (_what, change, message) => {
    expect(made(change)).toThrow(TypeError);
    expect(made(change)).toThrow(message);
  });

  it('have an id each, if any', () => {
    const both = (...ids: readonly bigint[]) =>
      madeOf({ monitors: ids.map((outputId) => ({ name: 'one', outputs: [{ ...hdmiOutput, outputId }] })) });
    expect(both(1n, 2n)).not.toThrow();
    expect(both(1n, 1n)).toThrow('each outputId once');
  });

  it('are 32 at the most, of all monitors together', () => {
    const many = (...counts: readonly number[]) =>
      madeOf({
        monitors: counts.map((count) => ({ name: 'one', outputs: Array(count).fill(hdmiOutput) })),
      });
    expect(many(32)).not.toThrow();
    expect(many(16, 0, 16)).not.toThrow();
    expect(many(33)).toThrow('at most 32 outputs');
    expect(many(16, 17)).toThrow('at most 32 outputs');
  });
});
