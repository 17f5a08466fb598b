import type { EmulatedDriver } from '../../emulator/index.js';
import { defaultOutputs, hdmiOutput } from '../../emulator/index.js';
import { failed } from '../abi/index.js';
import { seededRandom, systemRandom } from '../crypto/index.js';
import { OPM_CONNECTOR_TYPE, OPM_PROTECTION_TYPE, OPM_VIDEO_OUTPUT_SEMANTICS } from '../ddi/index.js';
import { createDriver } from '../facade/create-driver.js';
import { adapterSetups } from '../facade/machine.js';
import { testRoot } from '../facade/test-roots.js';
import type { OpmReply, OpmRequest } from '../player/index.js';
import { OpmClient } from '../player/index.js';
import type { Dxva2, Hresult, IOPMVideoOutput } from '../runtime/opm/index.js';
import { loadDxva2, out } from '../runtime/opm/index.js';
import { remembering } from './remembering.js';
import type { Step } from './step.js';
import { Narrator } from './step.js';

/** What a session of OPM has shown. */
export interface OpmProof {
  /** HDCP by the object's own word: before the command, right after it, and when the link had been set up. */
  readonly levels: readonly [before: number, atOnce: number, later: number];
  /** What the connector still had when another player on it had asked for less. */
  readonly levelBesideAnother: number;
  readonly repeatedRefused: boolean;
  readonly changedRefused: boolean;
  /** Whether the answer after the cable was pulled said so. */
  readonly linkLost: boolean;
  /** Whether no output was to be had while the cable was out. */
  readonly nothingToOpen: boolean;
  /** HDCP on the new session, after the cable was back. */
  readonly levelAgain: number;
  /** Whether the driver had overwritten every session's key in the end. */
  readonly keysOverwritten: boolean;
  readonly ok: boolean;
}

const { HDCP } = OPM_PROTECTION_TYPE;
const hMonitor = 0x10001n;
const index = 0;
/** Milliseconds that switching HDCP on takes (OPM-33), and between two questions of a player (OPM-36). */
const [hdcpDelayMs, pollMs] = [150, 2000];

/** One session as the player has it. */
interface Session {
  readonly output: IOPMVideoOutput;
  readonly client: OpmClient;
  readonly key: () => Uint8Array;
}

const onOff = (level: number) => (level === 1 ? 'on' : 'off');

/**
 * A film under OPM, step by step: HDCP is switched on and watched, the cable pulled out and put back, and the player does
 * what it has to do.
 */
export class OpmProtection {
  private readonly narrator: Narrator;
  private readonly driver: EmulatedDriver;
  private readonly dxva2: Dxva2;
  private readonly sessions: Session[] = [];

  constructor(
    private readonly report: (step: Step) => void,
    private readonly seed?: string,
  ) {
    this.narrator = new Narrator(report);
    const outputs = {
      ...defaultOutputs,
      hdcpDelayMs,
      monitors: [{ name: 'display', outputs: [hdmiOutput] }],
    };
    this.driver = createDriver({ profile: { outputs }, ...(seed !== undefined && { seed }) });
    this.dxva2 = loadDxva2({ adapters: adapterSetups([this.driver]) });
  }

  /** Plays the film. @throws DemoFailed when a call fails that should not */
  play(): OpmProof {
    const session = this.begin('');
    const levels = this.switchOn(session);
    const { repeatedRefused, changedRefused } = this.disturb(session);
    const levelBesideAnother = this.besideAnother(session);
    const linkLost = this.playUntilTheLinkIsLost(session);
    const nothingToOpen = this.tryWithoutCable();
    const again = this.comeBack();
    const levelAgain = this.askLevel('Virtual', again);
    const keysOverwritten = this.end(again);
    const levelsRight = levels.join() === '0,0,1' && levelBesideAnother === 1 && levelAgain === 1;
    const refused = repeatedRefused && changedRefused && nothingToOpen;
    const ok = levelsRight && refused && linkLost && keysOverwritten;
    return {
      ...{ levels, levelBesideAnother, repeatedRefused, changedRefused },
      ...{ linkLost, nothingToOpen, levelAgain, keysOverwritten, ok },
    };
  }

