// What the whole page knows: the newest view of each thing, fed by the overview and then by events.

import { SvelteMap } from 'svelte/reactivity';
import {
  asProblem,
  backend,
  type AccountView,
  type ClusterRow,
  type Event,
  type Notice,
  type Problem,
  type ProfileRow,
  type RunView,
  type StatusView
} from '$lib/backend';
import { put, replaceAll } from './newest';

/** How far reading has come. `stale` keeps what was read and says so. */
export type Reading = 'loading' | 'ready' | 'stale';

const CLUSTER_PAGES_MAX = 20;

class App {
  readonly accountsById = new SvelteMap<string, AccountView>();
  readonly profilesById = new SvelteMap<string, ProfileRow>();
  /** Runs by id: the newest, and every one that an event told of. */
  readonly runs = new SvelteMap<string, RunView>();
  /** Clusters by id, once {@link App.loadClusters} has asked. */
  readonly clusters = new SvelteMap<string, ClusterRow>();

  /** The status bar, once told. */
  status: StatusView | null = $state.raw(null);
  /** Now, ms, by the core's clock; moves once a second. */
  now = $state(Date.now());
  /** What stands in the way of the page as a whole: the store can't be read, the back end is gone. */
  problem: Problem | null = $state.raw(null);
  /** Whether the way to the back end stands. */
  connected = $state(true);
  /** How far the overview is. */
  reading: Reading = $state('loading');
  /** Whether nothing was ever launched or set up here. */
  firstRun = $state(false);
  /** Grows each time events were missed: whoever shows something asks for it anew. */
  epoch = $state(0);
  /** The account chosen in the switch; `null` is all of them. */
  account: string | null = $state(null);

  /** How far the list of clusters is. */
  clustersReading: Reading = $state('loading');
  /** Why it can't be read. */
  clustersProblem: Problem | null = $state.raw(null);
  /** Accounts whose clusters have not been read yet. */
  accountsReading: readonly string[] = $state.raw([]);
  /** The newest notice, for the page that wants to say it. */
  notice: Notice | null = $state.raw(null);

  #clockAheadMs = 0;

  /** The accounts by label, the sandbox last. */
  accounts: AccountView[] = $derived(
    [...this.accountsById.values()].sort(
      (a, b) => Number(a.builtIn) - Number(b.builtIn) || a.label.localeCompare(b.label)
    )
  );
  /** The saved profiles by name. */
  profiles: ProfileRow[] = $derived([...this.profilesById.values()].sort((a, b) => a.name.localeCompare(b.name)));
  /** The runs, newest first. */
  runsNewestFirst: RunView[] = $derived([...this.runs.values()].sort((a, b) => b.createdAt - a.createdAt));

  /** Begins to listen and asks for the overview. Returns what ends it. */
  start(): () => void {
    const tick = setInterval(() => this.tick(Date.now()), 1_000);
    const stop = backend.events(
      (event) => this.take(event),
      (up) => {
        this.connected = up;
      }
    );
    void this.load();
    return () => {
      clearInterval(tick);
      stop();
    };
  }

  /** Asks for what every page shows. Old views stay where asking fails. */
  async load(): Promise<void> {
    try {
      const overview = await backend.overview();
      replaceAll(this.accountsById, overview.accounts);
      replaceAll(this.profilesById, overview.profiles);
      for (const run of overview.runs.items) put(this.runs, run);
      this.firstRun = overview.firstRun;
      this.#takeStatus(overview.status);
      this.problem = null;
      this.reading = 'ready';
    } catch (thrown) {
      this.problem = asProblem(thrown);
      if (this.reading === 'ready') this.reading = 'stale';
    }
  }

  /** Asks for all clusters of all accounts, page by page. */
  async loadClusters(): Promise<void> {
    try {
      const rows: ClusterRow[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < CLUSTER_PAGES_MAX; page += 1) {
        const answer = await backend.list_clusters({ accountId: null, cursor, limit: 200 });
        rows.push(...answer.items);
        this.accountsReading = answer.reading;
        cursor = answer.next;
        if (cursor === null) break;
      }
      replaceAll(this.clusters, rows);
      this.clustersProblem = null;
      this.clustersReading = 'ready';
    } catch (thrown) {
      this.clustersProblem = asProblem(thrown);
      if (this.clustersReading === 'ready') this.clustersReading = 'stale';
    }
  }

  /** Takes one event of the back end. */
  take(event: Event): void {
    switch (event.kind) {
      case 'run':
        put(this.runs, event.run);
        this.firstRun = false;
        break;
      case 'cluster':
        put(this.clusters, event.cluster);
        break;
      case 'account':
        put(this.accountsById, event.account);
        if (event.account.clusters !== null)
          this.accountsReading = this.accountsReading.filter((id) => id !== event.account.id);
        break;
      case 'profile':
        put(this.profilesById, event.profile);
        break;
      case 'removed':
        this.#remove(event.what, event.id);
        break;
      case 'status':
        this.#takeStatus(event.status);
        break;
      case 'notice':
        this.notice = event.notice;
        break;
      case 'lagged':
        this.epoch += 1;
        void this.load();
        break;
    }
  }

  /** Moves the clock of the page; called once a second. */
  tick(hereMs: number): void {
    this.now = hereMs + this.#clockAheadMs;
  }

  /** The account of a run or cluster, where it still exists. */
  accountOf(id: string): AccountView | undefined {
    return this.accountsById.get(id);
  }

  #remove(what: string, id: string): void {
    if (what === 'profile') this.profilesById.delete(id);
    if (what === 'account') {
      this.accountsById.delete(id);
      if (this.account === id) this.account = null;
    }
  }

  #takeStatus(status: StatusView): void {
    if (this.status !== null && this.status.now > status.now) return;
    this.status = status;
    const here = Date.now();
    // Below a second it is the way, not the clock.
    const ahead = status.now - here;
    this.#clockAheadMs = Math.abs(ahead) < 1_000 ? 0 : ahead;
    this.tick(here);
  }
}

/** What the whole page knows, reactive. */
export const app = new App();
