import { ModuleMocker } from 'jest-mock';

/**
 * The process's own globals, for every test file of a worker. In the globals of a vm context, which jest gives each file
 * by default, code runs slower, and everything it imports is compiled anew.
 */
export default class ProcessEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;
  console = globalThis.console;
  exit = process.exit;

  async setup() {}

  /** Puts back what jest replaces before each file. */
  async teardown() {
    globalThis.console = this.console;
    process.exit = this.exit;
  }

  getVmContext() {
    return null;
  }
}
