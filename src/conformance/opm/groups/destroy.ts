import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import { opm, semanticsNames } from '../fixture.js';
import { activeOutput } from '../helpers/handshake.js';
import { expectLives } from '../helpers/levels.js';
import { destroyOutput } from '../helpers/protected-outputs.js';

/** DxgkDdiOPMDestroyProtectedOutput, and handles that are dead. */
export const destroyGroup = group('opm-destroy', 'destroying, and handles that are no more', opm, [
  test('others-stay', { clauses: ['OPM-40'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const [first, second] = [activeOutput(t, semantics), activeOutput(t, semantics)];
      destroyOutput(t, second);
      expectLives(t, first, 'OPM-40', 'an output, after another was destroyed');
    }),
]);