  private getOutputs(): { readonly code: Hresult; readonly outputs: readonly IOPMVideoOutput[] } {
    const outputs = out<readonly IOPMVideoOutput[]>();
    const { OPM } = OPM_VIDEO_OUTPUT_SEMANTICS;
    const code = this.dxva2.OPMGetVideoOutputsFromHMONITOR(hMonitor, OPM, out<number>(), outputs);
    return { code, outputs: outputs.value ?? [] };
  }

  /** The handshake: once for each object (OPM-1). */
  private begin(again: string): Session {
    const { code, outputs } = this.getOutputs();
    this.narrator.must(
      'OPMGetVideoOutputsFromHMONITOR',
      code,
      `an object for the output of the display${again}`,
    );
    const output = outputs[0]!;
    const random = new Uint8Array(16);
    const [certificate, length] = [out<Uint8Array>(), out<number>()];
    const started = output.StartInitialization(random, certificate, length);
    const got = `a random of 16 bytes, a certificate chain of ${(length.value ?? 0).toLocaleString('en')}`;
    this.narrator.must('StartInitialization', started, got);
    const name = `player ${this.seed ?? ''} ${this.sessions.length}`;
    const secrets = remembering(this.seed === undefined ? systemRandom() : seededRandom(name));
    const client = new OpmClient({
      semantics: 'OPM',
      driverRandom: random,
      certificate: certificate.value!,
      roots: [testRoot],
      random: secrets.random,
    });
    this.narrator.player('validate the chain, X.509 in PKCS#7', 'leaf, intermediate, root: the test root');
    const payload = "the driver's random, a key, two start numbers: 40 bytes";
    this.narrator.player('encrypt for the driver: RSAES-OAEP, SHA-512', payload);
    const finished = output.FinishInitialization(client.startMessage());
    this.narrator.must(
      'FinishInitialization(256 bytes)',
      finished,
      'random as it gave it out, key and numbers taken',
    );
    const session = { output, client, key: secrets.key };
    this.sessions.push(session);
    return session;
  }

  private switchOn(session: Session): OpmProof['levels'] {
    const { client } = session;
    this.ask('CONNECTOR_TYPE', session, client.queryConnectorType(), (value) =>
      value === OPM_CONNECTOR_TYPE.HDMI ? 'HDMI' : `connector ${value}`,
    );
    this.ask('SUPPORTED_PROTECTION_TYPES', session, client.querySupportedProtectionTypes(), (types) =>
      (types & HDCP) === 0 ? 'no HDCP' : 'HDCP can be switched on',
    );
    const before = this.askLevel('Virtual', session);
    this.setLevel(session, 1);
    const atOnce = this.askLevel('Virtual', session);
    this.narrator.player('wait: display and driver agree on keys first', `${hdcpDelayMs} ms`);
    this.driver.control.clock.advance(hdcpDelayMs);
    const later = this.askLevel('Virtual', session);
    this.askLevel('Actual', session);
    this.narrator.player('start the film', 'and ask for the level at least every 2 seconds');
    return [before, atOnce, later];
  }

  private setLevel({ output, client }: Session, level: number): void {
    const command = client.setProtectionLevel(HDCP, level);
    const code = output.Configure(command.bytes, 0, null);
    this.narrator.must(
      `Configure(SET_PROTECTION_LEVEL: HDCP, ${level})`,
      code,
      'signed: OMAC-1 over 4,080 bytes',
    );
    client.commandSucceeded(command);
  }

