import type { EmulatedDriver } from '../../emulator/index.js';
import { failed } from '../abi/index.js';
import { seededRandom, systemRandom } from '../crypto/index.js';
import { COPP_ConnectorType, COPP_ProtectionType, S_OK } from '../ddi/index.js';
import { createDriver } from '../facade/create-driver.js';
import { readPackageText } from '../package-files.js';
import type { CoppReply, CoppStatusRequest } from '../player/index.js';
import { CoppClient } from '../player/index.js';
import type { IAMCertifiedOutputProtection, Out } from '../runtime/copp/index.js';
import { CoppAdapter } from '../runtime/copp/index.js';
import { remembering } from './remembering.js';
import type { Step } from './step.js';
import { Narrator } from './step.js';

/** What a session of COPP has shown. */
export interface ProtectionProof {
  /** HDCP on the connector before the command, and after it. */
  readonly levelBefore: number;
  readonly levelAfter: number;
  readonly repeatedRefused: boolean;
  readonly changedRefused: boolean;
  /** Whether the answer after the cable was pulled said so. */
  readonly linkLost: boolean;
  /** Whether the driver had overwritten the session's key in the end. */
  readonly keyOverwritten: boolean;
  readonly ok: boolean;
}

const { HDCP } = COPP_ProtectionType;
const output = 0;

/** One session of COPP over the emulated renderer, step by step: HDCP is switched on, and the cable is pulled out. */
export class OutputProtection {
  private readonly narrator: Narrator;
  private readonly driver: EmulatedDriver;
  private readonly secrets;
  private object!: IAMCertifiedOutputProtection;
  private client!: CoppClient;

  constructor(
    private readonly report: (step: Step) => void,
    seed?: string,
  ) {
    this.narrator = new Narrator(report);
    this.secrets = remembering(seed === undefined ? systemRandom() : seededRandom(`player ${seed}`));
    this.driver = createDriver(seed === undefined ? {} : { seed });
  }

  /** Plays the session. @throws DemoFailed when a call fails that should not */
  play(): ProtectionProof {
    this.open();
    this.startSession();
    const levelBefore = this.lookAround();
    const { levelAfter, repeatedRefused } = this.switchOn();
    const changedRefused = this.changeCommand();
    const linkLost = this.pullCable();
    const keyOverwritten = this.end();
    const switched = levelBefore === 0 && levelAfter === 1;
    const ok = switched && repeatedRefused && changedRefused && linkLost && keyOverwritten;
    return { levelBefore, levelAfter, repeatedRefused, changedRefused, linkLost, keyOverwritten, ok };
  }

  private open(): void {
    const { outputs } = this.driver.control;
    const adapter: Out<CoppAdapter> = {};
    const isConnected = (index: number) => outputs.list()[index]!.connected;
    const listed = outputs.list().map(({ monitor, connector }) => `${monitor} on ${connector}`);
    this.narrator.must(
      'SoftUMDOpenCOPP',
      CoppAdapter.open(this.driver, adapter, { isConnected }),
      listed.join(', '),
    );
    this.object = adapter.value!.CertifiedOutputProtection(output);
  }

  private startSession(): void {
    const [random, certificate, length]: [Out<Uint8Array>, Out<Uint8Array>, Out<number>] = [{}, {}, {}];
    const exchanged = this.object.KeyExchange(random, certificate, length);
    const got = `a random of 16 bytes, a certificate chain of ${(length.value ?? 0).toLocaleString('en')}`;
    this.narrator.must('KeyExchange', exchanged, got);
    this.client = new CoppClient({
      driverRandom: random.value!,
      certificate: certificate.value!,
      trustedRoot: readPackageText('fixtures/certificates/copp.root.pem'),
      random: this.secrets.random,
    });
    this.narrator.player('validate the chain, an XML document', 'driver, vendor, root: the test root');
    const signature = this.client.startMessage();
    const payload = "the driver's random, a key, two start numbers: 40 bytes";
    this.narrator.player('encrypt for the driver: raw RSA-2048, little-endian', payload);
    this.narrator.must(
      `SessionSequenceStart(${signature.length} bytes)`,
      this.object.SessionSequenceStart(signature),
      'random as it gave it out, key and numbers taken',
    );
  }

