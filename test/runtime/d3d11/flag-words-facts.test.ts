import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apiBindFlags, apiMiscFlags, ddiBindFlags, ddiMiscFlags } from 'softumd/d3d11';

/** One bit; null where that side has none. */
interface Bit {
  readonly api: number | null;
  readonly ddi: number | null;
}

const { flag_translation: facts } = JSON.parse(
  readFileSync(new URL('../../../fixtures/reference/device-ddi.json', import.meta.url), 'utf8'),
) as { flag_translation: { bind: readonly Bit[]; misc: readonly Bit[] } };

const word = fc.integer({ min: 0, max: 0xffffffff });

describe.each([
  ['bind', facts.bind, ddiBindFlags, apiBindFlags],
  ['misc', facts.misc, ddiMiscFlags, apiMiscFlags],
] as const)('%s flags', (_name, bits, toDdi, toApi) => {
  it('are translated bit by bit, both ways; what the other side lacks is dropped (RES-34)', () => {
    for (const { api, ddi } of bits) {
      if (api !== null) expect([api, toDdi(api)]).toEqual([api, ddi ?? 0]);
      if (ddi !== null) expect([ddi, toApi(ddi)]).toEqual([ddi, api ?? 0]);
    }
  });

  it('of a word are those of its bits', () => {
    const stated = (flags: number, from: keyof Bit, to: keyof Bit) =>
      bits.reduce((sum, bit) => (flags & (bit[from] ?? 0) ? sum | (bit[to] ?? 0) : sum), 0);
    fc.assert(
      fc.property(word, (flags) => {
        expect([toDdi(flags), toApi(flags)]).toEqual([
          stated(flags, 'api', 'ddi'),
          stated(flags, 'ddi', 'api'),
        ]);
      }),
    );
  });
});
