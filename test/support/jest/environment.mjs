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
  variables = { ...process.env };

  async setup() {}

  /** Puts back what jest replaces before each file, and what the file has made of the environment. */
  async teardown() {
    globalThis.console = this.console;
    process.exit = this.exit;
    for (const name of Object.keys(process.env)) if (!(name in this.variables)) delete process.env[name];
    Object.assign(process.env, this.variables);
  }

  getVmContext() {
    return null;
  }
}
