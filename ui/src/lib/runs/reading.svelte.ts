// One run as its page reads it: asked for when the page opens, and again whenever the back end tells of it.

import { asProblem, backend, type Problem, type RunDetail, type RunEvent } from '$lib/backend';

/** Events asked for at once; the rest by further asking. */
const EVENTS_PAGE = 500;
/** Pages of events read in one go; a run with more is read on at its next event. */
const EVENTS_PAGES_MAX = 20;

/** A run and what happened in it. */
export class RunReading {
  readonly id: string;
  /** The run with its nodes and looks, once read. */
  detail: RunDetail | null = $state.raw(null);
  /** What happened, oldest first. */
  events: readonly RunEvent[] = $state.raw([]);
  /** Why it can't be read; what was read before stays. */
  problem: Problem | null = $state.raw(null);

  #busy = false;
  #again = false;

  constructor(id: string) {
    this.id = id;
  }

  /** Asks anew. While an answer is awaited, further calls make one more asking after it. */
  async read(): Promise<void> {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    try {
      do {
        this.#again = false;
        const [detail] = await Promise.all([backend.run({ id: this.id }), this.#readEvents()]);
        this.detail = detail;
        this.problem = null;
      } while (this.#again);
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.#busy = false;
    }
  }

  async #readEvents(): Promise<void> {
    for (let page = 0; page < EVENTS_PAGES_MAX; page += 1) {
      const after = this.events[this.events.length - 1]?.seq ?? 0;
      const answer = await backend.run_events({ id: this.id, after, limit: EVENTS_PAGE });
      // Another asking may have been faster: only what is new is added.
      const fresh = answer.items.filter((event) => event.seq > after);
      if (fresh.length > 0) this.events = [...this.events, ...fresh];
      if (!answer.more || fresh.length === 0) return;
    }
  }
}
