import { describe, expect, it } from '@jest/globals';
import { renderPretty } from '../../../src/conformance/index.js';
import { reportOf, result } from './report.js';

const failed = (id: string, message: string) =>
  result(id, 'fail', { message: `${message} [NCS-1]`, calls: [`Call of ${id}`] });

/** The findings of a report: their heads, in order. */
const headsOf = (text: string) => text.match(/^(FAIL|WARN) \S+/gm);

describe('failures with one message', () => {
  const text = renderPretty(
    reportOf([
      failed('read:alone', 'its own'),
      failed('read:one', 'no size'),
      result('read:odd', 'warn', { message: 'an odd code' }),
      failed('read:many:count=1', 'nothing'),
      failed('read:many:count=2', 'no size'),
      failed('write:many:count=1', 'no size'),
      failed('write:many:count=2', 'no size'),
      failed('write:last', 'nothing'),
      result('write:odd', 'warn', { message: 'no size [NCS-1]' }),
    ]),
  );

  it('are one finding, and come before those of one case, the largest first', () => {
    expect(headsOf(text)).toEqual([
      ...['FAIL read:one', 'FAIL read:many:count=1', 'FAIL read:alone', 'WARN read:odd', 'WARN write:odd'],
    ]);
  });

  it('are counted and named, a test a line, with the calls of the first', () => {
    expect(text).toContain(
      [
        'FAIL read:one NCS-1 D-03',
        '     no size [NCS-1]',
        '',
        '     same message: 4 cases',
        '       read:one',
        '       read:many:count=2',
        '       write:many (2 cases)',
        '',
        '     the last calls of read:one:',
        '       Call of read:one',
        'FAIL read:many:count=1 NCS-1 D-03',
      ].join('\n'),
    );
    expect(text).toContain('its own [NCS-1]\n\n     the last calls:\n       Call of read:alone\n');
    expect(text).not.toContain('Call of write');
  });

  it('are counted by group where their tests would be a long list', () => {
    const names = Array.from({ length: 20 }, (_, index) => `read:test-${index}`);
    const many = [...names.map((id) => failed(id, 'no size')), failed('write:one', 'no size')];
    const long = renderPretty(reportOf([...many, result('write:two', 'pass')]));
    expect(long).toContain(
      [
        '     same message: 21 cases',
        '       read (20 of 20 cases)',
        '       write (1 of 2 cases)',
        '',
        '     the last calls of read:test-0:',
      ].join('\n'),
    );
  });
});

describe('functions that no case called', () => {
  it('are named under the skips, and lines stay short', () => {
    const names = Array.from({ length: 30 }, (_, index) => `Function${index}`);
    const text = renderPretty({ ...reportOf([result('read:one', 'pass')]), uncalled: names });
    const [, after = ''] = text.split('called by no case, so that nothing is known of them:\n');
    const lines = after.split('\n\n')[0]!.split('\n');
    expect(lines.join(' ').trim().split(/\s+/)).toEqual(names);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(renderPretty({ ...reportOf([]), uncalled: [] })).not.toContain('called by no case');
  });
});
