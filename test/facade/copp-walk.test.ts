/** A player, a driver and a user who pulls cables: whatever happens between any two calls, both sides stay in step. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { createOutputs, HResultError } from 'softumd';
import * as ddi from 'softumd/ddi';
import { defaultProfile, hdmiOutput } from 'softumd/emulator';
import { CoppChainError, CoppClient, CoppReplyError, type CoppStatusRequest } from 'softumd/player';
import { testCoppCertificate } from '../../src/facade/create-driver.js';
import { readPackageText } from '../../src/package-files.js';
import { runs } from '../support/runs.js';

const trustedRoot = readPackageText('fixtures/certificates/copp.root.pem');
const { HDCP } = ddi.COPP_ProtectionType;

/** The name of the code that a call fails with, or of what the client says of an answer; 'S_OK' when all is well. */
function told(body: () => unknown): string {
  try {
    body();
    return 'S_OK';
  } catch (error) {
    if (error instanceof HResultError) return error.name;
    if (error instanceof CoppReplyError) return error.reason;
    throw error;
  }
}

const profile = {
  outputs: { ...defaultProfile.outputs, monitors: [{ name: 'display', outputs: [hdmiOutput] }] },
};

/** Both numbers begin right before the last there is, so that a walk comes past it. */
const random = {
  bytes: (count: number) =>
    count === 4 ? Uint8Array.of(0xfe, 0xff, 0xff, 0xff) : new Uint8Array(randomBytes(count)),
};

/** One output, with the session of one player after the other, and what there is to know of both. */
class Scene {
  readonly outputs = createOutputs({ seed: 'walk', profile });
  readonly output = this.outputs.monitors[0]!.outputs[0]!;
  private readonly atRest = this.outputs.driver.memory.live().length;
  private copp = this.output.certifiedOutputProtection();
  private client: CoppClient | undefined;
  private started = false;
  private connected = true;
  private level = 0;
  private pending = { linkLost: false, renegotiationRequired: false };
  private lastCommand: Uint8Array | undefined;
  private lastRequest: CoppStatusRequest<number> | undefined;
  private lastReply: Uint8Array | undefined;

  exchange(): void {
    const unconnected = 'ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE';
    const expected = this.client === undefined ? 'S_OK' : 'E_UNEXPECTED';
    const result = told(() => {
      const { random: driverRandom, certificate } = this.copp.keyExchange();
      this.client = new CoppClient({ driverRandom, certificate, trustedRoot, random });
      this.pending = { linkLost: false, renegotiationRequired: false };
    });
    expect(result).toBe(this.connected ? expected : unconnected);
  }

  start(): void {
    const { client } = this;
    const expected = client && !this.started ? 'S_OK' : 'E_UNEXPECTED';
    const message = client?.startMessage() ?? new Uint8Array(256);
    expect(
      told(() => {
        this.copp.sessionSequenceStart(message);
      }),
    ).toBe(expected);
    this.started ||= expected === 'S_OK';
  }

  set(level: number): void {
    const command = this.client?.setProtectionLevel(HDCP, level);
    const bytes = command?.bytes ?? new Uint8Array(4096);
    const right = [0, 1].includes(level) ? 'S_OK' : 'E_INVALIDARG';
    const result = told(() => {
      this.copp.protectionCommand(bytes);
    });
    expect(result).toBe(this.started ? right : 'E_UNEXPECTED');
    if (result !== 'S_OK') return;
    this.client!.commandSucceeded(command!);
    this.lastCommand = bytes;
    this.level = level;
  }

  ask(): void {
    const request = this.client?.queryLocalProtectionLevel(HDCP);
    const result = told(() => {
      const reply = this.copp.protectionStatus(request?.bytes ?? new Uint8Array(4096));
      const { value, linkLost, renegotiationRequired } = this.client!.readReply(request!, reply);
      expect({ value, linkLost, renegotiationRequired }).toEqual({ value: this.level, ...this.pending });
      this.pending = { linkLost: false, renegotiationRequired: false };
      [this.lastRequest, this.lastReply] = [request, reply];
    });
    expect(result).toBe(this.started ? 'S_OK' : 'E_UNEXPECTED');
  }

