// A launch as pages read it: asked for once, then kept fresh by the events of its runs.

import { asProblem, backend, type LaunchView, type Problem, type RunView } from '$lib/backend';
import { app } from '$lib/state/app.svelte';
import { put } from '$lib/state/newest';

/** A launch and its runs. */
export class LaunchReading {
  readonly id: string;
  /** The launch as it was answered; its runs may be older than {@link runs}. */
  launch: LaunchView | null = $state.raw(null);
  /** Why it can't be read; what was read before stays. */
  problem: Problem | null = $state.raw(null);
  /** Its runs as last told, in the order in which they were asked for. */
  runs: RunView[] = $derived((this.launch?.runs ?? []).map((run) => app.runs.get(run.id) ?? run));

  /** How many more of its runs were lost when it was asked for. */
  lost: number = $derived(this.launch?.lost ?? 0);

  constructor(id: string) {
    this.id = id;
  }

  /** Asks anew. */
  async read(): Promise<void> {
    try {
      const launch = await backend.launch_state({ id: this.id });
      for (const run of launch.runs) put(app.runs, run);
      this.launch = launch;
      this.problem = null;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }
}
