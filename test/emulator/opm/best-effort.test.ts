/** SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD: what cannot be had is no refusal (OPM-45). */
import { expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { Bench, COMMAND_START, commandOf, levelData } from './bench.js';

it('leaves no cause of a refusal where the level is hindered, since the call succeeds', () => {
  const bench = new Bench();
  const { refusals } = bench.driver.control;
  refusals.keep(true);
  const handle = bench.started(ddi.OPM_VIDEO_OUTPUT_SEMANTICS.COPP);
  const acp = levelData(ddi.OPM_PROTECTION_TYPE.ACP, 1); // 1080p: too large for ACP here (OPM-32)
  const configure = (guid: ddi.Guid) =>
    ddi.ntstatusName(bench.configure(handle, commandOf(COMMAND_START, acp, guid)));
  expect(configure(ddi.OPM_SET_PROTECTION_LEVEL)).toBe('STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH');
  expect(refusals.take()).toMatchObject({ clause: 'OPM-32' });
  expect(configure(ddi.OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD)).toBe('STATUS_SUCCESS');
  expect(refusals.take()).toBeNull();
});
