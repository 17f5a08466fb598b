import type { FilteredMessage } from './message-filter.js';

/** At which messages a debugger would stop: by category, severity or id. At none, until somebody asks for it. */
export class BreakConditions {
  readonly categories = new Set<number>();
  readonly severities = new Set<number>();
  readonly ids = new Set<number>();

  stopsAt({ category, severity, id }: FilteredMessage): boolean {
    return this.categories.has(category) || this.severities.has(severity) || this.ids.has(id);
  }
}