  /** A command, a request and a reply that were there before. */
  replay(): void {
    if (!this.started) return;
    const { lastCommand, lastRequest, lastReply } = this;
    if (lastCommand)
      expect(
        told(() => {
          this.copp.protectionCommand(lastCommand);
        }),
      ).toBe('E_INVALIDARG');
    if (!lastRequest || !lastReply) return;
    expect(told(() => this.copp.protectionStatus(lastRequest.bytes))).toBe('E_INVALIDARG');
    const fresh = this.client!.queryLocalProtectionLevel(HDCP);
    // A driver's answer is taken off the way and an old one put in its place: the number is used up all the same.
    this.copp.protectionStatus(fresh.bytes);
    this.pending = { linkLost: false, renegotiationRequired: false };
    expect(told(() => this.client!.readReply(fresh, lastReply))).toBe('rapp');
  }

  turn(bit: number): void {
    if (!this.started) return;
    const { bytes } = this.client!.setProtectionLevel(HDCP, 1 - this.level);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    expect(['E_UNEXPECTED', 'E_INVALIDARG']).toContain(
      told(() => {
        this.copp.protectionCommand(bytes);
      }),
    );
  }

  unplug(): void {
    if (this.connected) this.pending = { ...this.pending, linkLost: true };
    this.connected = false;
    this.output.unplug();
  }

  plug(): void {
    this.connected = true;
    this.output.plug();
  }

  mode(): void {
    this.pending = { ...this.pending, renegotiationRequired: true };
    this.output.changeMode({ width: 1280, height: 720 });
  }

  /** The renderer is dropped, and another made (COPP-3). */
  leave(): void {
    this.copp.release();
    this.client?.dispose();
    expect(this.output.state.openObjects).toBe(0);
    expect(this.outputs.driver.memory.live()).toHaveLength(this.atRest);
    this.copp = this.output.certifiedOutputProtection();
    this.client = this.lastCommand = this.lastRequest = this.lastReply = undefined;
    this.started = false;
    this.level = 0;
  }
}

type Act = (scene: Scene) => void;
const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constant<Act>((scene) => {
      scene.exchange();
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constant<Act>((scene) => {
      scene.start();
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(0, 1, 2, 0xffff_ffff).map((level): Act => (scene) => {
      scene.set(level);
    }),
  },
  {
    weight: 4,
    arbitrary: fc.constant<Act>((scene) => {
      scene.ask();
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Act>((scene) => {
      scene.replay();
    }),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 8 * 4096 - 1 }).map((bit): Act => (scene) => {
      scene.turn(bit);
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Act>((scene) => {
      scene.unplug();
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constant<Act>((scene) => {
      scene.plug();
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Act>((scene) => {
      scene.mode();
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Act>((scene) => {
      scene.leave();
    }),
  },
);

describe('a player and a driver', () => {
  it('stay in step whatever is refused, replayed, changed on the way or pulled out', () => {
    fc.assert(
      fc.property(fc.array(acts, { minLength: 5, maxLength: 60 }), (walk) => {
        const scene = new Scene();
        for (const act of walk) act(scene);
        scene.leave();
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('a certificate chain that was changed', () => {
  const document = new TextEncoder().encode(testCoppCertificate().chain as string);
  const { privateKey } = testCoppCertificate();

  it('in any one byte is refused, or is worth what the right one is; the object ends clean', () => {
    const right = new CoppClient({ driverRandom: new Uint8Array(16), certificate: document, trustedRoot });
    const change = fc.record({
      at: fc.nat({ max: document.length - 1 }),
      to: fc.oneof(fc.constantFrom(0x20, 0x30, 0x41, 0x3c, 0x3e, 0x26, 0x00, 0xff), fc.nat({ max: 255 })),
    });
    const counts = { refused: 0 };
    fc.assert(
      fc.property(change, ({ at, to }) => {
        fc.pre(document[at] !== to);
        const chain = document.slice();
        chain[at] = to;
        const outputs = createOutputs({ coppCertificate: { privateKey, chain } });
        const live = outputs.driver.memory.live().length;
        const copp = outputs.monitors[0]!.outputs[0]!.certifiedOutputProtection();
        const { random: driverRandom, certificate } = copp.keyExchange();
        expect(Buffer.compare(certificate, chain)).toBe(0);
        try {
          const client = new CoppClient({ driverRandom, certificate, trustedRoot });
          expect(client.chain.driver.publicKey).toEqual(right.chain.driver.publicKey);
        } catch (error) {
          expect(error).toBeInstanceOf(CoppChainError);
          counts.refused += 1;
        }
        copp.release();
        expect(outputs.driver.memory.live()).toHaveLength(live);
        outputs.release();
      }),
      { numRuns: runs(100) },
    );
    expect(counts.refused).toBeGreaterThan(0);
  });
});
