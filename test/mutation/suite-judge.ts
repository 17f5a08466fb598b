import type * as certificate from '../../src/certificate/index.js';
import type * as conformance from '../../src/conformance/index.js';
import type * as crypto from '../../src/crypto/index.js';
import type * as emulator from '../../emulator/index.js';
import type * as memory from '../../src/memory/index.js';
import type * as facade from '../../src/facade/create-driver.js';
import { judgedProfile, judgedProfiles } from './judged-profiles.js';
import { SourceModules } from './source-modules.js';

/** What a judge says of a mutant. */
export interface Verdict {
  /** `late`: it did not come to an end. Whatever is not `survived` was noticed. */
  readonly status: 'killed' | 'late' | 'survived';
  /** What noticed it. */
  readonly by?: string;
}

/** The folder of sources that a file's mutants have a copy of: emulator/core/a.ts is of emulator, src/crypto/a.ts of src/crypto. */
const roomOf = (file: string) =>
  (file.startsWith('src/') ? file.split('/').slice(0, 2) : ['emulator']).join('/');

/** Who a driver is to each interface that has certificates. */
type Identities = Required<Pick<emulator.EmulatedDriverOptions, 'identity' | 'coppIdentity'>>;

/** The chapters whose cases a folder of the driver can come up in: no chapter imports another. */
const chapters: Readonly<Record<string, string>> = {
  'emulator/d3d11': 'd3d11',
  'emulator/copp': 'copp',
  'emulator/outputs': 'copp',
};

/** The drivers of one profile, and what the suite makes of them. */
interface Bench {
  readonly profile: (typeof judgedProfiles)[number];
  readonly identities: Identities;
  readonly cases: readonly conformance.ConformanceCase[];
  /** Groups that judge the driver as it is; one that judges nothing of a mutant has noticed it. */
  readonly judging: ReadonlySet<string>;
}

/**
 * The conformance suite alone, on drivers that have a mutant in them. The suite and the half that plays the runtime
 * stay as they are: only the driver, and the folder that the mutant is in, are there a second time.
 */
export class SuiteJudge {
  private readonly modules: SourceModules;
  private readonly suite: typeof conformance;
  private readonly benches: readonly Bench[];
  /** How often a case has noticed something: what noticed most is asked first. */
  private readonly kills = new Map<string, number>();

  /**
   * @param root the project's folder
   * @param queries cases, all without one
   * @throws TypeError when a case fails on the driver as it is
   */
  constructor(root: string, queries: readonly string[] = []) {
    this.modules = new SourceModules(root);
    this.suite = this.modules.load('src/conformance/index.ts') as typeof conformance;
    const cases = this.suite.selectCases(this.suite.allCases(), queries);
    // Long cases are run on the usual driver alone: what is settled otherwise would not make them come out otherwise.
    this.benches = judgedProfiles.map((profile) =>
      this.bench(profile, profile === 'usual' ? cases : cases.filter(({ long }) => !long)),
    );
  }

  private bench(profile: Bench['profile'], cases: Bench['cases']): Bench {
    const identities = this.testIdentities(profile);
    const driver = this.driverOf(this.modules.load, { profile, identities });
    const report = this.suite.runConformance({ driver, cases });
    const failed = report.cases.find(({ outcome }) => outcome === 'fail');
    if (failed) throw new TypeError(`without a mutant ${failed.id} fails: ${failed.message ?? ''}`);
    const judging = report.cases.flatMap(({ id, outcome }) => (outcome === 'pass' ? [groupOf(id)] : []));
    return { profile, identities, cases, judging: new Set(judging) };
  }

  /** @param onCase called between cases, so that whoever waits knows that it goes on */
  async judge(file: string, text: string, onCase: () => Promise<void>): Promise<Verdict> {
    const room = roomOf(file);
    const isOwn = (one: string) => one.startsWith('emulator/') || one.startsWith(`${room}/`);
    for (const bench of this.benches) {
      const load = () => this.modules.copy(isOwn, new Map([[file, text]]));
      const driver = loading(() => this.driverOf(load(), bench));
      if (typeof driver === 'string') return { status: 'killed', by: driver };
      const verdict = await this.judgeOn(concerning(file, bench), driver, onCase);
      if (verdict.status !== 'survived') return verdict;
    }
    return { status: 'survived' };
  }

  private async judgeOn(
    { profile, cases, judging }: Bench,
    driver: () => emulator.EmulatedDriver,
    onCase: () => Promise<void>,
  ): Promise<Verdict> {
    const run = this.suite.caseRunner(driver);
    const where = profile === 'usual' ? '' : ` (${profile})`;
    const judged = new Set<string>();
    for (const one of [...cases].sort((a, b) => this.killsOf(b) - this.killsOf(a))) {
      await onCase();
      const { id, outcome } = run(one).result;
      if (outcome === 'fail') {
        this.kills.set(id, this.killsOf(one) + 1);
        return { status: 'killed', by: `${id}${where}` };
      }
      if (outcome !== 'skip') judged.add(groupOf(id));
    }
    const silent = [...judging].find((group) => !judged.has(group));
    return silent === undefined
      ? { status: 'survived' }
      : { status: 'killed', by: `${silent} judges nothing${where}` };
  }

  private killsOf({ id }: conformance.ConformanceCase): number {
    return this.kills.get(id) ?? 0;
  }

  private driverOf(
    load: (file: string) => unknown,
    { profile, identities }: Pick<Bench, 'profile' | 'identities'>,
  ): () => emulator.EmulatedDriver {
    const { createEmulatedDriver, defaultProfile } = load('emulator/index.ts') as typeof emulator;
    const { ArenaMemory } = load('src/memory/index.ts') as typeof memory;
    const { seededRandom } = this.modules.load('src/crypto/index.ts') as typeof crypto;
    return () =>
      createEmulatedDriver({
        name: 'mutant',
        // As the command's own: what is never given back runs out within a case (RES-14).
        memory: new ArenaMemory({ limitBytes: 0x200_0000 }),
        random: seededRandom('mutant'),
        ...identities,
        profile: judgedProfile(profile, defaultProfile),
      });
  }

  private testIdentities(profile: Bench['profile']): Identities {
    const { defaultProfile } = this.modules.load('emulator/index.ts') as typeof emulator;
    const { certificateContainer } = judgedProfile(profile, defaultProfile);
    const { testCertificate, testCoppCertificate, coppIdentityOf } = this.modules.load(
      'src/facade/create-driver.ts',
    ) as typeof facade;
    const { loadDriverIdentity, encodeCertificateContainer } = this.modules.load(
      'src/certificate/index.ts',
    ) as typeof certificate;
    const { privateKey, chain } = loadDriverIdentity(testCertificate());
    return {
      identity: {
        privateKey,
        certificateChain: encodeCertificateContainer([...chain], certificateContainer),
      },
      coppIdentity: coppIdentityOf(testCoppCertificate()),
    };
  }
}

/** A bench without the cases that a file has nothing to do with. */
function concerning(file: string, bench: Bench): Bench {
  const chapter = chapters[file.split('/').slice(0, 2).join('/')];
  const cases = bench.cases.filter(({ fixture }) => chapter === undefined || fixture.name === chapter);
  const groups = new Set(cases.map(({ id }) => groupOf(id)));
  return { ...bench, cases, judging: new Set([...bench.judging].filter((group) => groups.has(group))) };
}

const groupOf = (id: string) => id.split(':')[0]!;

function loading<T>(load: () => T): T | string {
  try {
    return load();
  } catch (error) {
    return `does not load: ${String(error)}`;
  }
}
