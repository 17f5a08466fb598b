import { describe, expect, it } from '@jest/globals';
import { nearest } from '../../src/options/nearest.js';

const names = [
  'negotiate',
  'create',
  'decryption-blt',
  'encryption-blt',
  'GetCertificate',
  'GetCertificateSize',
];

describe('names that are near', () => {
  it.each([
    ['negotaite', ['negotiate']], // two neighbours swapped are one edit
    ['NEGOTIATE', ['negotiate']],
    ['creat', ['create']],
    ['dencryption-blt', ['decryption-blt', 'encryption-blt']],
    ['certificate', ['GetCertificate', 'GetCertificateSize']],
    ['certificate*', ['GetCertificate', 'GetCertificateSize']],
  ])('%s: %j', (query, expected) => {
    expect(nearest(names, query)).toEqual(expected);
  });

  it.each(['somebody', 'x', 'et', '', '*', 'n-e-g-o-t-i-a-t-e'])('%j: none', (query) => {
    expect(nearest(names, query)).toEqual([]);
  });

  it('are within a third of the letters, or two', () => {
    expect(nearest(['abcdefghi'], 'abcdefxyz')).toEqual(['abcdefghi']);
    expect(nearest(['abcdefghi'], 'abcdewxyz')).toEqual([]);
    expect(nearest(['abcd'], 'abxy')).toEqual(['abcd']);
    expect(nearest(['abcd'], 'axyz')).toEqual([]);
  });

  it('are as many as are wanted, each once', () => {
    expect(nearest([...names, ...names], 'encryption-blt', 1)).toEqual(['encryption-blt']);
  });
});
