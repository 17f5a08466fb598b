import { describe, expect, it } from '@jest/globals';
import { allCases, FunctionUse, runConformance, selectCases } from '../../../src/conformance/index.js';
import { createDriver } from '../../../src/facade/index.js';

const uncalled = (...queries: string[]) =>
  runConformance({ driver: () => createDriver({ seed: 1 }), cases: selectCases(allCases(), queries) })
    .uncalled!;

describe('functions that no case called', () => {
  it('are those of the tables that were read, but for those that any case called', () => {
    const opening = uncalled('get-handle:non-zero');
    expect(opening).toEqual(expect.arrayContaining(['DecryptionBlt', 'GetCertificate', 'Flush']));
    for (const name of ['OpenAdapter10_2', 'CreateDevice', 'CreateCryptoSession', 'DestroyCryptoSession'])
      expect(opening).not.toContain(name);
    const more = uncalled('get-handle:non-zero', 'device:flush', 'certificate:size');
    expect(opening.filter((name) => !more.includes(name))).toEqual(
      expect.arrayContaining(['Flush', 'GetCertificateSize']),
    );
    expect(more).toContain('DecryptionBlt');
  });

  it('are none of a driver whose tables nobody saw', () => {
    expect(runConformance({ driver: () => createDriver(), cases: [] }).uncalled).toEqual([]);
  });

  it('are put together from several processes', () => {
    const use = new FunctionUse();
    use.add({ filled: ['A', 'B', 'C'], called: ['A'] });
    use.add({ filled: ['B', 'C', 'D'], called: ['C', 'E'] });
    expect(use.uncalled()).toEqual(['B', 'D']);
    expect(use.names()).toEqual({ filled: ['A', 'B', 'C', 'D'], called: ['A', 'C', 'E'] });
  });
});
