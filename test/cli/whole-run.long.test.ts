import { describe, expect, it, jest } from '@jest/globals';
import type { RunReport } from '../../src/conformance/index.js';
import { runCli } from './run.js';

jest.setTimeout(300_000);

describe('functions that no case called', () => {
  it('are told of a run of the whole suite only', async () => {
    const whole = await runCli(['conformance', '--reporter', 'json']);
    expect((JSON.parse(whole.out) as RunReport).uncalled).not.toContain('CreateCryptoSession');
    const part = await runCli(['conformance', 'get-handle', '--reporter', 'json']);
    expect(JSON.parse(part.out)).not.toHaveProperty('uncalled');
  });
});
