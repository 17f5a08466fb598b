import { S_OK } from '../ddi/index.js';
import { HResultError } from '../facade/hresult-error.js';
import { AuthenticatedChannelError } from '../player/index.js';
import { DemoFailed, Narrator } from './step.js';

/** Tells calls that throw where they fail, and messages to a channel. */
export class ChannelNarrator extends Narrator {
  /** One of many calls, which is told where it fails. @throws DemoFailed then */
  attempt<T>(what: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      const isKnown = error instanceof HResultError || error instanceof AuthenticatedChannelError;
      if (!isKnown) throw error;
      this.driver(what, error.hresult, error.message);
      throw new DemoFailed(what);
    }
  }

  /** A call that has to succeed. @throws DemoFailed where it does not */
  call<T>(what: string, call: () => T, tell: (value: T) => string = () => ''): T {
    const value = this.attempt(what, call);
    this.driver(what, S_OK, tell(value));
    return value;
  }

  /** @throws DemoFailed where the query is refused, or its answer not believed */
  query<T>(name: string, ask: () => T, tell: (value: T) => string): T {
    return this.call(`QueryAuthenticatedChannel(${name})`, ask, tell);
  }

  /** @throws DemoFailed where the command is refused, or its answer not believed */
  command(name: string, send: () => void, note: string): void {
    this.call(`ConfigureAuthenticatedChannel(${name})`, send, () => note);
  }

  /** An answer that was believed. */
  answered(name: string, note: string): void {
    this.driver(`QueryAuthenticatedChannel(${name})`, S_OK, note);
  }
}
