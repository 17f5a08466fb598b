import type { AnyFunction, Hresult, Interposer } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { HRESULT, SetErrorCb } from '../../../ddi/index.js';
import type { DriverUnderTest } from '../../../driver/index.js';
import { interposeDriver, on } from '../../../trace/index.js';
import type { Breach, DriverCall, Duty } from './duty.js';
import { hex } from './duty.js';
import { DecoderFrames } from './decoder-frames.js';
import { DecoderIndexes } from './decoder-indexes.js';
import { KeyExchangeIndexes } from './key-exchange-indexes.js';
import { ListedInterfaces } from './listed-interfaces.js';
import { Lives } from './lives.js';
import { Mappings } from './mappings.js';
import { messageBlocks } from './message-blocks.js';
import { PrivateMemoryDuty } from './private-memory.js';
import { Regions } from './regions.js';
import { requiredPointers } from './required-pointers.js';
import { ResourceShapes } from './resource-shapes.js';

/** A driver, and what its caller did with it that no runtime does. */
export interface WatchedRuntime {
  readonly driver: DriverUnderTest;
  /** The breaches so far, in order. With what was never destroyed, which shows when the caller is done. */
  readonly finish: () => readonly Breach[];
}

/** Whether a call did what it was asked for: what it reports while it runs says so of a VOID function (ERR-1). */
function hasSucceeded({ declaration }: DriverCall, result: unknown, reports: number): boolean {
  return declaration.returns === HRESULT ? !failed(result as Hresult) : reports === 0;
}

/** Everything that is watched, around each function of the driver. */
function createCalls(found: Breach[], lives: Lives, errors: { count: number }): Interposer {
  const privateMemory = new PrivateMemoryDuty(lives);
  const duties: readonly Duty[] = [
    requiredPointers,
    messageBlocks,
    new ListedInterfaces(),
    new KeyExchangeIndexes(),
    new DecoderIndexes(),
    new DecoderFrames(),
    new ResourceShapes(),
    new Regions(),
    new Mappings(lives),
    privateMemory,
    lives,
  ];
  return (declaration, inner, { memory }) => {
    const breaks: DriverCall['breaks'] = (clause, text) => {
      found.push({ clause, text: `${declaration.name}: ${text}` });
    };
    const watched: AnyFunction = (...args) => {
      const call: DriverCall = { declaration, args: args as number[], memory, breaks };
      for (const duty of duties) duty.before?.(call);
      const before = errors.count;
      let succeeded = false;
      try {
        const result = inner(...args);
        succeeded = hasSucceeded(call, result, errors.count - before);
        privateMemory.answered(call, result as number);
        return result;
      } finally {
        // What is alive is known first: the others look at it.
        for (const duty of duties.toReversed()) duty.after?.(call, succeeded);
      }
    };
    return watched;
  };
}

/**
 * Watches whoever calls a driver of Direct3D 11 for the duties of a runtime: which handles it passes, when it destroys
 * what, where private memory comes from, what is mapped. Every breach is kept and the call made all the same.
 */
export function watchRuntime(driver: DriverUnderTest): WatchedRuntime {
  const found: Breach[] = [];
  const lives = new Lives();
  const errors = { count: 0 };
  const calls = createCalls(found, lives, errors);
  const callbacks = on(SetErrorCb, {
    before: () => {
      errors.count += 1;
    },
  });
  return {
    driver: interposeDriver(driver, { calls, callbacks }),
    finish: () => {
      const left = lives.live().map(({ kind, handle }): Breach => ({
        clause: 'OPN-9',
        text: `${kind} ${hex(handle)} is left at the end`,
      }));
      return [...found, ...left];
    },
  };
}
