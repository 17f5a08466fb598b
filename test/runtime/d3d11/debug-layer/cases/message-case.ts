/** One way to bring about each message: what the table of ids is made of, and its test. */
import type { DriverOptions } from 'softumd';
import type {
  CallerCheckName,
  D3D11_BUFFER_DESC,
  D3D11_TEXTURE2D_DESC,
  ID3D11Device,
  MessageName,
  MessageStore,
} from 'softumd/d3d11';
import * as d3d11 from 'softumd/d3d11';
import type { Address } from 'softumd/ddi';
import { NULL } from 'softumd/ddi';
import { ArenaMemory } from 'softumd/memory';
import { bufferDesc, plain, Player, target, textureDesc } from '../../player.js';

const { infoQueueOf, out } = d3d11;

/** Memory that has nothing left from a moment on. */
class Exhaustible extends ArenaMemory {
  isExhausted = false;

  override allocate(bytes: number, label: string): Address {
    return this.isExhausted ? NULL : super.allocate(bytes, label);
  }
}

/** A player before its mistake. */
export class Scene {
  private readonly memory = new Exhaustible();
  readonly player: Player;
  private readonly queues: MessageStore[];

  constructor(options: DriverOptions = {}) {
    this.player = new Player({ memory: this.memory, ...options });
    this.queues = [this.player.infoQueue];
  }

  get device() {
    return this.player.device;
  }

  get context() {
    return this.player.context;
  }

  /** Another device, whose messages count too. */
  anotherDevice({ level = 0xb000, flags = 0 }): ID3D11Device {
    const cell = out<ID3D11Device>();
    const { libraries, adapter } = this.player;
    libraries.D3D11CreateDevice(adapter, 0, 0n, flags, [level], 1, 7, cell, null, null);
    this.queues.push(infoQueueOf(cell.value!));
    return cell.value!;
  }

  exhaust(): void {
    this.memory.isExhausted = true;
  }

  /** The names of what is said during a call, by devices and by the libraries. */
  said(call: () => unknown): string[] {
    const { libraries } = this.player;
    const counts = this.queues.map(({ count }) => count);
    const before = libraries.messages.length;
    call();
    return [
      ...this.queues.flatMap((queue, at) => queue.since(counts[at]!)),
      ...libraries.messages.slice(before),
    ].map(({ name, check }) => name ?? check ?? '');
  }
}

/** How one message comes about. */
export interface MessageCase {
  /** The mistake, or the occasion, in a few words. */
  readonly when: string;
  /** Makes everything ready, and returns the call. */
  readonly prepare: (scene: Scene) => () => unknown;
  /** What else the call has said. */
  readonly also?: readonly (MessageName | CallerCheckName)[];
  readonly driver?: DriverOptions;
}

export type MessageCases = Readonly<Partial<Record<MessageName | CallerCheckName, MessageCase>>>;

/** CreateBuffer with a description that is right but for these members. */
export const creatingBuffer =
  (changes: Partial<D3D11_BUFFER_DESC>) =>
  ({ device }: Pick<Scene, 'device'>) =>
  () =>
    device.CreateBuffer({ ...bufferDesc(plain), ...changes }, null, out());

/** CreateTexture2D, so too. */
export const creatingTexture =
  (changes: Partial<D3D11_TEXTURE2D_DESC>) =>
  ({ device }: Pick<Scene, 'device'>) =>
  () =>
    device.CreateTexture2D(textureDesc(target, changes), null, out());
