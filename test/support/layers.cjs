/**
 * The layer rule of the house (imports point down only), for dependency-cruiser.
 *
 *   facade, cli            know both sides: they put a driver under a runtime or a suite
 *   isolation              the suite against a driver in a process of its own
 *   native                 a driver library as a driver under test
 *   d3d11, conformance     sit on the host, are handed a driver, never import one
 *   host, player           open a driver; play the player's half
 *   emulator               a driver: ddi, memory and crypto, nothing else
 *   certificate            containers of certificates
 *   memory, crypto         primitives
 *   ffi                    C functions: imports nothing
 *   ddi                    the contract: imports nothing
 */
const mayImport = {
  'src/ddi': [],
  'src/memory': ['src/ddi'],
  'src/ffi': [],
  'src/crypto': ['src/ffi'],
  'src/certificate': [],
  'src/host': ['src/ddi', 'src/memory'],
  'src/player': ['src/ddi', 'src/crypto', 'src/certificate'],
  'src/d3d11': ['src/ddi', 'src/memory', 'src/host'],
  'src/conformance': ['src/ddi', 'src/memory', 'src/crypto', 'src/certificate', 'src/host', 'src/player'],
  emulator: ['src/ddi', 'src/memory', 'src/crypto'],
  'src/facade': [
    'src/ddi',
    'src/memory',
    'src/crypto',
    'src/certificate',
    'src/d3d11',
    'src/player',
    'emulator',
  ],
  'src/native': ['src/ddi', 'src/memory', 'src/ffi'],
  'src/isolation': ['src/ddi', 'src/memory', 'src/ffi', 'src/native', 'src/host', 'src/conformance'],
  fixtures: ['src/ddi', 'src/memory', 'src/crypto', 'emulator'],
  // tests may import anything; nobody imports them
  'src/cli': ['src/', 'emulator', 'fixtures'],
};

const forbidden = Object.entries(mayImport).map(([room, allowed]) => ({
  name: `imports-point-down: ${room}`,
  severity: 'error',
  comment: `${room} may import ${allowed.length > 0 ? allowed.join(', ') : 'nothing'} and itself`,
  from: { path: `(^|/)${room}/` },
  to: {
    path: '(^|/)(src|emulator|fixtures|test)/',
    pathNot: [`(^|/)${room}/`, ...allowed.map((other) => `(^|/)${other}/?`)],
  },
}));

module.exports = {
  forbidden: [
    ...forbidden,
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs'] },
  },
};
