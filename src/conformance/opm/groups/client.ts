import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { opm } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import type { TypeName } from '../helpers/known.js';
import { expectLevels, setLevel, targetWith } from '../helpers/levels.js';
import { destroyOutput } from '../helpers/protected-outputs.js';

/** Sets a level and reads it back, as an application does. */
function protect(t: OpmCase, output: ActiveOutput, type: TypeName, level: number): void {
  setLevel(t, output, type, level);
  expectLevels(t, output, type, { virtual: level, actual: level }, `${type} level ${level}`);
}

/** What Microsoft's own tests assert of OPM, from the handshake to the end. */
export const clientGroup = group('opm-client', 'whole lives of protected outputs', opm, [
  test('hdcp', { clauses: ['OPM-8', 'OPM-24', 'OPM-40'] })
    .params({ semantics: ['OPM', 'COPP'] })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics, targetWith(t, semantics, 'HDCP'));
      for (const level of [1, 0]) protect(t, output, 'HDCP', level);
      destroyOutput(t, output);
    }),
  test('cgmsa-with-acp', { clauses: ['OPM-24', 'OPM-40'] }).run((t) => {
    const output = activeOutput(t, 'COPP', targetWith(t, 'COPP', 'ACP', 'CGMSA'));
    protect(t, output, 'CGMSA', 3);
    protect(t, output, 'ACP', 1);
    protect(t, output, 'CGMSA', 0);
    protect(t, output, 'ACP', 0);
    destroyOutput(t, output);
  }),
]);
