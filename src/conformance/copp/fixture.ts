import type { FunctionTable } from '../../abi/index.js';
import type { COPP_DDI } from '../../ddi/index.js';
import { COPPOpenVideoSession, SoftUMDOpenCOPP } from '../../ddi/index.js';
import type { CoppDriver, OutputsControl } from '../../driver/index.js';
import { hasEntry } from '../../driver/index.js';
import { HostCopp } from '../../host/index.js';
import { Case } from '../framework/case.js';
import type { Fixture } from '../framework/fixture.js';
import { codesText } from '../framework/judge.js';
import { CaseFailure } from '../framework/outcome.js';

type CoppFunctions = FunctionTable<typeof COPP_DDI>;

const noEntry = 'the driver has no SoftUMDOpenCOPP';

/**
 * A case on a driver of COPP: the opened device, its seven functions, and the outputs that have COPP. The helpers take it
 * first.
 * @example
 * function closeCode(t: CoppCase): Hresult {
 *   return t.copp('COPPCloseVideoSession')(openSession(t).pThis);
 * }
 */
export class CoppCase extends Case {
  private opened: HostCopp | undefined;

  /** The driver with its entry, every call logged. */
  entered(): CoppDriver {
    const { observed } = this;
    return hasEntry(observed, 'SoftUMDOpenCOPP') ? observed : this.skip(noEntry);
  }

  /** Opens the driver, once a case. */
  host(): HostCopp {
    this.opened ??= this.openHost();
    return this.opened;
  }

  /** Opens the driver anew. */
  openHost(): HostCopp {
    const { hresult, copp: opened } = HostCopp.open(this.entered());
    if (!opened) throw new CaseFailure(`SoftUMDOpenCOPP: expected success, received ${codesText([hresult])}`);
    return opened;
  }

  /** A function of the table; skips the case where the slot is empty. */
  copp<Slot extends keyof CoppFunctions>(slot: Slot, host = this.host()): NonNullable<CoppFunctions[Slot]> {
    return this.filled(slot, host.functions[slot]);
  }

  /** The DevIDs of the outputs that have COPP; skips the case where there is none. */
  devices(): readonly number[] {
    const host = this.host();
    const devices = Array.from({ length: 32 }, (_, DevID) => DevID).filter((DevID) => host.hasDevice(DevID));
    return devices.length > 0 ? devices : this.skip('the driver has COPP on no output');
  }

  /** What a user does to monitors and cables; skips the case where nobody can. */
  outputs(): OutputsControl {
    return this.driver.control?.outputs ?? this.skip('the driver has no control of its outputs');
  }
}

/**
 * The fixture of COPP: its cases open the driver by SoftUMDOpenCOPP, and are skipped where it has none.
 * @example
 * const closing = group('closing', 'a session that nobody used', copp, [
 *   test('at-once', { clauses: ['COPP-36'] }).run((t) => {
 *     t.expectCode(t.copp('COPPCloseVideoSession')(openSession(t).pThis), [S_OK], 'COPP-36', 'a close');
 *   }),
 * ]);
 */
export const copp: Fixture<CoppCase> = {
  name: 'copp',
  opening: [SoftUMDOpenCOPP, COPPOpenVideoSession],
  requires: (driver) => (hasEntry(driver, 'SoftUMDOpenCOPP') ? undefined : noEntry),
  create: (setup) => new CoppCase(setup),
};
