/** Options of node that say how modules are loaded, and have a value of their own. */
const valued = ['--import', '--require', '-r', '--loader', '--experimental-loader', '--conditions', '-C'];
const flags = /^--(experimental-|enable-source-maps|no-warnings|disable-warning=|max-old-space-size=)/;

/**
 * Of node's options those that a driver's process needs too: loaders, for one that is written in TypeScript. Never the
 * rest: `-e` would run the program that runs the suite once more in each child, and `--inspect` wants a port of its own.
 */
export function loaderOptions(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < execArgv.length; index += 1) {
    const option = execArgv[index]!;
    const [name = ''] = option.split('=');
    if (valued.includes(option)) kept.push(option, ...execArgv.slice((index += 1), index + 1));
    else if (valued.includes(name) || flags.test(option)) kept.push(option);
  }
  return kept;
}
