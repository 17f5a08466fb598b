import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import circus from 'jest-circus/runner';
import { stackTrace } from './stack-trace.mjs';

const require = createRequire(import.meta.url);
const globalsOfTests = Symbol.for('@jest/globals');
const timeoutOfTests = Symbol.for('TEST_TIMEOUT_SYMBOL');
/** What a test file leaves in the process's globals: the names of jest's symbols. */
const leftBehind = new Set([
  globalsOfTests.description,
  timeoutOfTests.description,
  'EVENT_HANDLERS',
  'JEST_STATE_SYMBOL',
  'RETRY_TIMES_SETTER',
]);
let files = 0;

/** Node's own loader gets the TypeScript. The test files of a process share the sources; each has its own test modules. */
function prepare({ watch, watchAll }, { moduleNameMapper, rootDir, roots }) {
  const data = { mapper: moduleNameMapper, roots: watch || watchAll ? [rootDir] : roots };
  register('./typescript.mjs', import.meta.url, { data });
  process.setSourceMapsEnabled(true);
}

function clean() {
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    if (leftBehind.has(symbol.description)) delete globalThis[symbol];
}

/** jest's own runner, of a test file that node imports into the process: jest would import it into a vm context. */
export default async function run(globalConfig, config, environment, _runtime, testPath, sendMessageToJest) {
  if (files === 0) prepare(globalConfig, config);
  files += 1;
  Error.prepareStackTrace = stackTrace;
  const { moduleMocker } = environment;
  const runtime = {
    /** The part of jest-circus that collects a file's tests, which it keeps in its module. */
    requireInternalModule(file) {
      delete require.cache[file];
      return require(file);
    },
    requireModule: require,
    setGlobalsForRuntime(globals) {
      const jest = {
        spyOn: moduleMocker.spyOn.bind(moduleMocker),
        setTimeout: (milliseconds) => void (globalThis[timeoutOfTests] = milliseconds),
      };
      globalThis[globalsOfTests] = { ...globals, jest };
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(`${pathToFileURL(path).href}?file=${files}`),
    enterTestCode() {},
    leaveTestCode() {},
  };
  try {
    return await circus.default(globalConfig, config, environment, runtime, testPath, sendMessageToJest);
  } finally {
    clean();
  }
}
