import type { HMiniportDevice } from '../../ddi/index.js';
import {
  DxgkDdiQueryInterface,
  InterfaceReference,
  NTSTATUSES as S,
  ntstatusName,
  OPM_VIDEO_OUTPUT_SEMANTICS as VOS,
  SoftUMDOpenOPM,
} from '../../ddi/index.js';
import type { OpmDriver, OutputsControl } from '../../driver/index.js';
import { hasEntry } from '../../driver/index.js';
import type { OpmFunctions, OpmVersion } from '../../host/index.js';
import { HostOpm } from '../../host/index.js';
import { Case } from '../framework/case.js';
import type { Fixture } from '../framework/fixture.js';
import type { CodeName } from '../framework/judge.js';
import { codesText } from '../framework/judge.js';
import { CaseFailure } from '../framework/outcome.js';

/**
 * What a protected output speaks (OPM-1), by the name that it has in case ids.
 * @example
 * const both: readonly Semantics[] = ['OPM', 'COPP'];
 */
export type Semantics = keyof typeof semanticsNumbers;

/** OPM_VIDEO_OUTPUT_SEMANTICS of each. */
export const semanticsNumbers = { OPM: VOS.OPM, COPP: VOS.COPP } as const;
export const semanticsNames = Object.keys(semanticsNumbers) as readonly Semantics[];

const noEntry = 'the driver has no SoftUMDOpenOPM';
const nameOfNtstatus: CodeName = (code) => ntstatusName(code as Parameters<typeof ntstatusName>[0]);

/** What says that an output has not the semantics (OPM-38). */
const withoutSemantics: readonly number[] = [
  S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED,
  S.STATUS_GRAPHICS_COPP_NOT_SUPPORTED,
];

/** By semantics: the targets that have them. They do not change, so that a run asks once. */
const targetsOfRun = () => new Map<Semantics, readonly number[]>();

/**
 * A case on a display miniport's OPM: the opened interface, its functions, the targets that have OPM or COPP semantics. The
 * helpers take it first.
 * @example
 * function destroyCode(t: OpmCase): Ntstatus {
 *   return t.opm('DxgkDdiOPMDestroyProtectedOutput')(t.context, createdOutput(t).handle);
 * }
 */
export class OpmCase extends Case {
  protected override readonly codeName = nameOfNtstatus;
  private opened: HostOpm | undefined;

  /** The driver with its entry, every call logged. */
  entered(): OpmDriver {
    const { observed } = this;
    return hasEntry(observed, 'SoftUMDOpenOPM') ? observed : this.skip(noEntry);
  }

  /** Opens the newest version that the driver has, once a case. */
  host(): HostOpm {
    this.opened ??= this.openHost();
    return this.opened;
  }

  /** Opens the driver anew. */
  openHost(versions?: readonly OpmVersion[]): HostOpm {
    const { status, opm: opened } = HostOpm.open(this.entered(), versions);
    if (!opened) throw new CaseFailure(`OPM: expected an interface, received ${this.codes([status])}`);
    this.atEnd(() => {
      opened.close();
    });
    return opened;
  }

  /** MiniportDeviceContext: what every function gets first. */
  get context(): HMiniportDevice {
    return this.host().context;
  }

  /** A function of the table; skips the case where the slot is empty, or the version has none. */
  opm<Slot extends keyof OpmFunctions>(slot: Slot, host = this.host()): NonNullable<OpmFunctions[Slot]> {
    return this.filled(slot, host.functions[slot]);
  }

  /** The VidPnTargetIds of outputs that have these semantics; skips the case where there is none. */
  targets(semantics: Semantics = 'OPM'): readonly number[] {
    const known = this.run.of(targetsOfRun);
    const targets = known.get(semantics) ?? this.targetsWith(semantics);
    known.set(semantics, targets);
    return targets.length > 0 ? targets : this.skip(`the driver has no output with ${semantics} semantics`);
  }

  private targetsWith(semantics: Semantics): readonly number[] {
    const host = this.host();
    return host.targets.filter((target) => {
      const { status, output } = host.createProtectedOutput(target, semanticsNumbers[semantics]);
      output?.destroy();
      return !withoutSemantics.includes(status); // of another failure cases tell
    });
  }

  /** What a user does to monitors and cables; skips the case where nobody can. */
  outputs(): OutputsControl {
    return this.driver.control?.outputs ?? this.skip('the driver has no control of its outputs');
  }

  /** NTSTATUS codes as a person reads them. */
  codes(codes: Parameters<typeof codesText>[0]): string {
    return codesText(codes, this.codeName);
  }
}

/**
 * The fixture of OPM: its cases open the driver by SoftUMDOpenOPM and DxgkDdiQueryInterface, and are skipped where it has no
 * such entry.
 * @example
 * const destroying = group('destroying', 'an output that nobody used', opm, [
 *   test('at-once', { clauses: ['OPM-40'] }).run((t) => {
 *     destroyOutput(t, createdOutput(t));
 *   }),
 * ]);
 */
export const opm: Fixture<OpmCase> = {
  name: 'opm',
  opening: [SoftUMDOpenOPM, DxgkDdiQueryInterface, InterfaceReference],
  requires: (driver) => (hasEntry(driver, 'SoftUMDOpenOPM') ? undefined : noEntry),
  create: (setup) => new OpmCase(setup),
};
