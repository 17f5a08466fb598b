/**
 * The layer rule (imports point down only), for dependency-cruiser.
 *
 *   facade, cli            know both sides: they put a driver under a runtime or a suite
 *   isolation              the suite against a driver in a process of its own
 *   native                 a driver library as a driver under test
 *   runtime, conformance   sit on the host, are handed a driver, never import one
 *   matchers               what a test asserts of a call: knows HRESULTs alone
 *   exports                what a package path exports that is more than one folder
 *   host, player           open a driver; play the player's half
 *   emulator               a driver: nothing above src/driver
 *   c-header               the declarations as C
 *   trace                  between a driver, or the API, and whoever calls it
 *   api                    the API as data; its kit knows no interface
 *   driver                 what every driver looks like from above
 *   certificate            containers of certificates
 *   memory, crypto         primitives
 *   options                what callers pass, by schema; what a misspelt name may have meant
 *   ffi                    C functions: imports nothing
 *   ddi                    the contract
 *   abi                    the kit that it is declared with: imports nothing
 *
 * Within src/ddi the output protections know the values that all chapters share, and no other chapter; within src/runtime,
 * src/api and emulator what chapters have in common knows no chapter. Within src/conformance: rules are data, the framework knows rules and no chapter, a chapter knows both and no other
 * chapter; what puts them together lies beside them.
 */
const contract = ['src/abi', 'src/ddi'];
const held = [...contract, 'src/driver', 'src/trace', 'src/memory'];
const mayImport = {
  'src/abi': [],
  'src/ddi': ['src/abi'],
  'src/api': [...contract, 'src/brief'],
  'src/driver': contract,
  'src/trace': [...contract, 'src/api', 'src/driver', 'src/options'],
  'src/c-header': contract,
  'src/memory': ['src/abi'],
  'src/options': [],
  'src/ffi': [],
  'src/crypto': ['src/ffi'],
  'src/certificate': [],
  'src/exports': [...contract, 'src/driver', 'src/trace', 'src/c-header'],
  'src/host': held,
  'src/player': [...contract, 'src/crypto', 'src/certificate', 'src/brief'],
  'src/runtime': [...held, 'src/api', 'src/host', 'src/options'],
  'src/conformance': [...held, 'src/options', 'src/crypto', 'src/certificate', 'src/host', 'src/player'],
  emulator: [...held, 'src/crypto', 'src/options'],
  'src/facade': [
    ...held,
    'src/options',
    'src/crypto',
    'src/certificate',
    'src/runtime',
    'src/api',
    'src/player',
    'emulator',
    'src/package-files',
    'src/brief',
  ],
  'src/matchers': contract,
  'src/native': [...held, 'src/ffi'],
  'src/isolation': [...held, 'src/ffi', 'src/native', 'src/host', 'src/conformance', 'src/package-files'],
  fixtures: [...held, 'src/crypto', 'emulator'],
  // tests may import anything; nobody imports them
  'src/cli': ['src/', 'emulator', 'fixtures'],
};

const forbidden = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `imports-point-down: ${folder}`,
  severity: 'error',
  comment: `${folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'nothing'} and itself`,
  from: { path: `(^|/)${folder}/` },
  to: {
    path: '(^|/)(src|emulator|fixtures|test)/',
    pathNot: [`(^|/)${folder}/`, ...allowed.map((other) => `(^|/)${other}/?`)],
  },
}));

/** A folder's common part, which knows no chapter: [name, files of the common part, chapters]. */
const common = [
  [
    'src/ddi/opm, copp',
    '(^|/)src/ddi/(opm|copp)/',
    '(^|/)src/ddi/(d3d11|api|opm|copp|d3d9)/',
    '(^|/)src/ddi/$2/',
  ],
  ['src/api/kit', '(^|/)src/api/kit/', '(^|/)src/api/', '(^|/)src/api/kit/'],
  ['src/runtime', '(^|/)src/runtime/[^/]+$', '(^|/)src/runtime/[^/]+/', undefined],
  // Direct3D and OPM stand on DXGI, which knows neither.
  [
    'src/runtime/dxgi, copp',
    '(^|/)src/runtime/(dxgi|copp)/',
    '(^|/)src/runtime/(d3d11|dxgi|copp|opm)/',
    '(^|/)src/runtime/$2/',
  ],
  ['src/runtime/opm', '(^|/)src/runtime/opm/', '(^|/)src/runtime/(d3d11|copp)/', undefined],
  ['emulator/core', '(^|/)emulator/core/', '(^|/)emulator/', '(^|/)emulator/core/'],
].map(([name, from, to, pathNot]) => ({
  name: `imports-point-down: ${name}`,
  severity: 'error',
  comment: `${name}: what chapters have in common knows none of them, and chapters do not know each other`,
  from: { path: from },
  to: { path: to, ...(pathNot && { pathNot }) },
}));

const suite = '(^|/)src/conformance';
const chapter = `${suite}/(?!framework/|rules/)([^/]+)/`;
const inSuite = [
  {
    name: 'imports-point-down: src/conformance/rules',
    severity: 'error',
    comment: 'the rules are data: they import nothing of the suite',
    from: { path: `${suite}/rules/` },
    to: { path: `${suite}/`, pathNot: `${suite}/rules/` },
  },
  {
    name: 'imports-point-down: src/conformance/framework',
    severity: 'error',
    comment:
      'the framework knows no interface: of src/ddi only what chapters share, nothing that opens a driver',
    from: { path: `${suite}/framework/` },
    to: {
      path: `${suite}/|(^|/)src/(ddi/[^/]+|host|player|certificate)/`,
      pathNot: [`${suite}/framework/`, `${suite}/rules/`],
    },
  },
  {
    name: 'imports-point-down: src/conformance, a chapter',
    severity: 'error',
    comment: 'a chapter of the suite knows no other',
    from: { path: chapter },
    to: { path: chapter, pathNot: `${suite}/$2/` },
  },
];

module.exports = {
  forbidden: [
    ...forbidden,
    ...common,
    ...inSuite,
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
