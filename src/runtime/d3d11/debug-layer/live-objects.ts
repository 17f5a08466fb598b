import { creationStack } from '../../creation-stack.js';
import type { MessageStore } from './message-store.js';

/** The kinds of objects that a device has children of, as the names of messages have them. */
export type LiveKind =
  | 'BUFFER'
  | 'TEXTURE2D'
  | 'QUERY'
  | 'CRYPTOSESSION'
  | 'AUTHENTICATEDCHANNEL'
  | 'CONTEXT'
  | 'VIDEODECODER'
  | 'DECODEROUTPUTVIEW';

/** An object of a device, as the debug layer keeps it. */
export interface Child {
  readonly liveKind: LiveKind;
  /** References of callers. */
  readonly referenceCount: number;
  /** What the application named it (WKPDID_D3DDebugObjectName), null without. */
  readonly debugName: string | null;
  /** The subresources that are mapped. */
  readonly mappedSubresources: readonly number[];
}

/** An object that is alive, as plain data. */
export interface LiveObject {
  readonly kind: LiveKind;
  /** Counted from 1 in the order in which objects of a device are made. */
  readonly number: number;
  readonly name: string | null;
  readonly references: number;
  readonly mappedSubresources: readonly number[];
  /** Where it was made; only where the machine keeps that. */
  readonly stack?: string;
}

const interfaceNames: Readonly<Record<LiveKind, string>> = {
  BUFFER: 'ID3D11Buffer',
  TEXTURE2D: 'ID3D11Texture2D',
  QUERY: 'ID3D11Query',
  CRYPTOSESSION: 'ID3D11CryptoSession',
  AUTHENTICATEDCHANNEL: 'ID3D11AuthenticatedChannel',
  CONTEXT: 'ID3D11DeviceContext',
  VIDEODECODER: 'ID3D11VideoDecoder',
  DECODEROUTPUTVIEW: 'ID3D11VideoDecoderOutputView',
};

/** `ID3D11Buffer 3 'staging'`. */
const shortText = ({ kind, number, name }: Pick<LiveObject, 'kind' | 'number' | 'name'>) =>
  `${interfaceNames[kind]} ${number} ${name === null ? '<unnamed>' : `'${name}'`}`; // PD-10

/** `1 reference`, `2 references`. */
export const referencesText = (count: number) => `${count} ${count === 1 ? 'reference' : 'references'}`;

/** An object that is left, in one line, and below it where it was made. */
export function liveObjectText(object: LiveObject): string {
  const { references, mappedSubresources, stack } = object;
  const counted = referencesText(references);
  const mapped =
    mappedSubresources.length > 0 ? `, mapped: subresource ${mappedSubresources.join(', ')}` : '';
  return `${shortText(object)}: ${counted}${mapped}${stack === undefined ? '' : `\n${stack}`}`;
}

/** A device that is alive, and what is alive of it. */
export interface LiveDevice {
  /** References of callers, and of its objects. */
  readonly references: number;
  readonly objects: readonly LiveObject[];
  /** Where it was made; only where the machine keeps that. */
  readonly stack?: string;
}

/** What is alive of a device: told on request, and when the device ends before its objects. */
export class LiveObjects {
  private readonly objects = new Map<Child, { readonly number: number; readonly stack?: string }>();
  private made = 0;

  /** Where the device was made, where that is kept. */
  readonly deviceStack: string | undefined;

  constructor(
    private readonly messages: MessageStore,
    private readonly keepsStacks: boolean,
  ) {
    this.deviceStack = keepsStacks ? creationStack() : undefined;
  }

  /** An object was made. */
  add(child: Child): void {
    this.made += 1;
    const stack = this.keepsStacks && { stack: creationStack() };
    this.objects.set(child, { number: this.made, ...stack });
    this.tell('CREATE', child, 'created');
  }

  /** An object ended. */
  remove(child: Child): void {
    this.tell('DESTROY', child, 'destroyed');
    this.objects.delete(child);
  }

  /** The objects themselves, in the order in which they were made. */
  get children(): readonly Child[] {
    return [...this.objects.keys()];
  }

  /** Everything that callers hold, or have left mapped, in the order in which it was made. */
  list(): LiveObject[] {
    return [...this.objects.keys()].map((child) => this.dataOf(child));
  }

  private dataOf(child: Child): LiveObject {
    const { liveKind, referenceCount, debugName, mappedSubresources } = child;
    const known = this.objects.get(child)!;
    return {
      kind: liveKind,
      name: debugName,
      references: referenceCount,
      mappedSubresources: [...mappedSubresources],
      ...known,
    };
  }

  private tell(event: 'CREATE' | 'DESTROY', child: Child, what: string): void {
    const { liveKind: kind, debugName: name } = child;
    const { number } = this.objects.get(child)!;
    const text = () => `${shortText({ kind, number, name })}: ${what}`;
    this.messages.add(interfaceNames[kind], `${event}_${kind}`, text);
  }
}
