import { createHash } from 'node:crypto';
import type { Address, HCryptoSession, HResource, Hresult } from 'softumd/ddi';
import { hresultName, NULL, S_OK } from 'softumd/ddi';
import { Bench, type BenchDevice } from './bench.js';
import { SessionModel } from './session-model.js';

const sessionCount = 24;
const keyCount = 32;
const contentBytes = 32;

/** A place where driver and model differ: the call and what each said. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}

/** Small repeatable random numbers. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Surfaces {
  readonly device: BenchDevice;
  readonly source: HResource;
  readonly target: HResource;
}

/** A random walk through sessions of two devices, the driver and the model side by side. */
export class SessionWalk {
  private readonly bench: Bench;
  private readonly model = new SessionModel();
  private readonly surfaces: readonly Surfaces[];
  private readonly handles: readonly HCryptoSession[];
  private readonly owners = new Map<number, number>();
  private readonly told = new Map<number, bigint>();
  private readonly keys: readonly { readonly key: Uint8Array; readonly buffer: Address }[];
  private readonly badBuffer: Address;
  private readonly pCreateData: Address;
  private readonly scratch: Address;
  private readonly next: (below: number) => number;

  constructor(seed: number) {
    this.next = random(seed);
    this.bench = new Bench({ seed });
    const { memory } = this.bench;
    this.surfaces = [this.bench.device, this.bench.other].map((device) => ({
      device,
      source: device.buffer(new Uint8Array(contentBytes).fill(0x5a)),
      target: device.buffer(contentBytes),
    }));
    this.handles = Array.from(
      { length: sessionCount },
      () => memory.allocate(16, 'walk: session') as HCryptoSession,
    );
    this.keys = Array.from({ length: keyCount }, (_, index) => {
      // No two side by side may hold a third: what is remembered is looked for at every byte.
      const digest = createHash('sha256').update(`walk ${seed} ${index}`).digest();
      const key = new Uint8Array(digest.subarray(0, 16));
      return { key, buffer: this.bench.bytes(this.bench.keyBuffer(key)) };
    });
    const bad = this.bench.keyBuffer();
    bad[77]! ^= 4;
    this.badBuffer = this.bench.bytes(bad);
    this.pCreateData = this.bench.sessionArguments();
    this.scratch = this.bench.bytes(16);
  }

  /** One random call. @throws Disagreement when the driver's answer is not the model's */
  step(): void {
    const session = this.next(sessionCount);
    const device = this.next(5) === 0 ? this.next(2) : (this.owners.get(session) ?? this.next(2));
    const roll = this.next(100);
    if (roll < 20) this.create(session, device);
    else if (roll < 32) this.destroy(session, device);
    else if (roll < 52) this.getHandle(session, device);
    else if (roll < 60) this.negotiate(session, device);
    else if (roll < 82) this.decrypt(session, device);
    else this.encrypt(session, device);
  }

  /** The driver remembers the keys in use, and no other that was ever installed. */
  checkKeys(): void {
    const inUse = new Set(this.model.keys().map(String));
    for (const { key } of this.keys) {
      const remembered = this.bench.driver.oracle.remembers(key);
      if (remembered !== inUse.has(String(key)))
        throw new Disagreement(`a key is ${remembered ? 'still' : 'not'} remembered`);
    }
  }

  private create(session: number, device: number): void {
    // A runtime never hands out memory that is in use; what happens then is the fuzz test's.
    if (this.owners.has(session) && this.owners.get(session) !== device) return;
    const { hDevice, video } = this.surfaces[device]!.device;
    const answer = video.pfnCreateCryptoSession(hDevice, this.pCreateData, this.handles[session]!, NULL);
    this.agree('create', session, device, answer, this.model.create(session, device));
    this.owners.set(session, device);
  }

  private destroy(session: number, device: number): void {
    const { hDevice, video } = this.surfaces[device]!.device;
    video.pfnDestroyCryptoSession(hDevice, this.handles[session]!);
    const expected = this.model.destroy(session, device);
    this.agree('destroy', session, device, this.bench.reported(), expected);
    if (expected !== S_OK) return;
    this.owners.delete(session);
    this.told.delete(session);
  }

  private getHandle(session: number, device: number): void {
    const { hDevice, video } = this.surfaces[device]!.device;
    const answer = video.pfnCryptoSessionGetHandle(hDevice, this.handles[session]!, this.scratch);
    this.agree('get-handle', session, device, answer, this.model.getHandle(session, device));
    if (answer !== S_OK) return;
    const handle = this.bench.memory.readU64(this.scratch);
    const before = this.told.get(session);
    const taken = [...this.told].some(([other, value]) => other !== session && value === handle);
    if ((before !== undefined && before !== handle) || taken)
      throw new Disagreement(`HANDLE 0x${handle.toString(16)} of session ${session}`);
    this.told.set(session, handle);
  }

  private negotiate(session: number, device: number): void {
    const { hDevice, video } = this.surfaces[device]!.device;
    // A key that is in no other session: what a driver remembers can then be told apart.
    const inUse = new Set(this.model.keys().map(String));
    const free = this.keys.filter(({ key }) => !inUse.has(String(key)));
    const chosen = this.next(4) === 0 ? undefined : free[this.next(free.length)];
    const buffer = chosen?.buffer ?? this.badBuffer;
    const answer = video.pfnNegotiateCryptoSessionKeyExchange(hDevice, this.handles[session]!, 256, buffer);
    this.agree('negotiate', session, device, answer, this.model.negotiate(session, device, chosen?.key));
  }

  private decrypt(session: number, device: number): void {
    const { device: bench, source, target } = this.surfaces[device]!;
    const iv = new Uint8Array(16).map(() => this.next(256));
    const before = bench.content(target);
    const answer = bench.decrypt(this.handles[session]!, source, target, iv);
    const expected = this.model.decrypt(session, device, iv, bench.content(source));
    if ((answer === S_OK) !== (expected !== undefined)) this.disagree('decrypt', session, device, answer);
    if (String(bench.content(target)) !== String(expected ?? before))
      this.disagree('decrypt: content', session, device, answer);
  }

  private encrypt(session: number, device: number): void {
    const { device: bench, source, target } = this.surfaces[device]!;
    const { memory } = this.bench;
    const before = bench.content(target);
    memory.copyIn(this.scratch, new Uint8Array(16));
    bench.video.pfnEncryptionBlt(bench.hDevice, this.handles[session]!, source, target, 16, this.scratch);
    const answer = this.bench.reported();
    const iv = memory.copyOut(this.scratch, 16);
    const expected = this.model.decrypt(session, device, iv, bench.content(source));
    if ((answer === S_OK) !== (expected !== undefined)) this.disagree('encrypt', session, device, answer);
    if (String(bench.content(target)) !== String(expected ?? before))
      this.disagree('encrypt: content', session, device, answer);
    if (!expected) return;
    const first = new DataView(iv.buffer, iv.byteOffset).getBigUint64(0);
    if (!this.model.acceptsIv(session, first)) this.disagree('encrypt: IV', session, device, answer);
  }

  private agree(call: string, session: number, device: number, answer: Hresult, expected: Hresult): void {
    if (answer !== expected)
      this.disagree(`${call}, expected ${hresultName(expected)}`, session, device, answer);
  }

  private disagree(what: string, session: number, device: number, answer: Hresult): never {
    throw new Disagreement(
      `${what}: session ${session} through device ${device}: received ${hresultName(answer)}`,
    );
  }
}
