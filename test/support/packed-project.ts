/** A project that has installed the package: what `npm pack` makes, and of other packages only what is declared. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;

/** The packages that an installation brings: the declared ones, and what they depend on in turn. */
function installed(names: readonly string[], found = new Set<string>()): ReadonlySet<string> {
  for (const name of names.filter((one) => !found.has(one))) {
    found.add(name);
    installed(Object.keys(read(join(root, 'node_modules', name)).dependencies ?? {}), found);
  }
  return found;
}

/** @throws Error with what the command said, where it fails */
function run(command: string, argv: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(command, argv, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')}: ${stderr}`);
}

function unpack(modules: string): void {
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', modules], root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  run('tar', ['-xzf', `softumd-${version}.tgz`], modules);
  renameSync(join(modules, 'package'), join(modules, 'softumd'));
}

/**
 * Makes such a project, of the build as it stands (`npm run build`).
 * @param devDependencies packages of this repository that it has besides
 */
export function makePackedProject(devDependencies: readonly string[] = []): PackedProject {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-consumer-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  unpack(modules);
  const { dependencies, optionalDependencies } = read(root);
  const declared = Object.keys({ ...dependencies, ...optionalDependencies });
  for (const name of new Set([...installed(declared), ...devDependencies])) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
  return new PackedProject(folder);
}

export class PackedProject {
  constructor(readonly folder: string) {}

  /** Writes files, by their paths in the project. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Runs node there. */
  node(...argv: readonly string[]): { readonly status: number | null; readonly output: string } {
    const env = { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', NODE_OPTIONS: '' };
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
      cwd: this.folder,
      encoding: 'utf8',
      env,
    });
    return { status, output: `${stdout}\n${stderr}` };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