  /** Somebody on the way sends a command twice, or changes one (OPM-26, OPM-27). */
  private disturb({ output, client }: Session): { repeatedRefused: boolean; changedRefused: boolean } {
    const command = client.setProtectionLevel(HDCP, 1);
    this.narrator.must('Configure(the level once more)', output.Configure(command.bytes, 0, null));
    client.commandSucceeded(command);
    const repeated = output.Configure(command.bytes, 0, null);
    this.narrator.driver('Configure(the same bytes again)', repeated, 'refused: its number is used up');
    const { bytes } = client.setProtectionLevel(HDCP, 1);
    bytes[44]! ^= 1; // the level
    const changed = output.Configure(bytes, 0, null);
    this.narrator.driver('Configure(switched off on the way)', changed, 'refused: the signature is another');
    return { repeatedRefused: failed(repeated), changedRefused: failed(changed) };
  }

  /** Another player on the same connector wants no protection: the stronger level stays (OPM-37). */
  private besideAnother(session: Session): number {
    const another = this.begin(', for another player');
    this.setLevel(another, 0);
    this.askLevel('Virtual', another);
    const level = this.askLevel('Actual', session);
    this.release(another, 'the other player has gone');
    return level;
  }

  private playUntilTheLinkIsLost(session: Session): boolean {
    this.driver.control.clock.advance(pollMs);
    this.askLevel('Virtual', session);
    this.driver.control.outputs.unplug(index);
    this.narrator.user('pulls the cable out');
    this.driver.control.clock.advance(pollMs);
    const { linkLost } = this.ask(
      'VIRTUAL_PROTECTION_LEVEL: HDCP',
      session,
      session.client.queryVirtualProtectionLevel(HDCP),
      () => '',
    );
    this.narrator.player('stop the film', 'what left by that cable is protected no more');
    this.release(session, 'the session is of no use any more');
    return linkLost;
  }

  private tryWithoutCable(): boolean {
    const { code, outputs } = this.getOutputs();
    this.narrator.driver('OPMGetVideoOutputsFromHMONITOR', code, 'no display: the player waits');
    return failed(code) && outputs.length === 0;
  }

  private comeBack(): Session {
    this.driver.control.outputs.plug(index);
    this.narrator.user('puts the cable back');
    const session = this.begin(', a new one');
    this.setLevel(session, 1);
    this.driver.control.clock.advance(hdcpDelayMs);
    return session;
  }

  private release({ output, client }: Session, note: string): void {
    client.close();
    const left = output.Release();
    this.report({ who: 'driver', what: 'Release', result: `${left} references`, note });
  }

  private end(session: Session): boolean {
    this.narrator.player('play the film to its end', 'where it had stopped');
    this.release(session, 'the session is closed');
    const { oracle, control } = this.driver;
    const overwritten = !this.sessions.some(({ key }) => oracle.remembers(key()));
    this.narrator.check(
      `keys of ${this.sessions.length} sessions`,
      overwritten ? 'overwritten' : 'STILL THERE',
    );
    const { openObjects } = control.outputs.list()[index]!;
    this.narrator.check('objects open on the output', String(openObjects));
    return overwritten && openObjects === 0;
  }

  private askLevel(which: 'Virtual' | 'Actual', session: Session): number {
    const request = session.client[`query${which}ProtectionLevel`](HDCP);
    return this.ask(`${which.toUpperCase()}_PROTECTION_LEVEL: HDCP`, session, request, onOff).value;
  }

  /** A signed request, and its answer: signed, for this request. */
  private ask<T>(
    request: string,
    { output, client }: Session,
    message: OpmRequest<T>,
    tell: (value: T) => string,
  ): OpmReply<T> {
    const reply = new Uint8Array(4096);
    const code = output.GetInformation(message.bytes, reply);
    const read = failed(code) ? undefined : client.readReply(message, reply);
    const flags = read?.linkLost ? ['LINK LOST, which is told once'] : [];
    const told = read ? [tell(read.value), ...flags].filter((text) => text !== '') : [];
    this.narrator.must(`GetInformation(GET_${request})`, code, told.join(', '));
    return read!;
  }
}
