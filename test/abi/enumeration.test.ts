import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as ddi from 'softumd/ddi';
import {
  bitsOf,
  enumeration,
  flags,
  named as namedNumber,
  UINT,
  ULONG,
  valuesByName,
} from '../../src/abi/index.js';
import { named } from '../ddi/facts.js';

const word = fc.integer({ min: 0, max: 0xffffffff });

describe('an enumeration', () => {
  it('is a type, and has each value under its short name', () => {
    const format: 103 = ddi.DXGI_FORMAT.NV12;
    const pair = ddi.struct('PAIR', { First: UINT, Format: ddi.DXGI_FORMAT });
    expect(pair.fromBytes(pair.toBytes({ Format: format }))).toEqual({ First: 0, Format: 103 });
    expect(ddi.DXGI_FORMAT.name).toBe('DXGI_FORMAT');
    expect(ddi.DXGI_FORMAT.constants.values).toMatchObject({ DXGI_FORMAT_NV12: 103 });
  });

  it('shortens by the first pattern that fits, at either end, and where told by hand', () => {
    const made = enumeration(
      'MADE',
      { ONE_A_END: 1, ONE_B: 2, TWO_C: 3, ONE_3D: 4, OTHER: 5 },
      { short: ['ONE_*_END', 'ONE_*', 'TWO_*'], renamed: { ONE_3D: 'THREE_D' } },
    );
    const { A, B, C, THREE_D, OTHER } = made;
    expect([A, B, C, THREE_D, OTHER]).toEqual([1, 2, 3, 4, 5]);
    expect(made.constants.shortNames).toEqual({
      ...{ ONE_A_END: 'A', ONE_B: 'B', TWO_C: 'C' },
      ...{ ONE_3D: 'THREE_D', OTHER: 'OTHER' },
    });
  });

  it('leaves its own name out where no pattern is given', () => {
    expect(enumeration('MADE', { MADE_ONE: 1, OTHER: 2 })).toMatchObject({ ONE: 1, OTHER: 2 });
  });

  it.each([
    ['of another value', { A_ONE: 1, B_ONE: 2 }, 'MADE: B_ONE has no short name of its own, received ONE'],
    ['of the type', { A_size: 1 }, 'MADE: A_size has no short name of its own, received size'],
  ])('refuses a short name that is that %s', (_whose, values, message) => {
    expect(() => enumeration('MADE', values, { short: ['A_*', 'B_*'] })).toThrow(message);
  });

  it('reads as the short name, and as hexadecimal digits where it has none', () => {
    const text = [103, 106, 0, 129, 200].map((value) => ddi.DXGI_FORMAT.text(value));
    expect(text).toEqual(['NV12', 'OPAQUE_420', 'UNKNOWN', '0x81', '0xc8']);
    expect(ddi.D3D10_DDI_MAP.text(0)).toBe('0');
  });

  it('gives its values alone, by short names, to whoever goes through them', () => {
    expect(valuesByName(ddi.D3D11DDI_THREADING)).toEqual({
      FREETHREADED: 1,
      COMMANDLISTS: 2,
      COMMANDLISTS_BUILD_2: 4,
    });
  });

  it('can have values of 64 bits', () => {
    expect(ddi.DDI_SUPPORTED.text(0x000b000f00000000n)).toBe('D3D11_1');
    expect(ddi.DDI_SUPPORTED.text(0x000b00ff00000000n)).toBe('0xb00ff00000000');
    expect(ddi.DDI_SUPPORTED.size('x86')).toBe(8);
  });
});

