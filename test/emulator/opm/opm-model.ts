/** Protections that the walk sets: their strongest level is the larger number. */
export type ModelProtection = 'HDCP' | 'DPCP' | 'TYPE_ENFORCEMENT_HDCP';

/** What has happened to an output. */
export type ModelEvent = 'LINK_LOST' | 'RENEGOTIATION' | 'TAMPERING' | 'REVOKED';

interface ModelObject {
  readonly isOpm: boolean;
  readonly output: number;
  hasRandom: boolean;
  isStarted: boolean;
  readonly levels: Map<ModelProtection, number>;
  readonly pending: Set<ModelEvent>;
}

interface ModelOutput {
  readonly ksv: bigint;
  isConnected: boolean;
  version: number | undefined;
  revoked: readonly bigint[];
}

const hdcp = (protection: ModelProtection) => protection !== 'DPCP';

/**
 * The life of protected outputs, said a second time and more simply than in the driver: objects by number, each on one
 * output. It knows nothing of memory, tags, numbers or handles. Whether a call is taken is all that it answers.
 */
export class OpmModel {
  readonly objects = new Map<number, ModelObject>();
  readonly outputs: readonly ModelOutput[];

  constructor(ksvs: readonly bigint[]) {
    this.outputs = ksvs.map((ksv) => ({ ksv, isConnected: true, version: undefined, revoked: [] }));
  }

  create(slot: number, output: number, isOpm: boolean): void {
    const [levels, pending] = [new Map<ModelProtection, number>(), new Set<ModelEvent>()];
    this.objects.set(slot, { isOpm, output, hasRandom: false, isStarted: false, levels, pending });
  }

  destroy(slot: number): boolean {
    return this.objects.delete(slot);
  }

  /** OPM-3. */
  random(slot: number): boolean {
    const object = this.objects.get(slot);
    if (!object || object.hasRandom) return false;
    object.hasRandom = true;
    return true;
  }

  /** OPM-10. */
  start(slot: number): boolean {
    const object = this.objects.get(slot);
    if (!object?.hasRandom || object.isStarted) return false;
    object.isStarted = true;
    return true;
  }

  /** COPP semantics have HDCP alone (OPM-44). */
  has(slot: number, protection: ModelProtection): boolean {
    const object = this.objects.get(slot);
    return object?.isStarted === true && (object.isOpm || protection === 'HDCP');
  }

  set(slot: number, protection: ModelProtection, level: number): boolean {
    if (!this.has(slot, protection)) return false;
    const { levels, output } = this.objects.get(slot)!;
    levels.set(protection, level);
    if (hdcp(protection) && level > 0) this.checkReceiver(output);
    return true;
  }

  /** What an object asked for, where it holds (OPM-24). */
  virtual(slot: number, protection: ModelProtection): number | undefined {
    if (!this.has(slot, protection)) return undefined;
    const { levels, output } = this.objects.get(slot)!;
    return hdcp(protection) && this.isRevoked(output) ? 0 : (levels.get(protection) ?? 0);
  }

  /** What the connector has (OPM-37). */
  actual(slot: number, protection: ModelProtection): number | undefined {
    if (!this.has(slot, protection)) return undefined;
    const { output } = this.objects.get(slot)!;
    if (hdcp(protection) && this.isRevoked(output)) return 0;
    return Math.max(...this.on(output).map(({ levels }) => levels.get(protection) ?? 0));
  }

  /** OPM-30. */
  setSrm(slot: number, version: number, revoked: readonly bigint[]): boolean {
    const object = this.objects.get(slot);
    if (!object?.isStarted || !object.isOpm) return false;
    this.renew(object.output, version, revoked);
    return true;
  }

  renew(output: number, version: number, revoked: readonly bigint[]): void {
    const state = this.outputs[output]!;
    if (state.version !== undefined && version <= state.version) return;
    Object.assign(state, { version, revoked });
    this.checkReceiver(output);
  }

  /** What is told, once; undefined where nothing is answered. */
  flags(slot: number): number | undefined {
    const object = this.objects.get(slot);
    if (!object?.isStarted) return undefined;
    const { pending, isOpm } = object;
    let flags = 0;
    if (pending.has('LINK_LOST') || pending.has('REVOKED')) flags |= 1;
    if (pending.has('RENEGOTIATION')) flags |= 2;
    if (pending.has('TAMPERING')) flags |= isOpm ? 4 : 1;
    if (pending.has('REVOKED') && isOpm) flags |= 8;
    pending.clear();
    return flags;
  }

  raise(output: number, event: ModelEvent): void {
    for (const { pending } of this.on(output)) pending.add(event);
  }

  unplug(output: number): void {
    const state = this.outputs[output]!;
    if (state.isConnected) this.raise(output, 'LINK_LOST');
    state.isConnected = false;
  }

  plug(output: number): void {
    this.outputs[output]!.isConnected = true;
    this.checkReceiver(output);
  }

  openObjects(): readonly number[] {
    return this.outputs.map((_, output) => this.on(output).length);
  }

  private on(output: number): readonly ModelObject[] {
    return [...this.objects.values()].filter((object) => object.output === output);
  }

  private isRevoked(output: number): boolean {
    const { ksv, isConnected, revoked } = this.outputs[output]!;
    return isConnected && revoked.includes(ksv);
  }

  /** OPM-35. */
  private checkReceiver(output: number): void {
    const isAsked = this.on(output).some(({ levels }) =>
      [...levels].some(([protection, level]) => hdcp(protection) && level > 0),
    );
    if (isAsked && this.isRevoked(output)) this.raise(output, 'REVOKED');
  }
}
