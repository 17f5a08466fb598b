import { inspect } from 'node:util';

/** What is said of an object: texts, and numbers under their names. Nothing secret, nothing that has to be asked for. */
export type Facts = Readonly<Record<string, string | number>>;

/** A failing test prints what it can get: an object that cannot say what it is has no facts. */
function factsAbout<T>(object: T, factsOf: (object: T) => Facts): Facts {
  try {
    return factsOf(object);
  } catch {
    return {};
  }
}

/**
 * Makes objects show as a line wherever a test prints them, in place of all that they hold: `util.inspect` and
 * `console.log` write `Device (emulated (default), alive)`; `JSON.stringify`, and the diffs of jest and vitest, which use
 * `toJSON`, a small plain object.
 * @param target a class's prototype, or one object
 */
export function showBriefly<T extends object>(target: T, name: string, factsOf: (object: T) => Facts): void {
  Object.defineProperties(target, {
    toJSON: {
      value(this: T) {
        return { object: name, ...factsAbout(this, factsOf) };
      },
    },
    [inspect.custom]: {
      value(this: T) {
        const facts = Object.entries(factsAbout(this, factsOf));
        const said = facts.map(([key, fact]) => (typeof fact === 'string' ? fact : `${key}: ${fact}`));
        return said.length > 0 ? `${name} (${said.join(', ')})` : name;
      },
    },
  });
}
