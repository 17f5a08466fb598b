import { createCipheriv, createDecipheriv } from 'node:crypto';

/** The two functions of Node's ciphers that are of interest here. */
interface Cipher {
  update(this: Cipher, data: Uint8Array): Buffer;
  final(this: Cipher): Buffer;
}

/** What a piece of work took to work with. */
export interface Scratch {
  /** Memory for secrets: whatever was made by `new ArrayBuffer`, which is the way of `secretBytes`. */
  readonly buffers: ArrayBuffer[];
  /** What Node's ciphers answered. */
  readonly answers: Buffer[];
  /** Node's ciphers that worked, and those that were ended, which overwrites their expanded keys. */
  readonly begun: Set<Cipher>;
  readonly ended: Set<Cipher>;
}

/** Does some work and tells what it took for it. */
export function scratchOf(work: () => void): Scratch {
  const scratch: Scratch = { buffers: [], answers: [], begun: new Set(), ended: new Set() };
  const restore = [watchBuffers(scratch), ...cipherPrototypes().map((one) => watchCipher(one, scratch))];
  try {
    work();
  } finally {
    for (const back of restore) back();
  }
  return scratch;
}

function watchBuffers({ buffers }: Scratch): () => void {
  const original = globalThis.ArrayBuffer;
  globalThis.ArrayBuffer = new Proxy(original, {
    construct(target, [bytes]: [number]) {
      const made = new target(bytes);
      buffers.push(made);
      return made;
    },
  });
  return () => {
    globalThis.ArrayBuffer = original;
  };
}

function cipherPrototypes(): readonly Cipher[] {
  const key = new Uint8Array(16);
  return [createCipheriv, createDecipheriv].map(
    (make) => Object.getPrototypeOf(make('aes-128-ecb', key, null)) as Cipher,
  );
}

function watchCipher(prototype: Cipher, { answers, begun, ended }: Scratch): () => void {
  const restore = [
    replaceFor(prototype, 'update', (update) => {
      return function (data) {
        begun.add(this);
        const answer = update.call(this, data);
        answers.push(answer);
        return answer;
      };
    }),
    replaceFor(prototype, 'final', (final) => {
      return function () {
        ended.add(this);
        return final.call(this);
      };
    }),
  ];
  return () => {
    for (const back of restore) back();
  };
}

/** Puts something in the place of a member. Returns what puts the member back. */
export function replaceFor<T extends object, K extends keyof T>(
  object: T,
  name: K,
  by: (original: T[K]) => T[K],
): () => void {
  const original = object[name];
  object[name] = by(original);
  return () => {
    object[name] = original;
  };
}

/** How many bytes are not 0. */
export const left = (bytes: Uint8Array | ArrayBuffer): number =>
  new Uint8Array(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)).filter((byte) => byte !== 0)
    .length;
