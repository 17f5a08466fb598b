import type { HCryptoSession, HRTCryptoSession } from '../../ddi/index.js';
import { S_OK } from '../../ddi/index.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';
import type { Subject } from './subject.js';
import { createSubject, hRTCryptoSession } from './subject.js';

const cyclesARound = 20_000;
const million = 1_000_000;
const bytesAimed = 256;

/** What a runtime calls for one session after another. */
type Cycle = Pick<
  Subject['video'],
  'pfnCalcPrivateCryptoSessionSize' | 'pfnCreateCryptoSession' | 'pfnDestroyCryptoSession'
>;

/** Functions that do nothing but keep what they were given last, so that no loop of them is compiled away. */
function emptyFunctions(bytes = 0): Cycle {
  const last = { handle: 0 };
  return {
    pfnCalcPrivateCryptoSessionSize: () => bytes,
    pfnCreateCryptoSession: (_hDevice, _pCreateData, hCryptoSession) => {
      last.handle = hCryptoSession;
      return S_OK;
    },
    pfnDestroyCryptoSession: (_hDevice, hCryptoSession) => {
      last.handle -= hCryptoSession;
    },
  };
}

function cyclesASecond(
  name: string,
  { ours, theirs, ratio }: ReturnType<typeof interleaved>,
  limitIs = 'the same loop with functions that do nothing',
): BenchResult {
  const perSecond = (milliseconds: number) => (1000 * cyclesARound) / milliseconds;
  return { name, value: perSecond(ours), unit: 'cycles/s', limit: perSecond(theirs), limitIs, ratio };
}

/** What a loop of cycles knows: all of it is named here, as its text is compiled more than once. */
interface Known {
  readonly subject: Subject;
  /** The functions that are called. */
  readonly video: Cycle;
  readonly cyclesARound: number;
  readonly hRTCryptoSession: HRTCryptoSession;
}

const known = (subject: Subject, video: Cycle): Known => ({ subject, video, cyclesARound, hRTCryptoSession });

/** A round of cycles, each in a block of its own: size, allocate, create, destroy, free. */
function cycles({ subject, video, cyclesARound, hRTCryptoSession }: Known): () => void {
  const { driver, device, pCreateData } = subject;
  const { memory } = driver;
  const { hDevice } = device;
  return () => {
    for (let cycle = 0; cycle < cyclesARound; cycle += 1) {
      const bytes = video.pfnCalcPrivateCryptoSessionSize(hDevice, pCreateData);
      const hCryptoSession = memory.allocate(bytes, 'bench: session') as HCryptoSession;
      video.pfnCreateCryptoSession(hDevice, pCreateData, hCryptoSession, hRTCryptoSession);
      video.pfnDestroyCryptoSession(hDevice, hCryptoSession);
      memory.free(hCryptoSession);
    }
  };
}

/** A round of sessions that are created and destroyed in one block, which is kept. */
function cyclesInKeptBlock({ subject, video, cyclesARound, hRTCryptoSession }: Known): () => void {
  const { device, pCreateData } = subject;
  const { hDevice } = device;
  const kept = subject.createSession();
  video.pfnDestroyCryptoSession(hDevice, kept);
  return () => {
    for (let cycle = 0; cycle < cyclesARound; cycle += 1) {
      video.pfnCreateCryptoSession(hDevice, pCreateData, kept, hRTCryptoSession);
      video.pfnDestroyCryptoSession(hDevice, kept);
    }
  };
}

/**
 * A loop once more, from its own text: V8 keeps for each text of a function what it calls, and where that is two things,
 * the driver and nothing, it compiles neither into the loop. An application calls one driver.
 * @param loop knows nothing but what it is given
 */
function again(loop: typeof cycles): typeof cycles {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function(`return ${loop.toString()};`) as () => typeof cycles;
  return make();
}

/** What a session costs from its size to its end, against the same loop with functions that do nothing. */
export function sessionCycle(rounds: number): BenchResult {
  const subject = createSubject();
  const bytes = subject.video.pfnCalcPrivateCryptoSessionSize(subject.device.hDevice, subject.pCreateData);
  const ours = cycles(known(subject, subject.video));
  const theirs = again(cycles)(known(createSubject(), emptyFunctions(bytes)));
  return cyclesASecond('session-cycle', interleaved(rounds, ours, theirs));
}

/** Create and destroy alone, what other makers of sessions call open and close. */
export function sessionInKeptBlock(rounds: number): BenchResult {
  const subject = createSubject();
  const ours = cyclesInKeptBlock(known(subject, subject.video));
  const theirs = again(cyclesInKeptBlock)(known(createSubject(), emptyFunctions()));
  // Of two calls that do nothing V8 leaves no loop: what this row tells is its value, not its ratio.
  const limitIs = 'the same loop with functions that do nothing, which V8 all but removes';
  return cyclesASecond('session-in-kept-block', interleaved(rounds, ours, theirs), limitIs);
}

/** Looks sessions up through CryptoSessionGetHandle, in a fixed random order. */
function lookups(subject: Subject, sessions: number, calls: number): () => void {
  const { driver, device, video } = subject;
  const handles = Array.from({ length: sessions }, () => subject.createSession());
  let state = 1;
  const order = Array.from({ length: calls }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return handles[state % sessions]!;
  });
  const pHandle = driver.memory.allocate(8, 'bench: HANDLE');
  return () => {
    for (const handle of order) video.pfnCryptoSessionGetHandle(device.hDevice, handle, pHandle);
  };
}

/** One call among 10,000 live sessions in random order, against the same call among ten. */
export function lookup10k(rounds: number): BenchResult {
  const calls = 100_000;
  const many = lookups(createSubject(), 10_000, calls);
  const few = lookups(createSubject(), 10, calls);
  const { ours, theirs, ratio } = interleaved(rounds, many, few);
  const nanoseconds = (milliseconds: number) => (milliseconds * 1e6) / calls;
  return {
    name: 'lookup-10k',
    value: nanoseconds(ours),
    unit: 'ns/call',
    limit: nanoseconds(theirs),
    limitIs: 'the same call among ten sessions',
    ratio,
    aim: 0.5,
  };
}

/** A million live sessions: memory of the whole process for each, private memory included. */
export function millionSessions(): BenchResult {
  const subject = createSubject();
  subject.createSession();
  globalThis.gc?.();
  const used = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const sessions: HCryptoSession[] = [];
  for (let index = 0; index < million; index += 1) sessions.push(subject.createSession());
  globalThis.gc?.();
  const value = (used() - before) / sessions.length;
  const limitIs = 'the aim: 256 bytes for each session';
  return {
    name: 'sessions-1m',
    value,
    unit: 'bytes/session',
    limit: bytesAimed,
    limitIs,
    ratio: bytesAimed / value,
  };
}
