/**
 * Who is bound by a clause.
 * @example
 * const actor: Actor = CLAUSES['NCS-6'].actor;
 */
export type Actor = 'driver' | 'runtime' | 'application';

/**
 * How the source puts it; IMPLIED is inferred, or taken from a neighbouring document.
 * @example
 * const level: Level = CLAUSES['CCS-3'].level; // a violated MUST or SHOULD fails a case
 */
export type Level = 'MUST' | 'SHOULD' | 'MAY' | 'IMPLIED';

/**
 * One clause of the DDI in our words. Its id is the key it stands under.
 * @example
 * const { actor, level, text }: Clause = CLAUSES['NCS-6'];
 */
export interface Clause {
  readonly actor: Actor;
  readonly level: Level;
  readonly text: string;
}

const binding = (actor: Actor) => {
  const at =
    (level: Level) =>
    (text: string): Clause => ({ actor, level, text });
  return { must: at('MUST'), should: at('SHOULD'), may: at('MAY'), implied: at('IMPLIED') };
};

/** A clause that binds the driver: `driver.must('…')`. */
export const driver = binding('driver');
/** A clause that binds the runtime. */
export const runtime = binding('runtime');
/** A clause that binds the application. */
export const application = binding('application');
