import { describe, expect, it } from '@jest/globals';
import type { RunReport } from '../../src/conformance/index.js';
import { runCli } from './run.js';

describe('functions that no case called', () => {
  it('are told of a run of the whole suite only', async () => {
    const whole = await runCli(['conformance', '--reporter', 'json']);
    expect((JSON.parse(whole.out) as RunReport).uncalled).not.toContain('CreateCryptoSession');
    const part = await runCli(['conformance', 'get-handle', '--reporter', 'json']);
    expect(JSON.parse(part.out)).not.toHaveProperty('uncalled');
  });
});