  private lookAround(): number {
    const { client } = this;
    const isHdmi = (value: number) => (value === COPP_ConnectorType.HDMI ? 'HDMI' : `connector ${value}`);
    this.ask('ConnectorType', client.queryConnectorType(), isHdmi);
    this.ask('ProtectionType', client.queryProtectionType(), (types) =>
      (types & HDCP) === 0 ? 'no HDCP' : 'HDCP can be switched on',
    );
    return this.askLevel();
  }

  private switchOn(): { readonly levelAfter: number; readonly repeatedRefused: boolean } {
    const command = this.client.setProtectionLevel(HDCP, 1);
    this.narrator.player(
      'sign a command with the key: OMAC-1 over 4,080 bytes',
      `number ${command.sequence}`,
    );
    const code = this.object.ProtectionCommand(command.bytes);
    this.narrator.must('ProtectionCommand(SetProtectionLevel: HDCP, 1)', code);
    this.client.commandSucceeded(command);
    const levelAfter = this.askLevel();
    const repeated = this.object.ProtectionCommand(command.bytes); // as somebody could who has recorded it (COPP-15)
    this.narrator.driver('ProtectionCommand(the same once more)', repeated, 'refused: its number is used up');
    return { levelAfter, repeatedRefused: failed(repeated) };
  }

  /** Somebody on the way changes a command (COPP-14). */
  private changeCommand(): boolean {
    const { bytes } = this.client.setProtectionLevel(HDCP, 1);
    bytes[44]! ^= 1; // the level
    const code = this.object.ProtectionCommand(bytes);
    this.narrator.driver(
      'ProtectionCommand(switched off on the way)',
      code,
      'refused: the signature is another',
    );
    return failed(code) && this.askLevel() === 1;
  }

  private pullCable(): boolean {
    this.driver.control.outputs.unplug(output);
    this.narrator.user('pulls the cable out');
    const { linkLost } = this.ask('ConnectorType', this.client.queryConnectorType(), () => '');
    this.narrator.player('stop the film', 'after a lost link only a new session will do');
    return linkLost;
  }

  private end(): boolean {
    this.client.dispose();
    const left = this.object.Release();
    this.report({
      who: 'driver',
      what: 'Release',
      result: `${left} references`,
      note: 'the session is closed',
    });
    const { oracle, control } = this.driver;
    const overwritten = !oracle.remembers(this.secrets.key());
    this.narrator.check('session key after Release', overwritten ? 'overwritten' : 'STILL THERE');
    const { openObjects } = control.outputs.list()[output]!;
    this.narrator.check('sessions open on the output', String(openObjects));
    return overwritten && openObjects === 0;
  }

  private askLevel(): number {
    const request = this.client.queryGlobalProtectionLevel(HDCP);
    return this.ask('GlobalProtectionLevel: HDCP', request, (level) => (level === 1 ? 'on' : 'off')).value;
  }

  /** A request, and its answer: signed, for this request. */
  private ask<T>(query: string, request: CoppStatusRequest<T>, tell: (value: T) => string): CoppReply<T> {
    const reply = new Uint8Array(4096);
    const code = this.object.ProtectionStatus(request.bytes, reply);
    const read = code === S_OK ? this.client.readReply(request, reply) : undefined;
    const flags = read?.linkLost ? ['LINK LOST, which is told once'] : [];
    const told = read ? [tell(read.value), ...flags].filter((text) => text !== '') : [];
    this.narrator.must(`ProtectionStatus(Query${query})`, code, told.join(', '));
    return read!;
  }
}