describe('flags', () => {
  const text = (value: number) => ddi.D3D11_1DDI_CONTENT_PROTECTION_CAPS.text(value);

  it('read as the names of the bits, and one number for bits that have none', () => {
    expect(text(0x441)).toBe('SOFTWARE | ENCRYPTED_READ_BACK | DECRYPTION_BLT');
    expect(text(0x30001)).toBe('SOFTWARE | 0x30000');
    expect(text(0x80000000)).toBe('0x80000000');
  });

  it('read 0 as 0, or as its name', () => {
    expect(text(0)).toBe('0');
    expect(ddi.D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS.text(0)).toBe('NONE');
    expect(ddi.OPM_STATUS.text(0)).toBe('NORMAL');
  });

  it('read bits that hold one value together as that value', () => {
    const bus = ddi.D3D11_1DDI_BUS_TYPE;
    expect(bus.text(0x30003)).toBe('PCIEXPRESS | IMPL_MODIFIER_TRACKS_ON_MOTHER_BOARD_TO_SOCKET');
    expect(bus.text(0x80000004)).toBe('AGP | IMPL_MODIFIER_NON_STANDARD');
    expect(bus.text(0x10000)).toBe('OTHER | IMPL_MODIFIER_INSIDE_OF_CHIPSET');
    expect(bus.text(0x70005)).toBe('0x70005');
    expect(ddi.COPP_ConnectorType.text(0x80000005)).toBe('HDMI | Internal');
    expect(ddi.COPP_ConnectorType.text(0x80000000)).toBe('VGA | Internal');
    expect(ddi.COPP_ConnectorType.text(0xffffffff)).toBe('Unknown');
  });

  it('read a level in the flags of CREATEDEVICE by its name (DEV-13)', () => {
    const levelOf = (Flags: number) => ((Flags & 0xe) >> 1) | ((Flags & 0xc0) >> 3);
    const inWords = (Flags: number) => ddi.D3D10DDI_CREATEDEVICE_FLAG.text(Flags);
    expect(levelOf(0x16)).toBe(ddi.D3D11DDI_3DPIPELINELEVEL.LEVEL_11_1);
    expect(inWords(0x16)).toBe('LEVEL_11_1 | SINGLETHREADED');
    expect(levelOf(0x40)).toBe(ddi.D3D11DDI_3DPIPELINELEVEL.LEVEL_12_1);
    expect(inWords(0x40)).toBe('LEVEL_12_1');
    expect(inWords(0)).toBe('LEVEL_10_0');
  });

  it('have masks among their constants, and not in their text', () => {
    const access = ddi.D3D10_DDI_CPU_ACCESS;
    expect(access.MASK).toBe(3);
    expect(access.text(3)).toBe('WRITE | READ');
    expect(ddi.COPP_StatusFlags.Reserved).toBe(0xfffffffc);
    expect(ddi.COPP_StatusFlags.text(0xfffffffc)).toBe('0xfffffffc');
  });

  it.each(
    named.filter(({ constants }) => constants.isFlags).map((one) => [one.constants.name, one] as const),
  )('%s: the text has every bit', (name, type) => {
    const { constants } = type;
    const inWords = (value: number) => (type as typeof ddi.OPM_STATUS).text(value);
    const byShort = new Map(
      Object.entries(constants.values).map(([full, value]) => [constants.shortNames[full]!, Number(value)]),
    );
    // Of CREATEDEVICE a level stands for bits of its own.
    const levels = name === 'D3D10DDI_CREATEDEVICE_FLAG' ? 0xce : 0;
    fc.assert(
      fc.property(word, fc.subarray([...byShort.values()]), (any, known) => {
        for (const value of [any, known.reduce((all, one) => (all | one) >>> 0, 0)]) {
          const parts = inWords(value)
            .split(' | ')
            .filter((part) => !part.startsWith('LEVEL_'));
          const bits = parts.map((part) => byShort.get(part) ?? Number(part));
          expect(bits).not.toContain(NaN);
          const all = bits.reduce((sum, one) => (sum | one) >>> 0, 0);
          expect(all & ~levels).toBe(value & ~levels);
        }
      }),
    );
  });
});

describe('a plain number with names', () => {
  it('keeps the C name, and reads as the values do', () => {
    const Flags = namedNumber(UINT, ddi.D3D11_1_DDI_FLUSH_FLAGS);
    expect([Flags.name, Flags.text(3)]).toEqual(['UINT', 'UNLESS_NO_COMMANDS | TRIM_MEMORY']);
    expect(namedNumber(ULONG, ddi.OPM_STATUS).name).toBe('ULONG');
  });

  it('has a bit for each value of an enumeration (OPN-20)', () => {
    const Caps = bitsOf(UINT, ddi.D3D11DDI_3DPIPELINELEVEL);
    expect(Caps.text(0b1101)).toBe('LEVEL_10_0 | LEVEL_11_0 | LEVEL_11_1');
    expect(Caps.text(0x200)).toBe('0x200');
  });

  it('reads a value that is no word of 32 bits as it is', () => {
    const Flags = flags('FLAGS', { FLAGS_A: 1 });
    expect([-1, 1.5, 2 ** 32].map((value) => Flags.text(value))).toEqual(['-1', '1.5', '4294967296']);
  });
});
