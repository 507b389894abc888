// The review before a launch, and the launch itself. The launch's id is made when the sheet opens: a second click, a
// repeated reply or another try after a lost connection is the same launch.

import { asProblem, type Backend, type ClusterReview, type Finding, type LaunchView, type Problem, type ProfileDraft, type Review, type SizeChoice } from '$lib/backend';
import { withAccepted } from './shown';

/** From the opening of the sheet, during which Enter on Launch does nothing: it may still be the one that opened it. */
export const STEADY_MS = 500;

/** The commands that a review sends. */
export type ReviewDoor = Pick<Backend, 'expand' | 'review' | 'launch'>;

export class Reviewing {
  /** What would be launched, one draft for each cluster. */
  drafts: ProfileDraft[] = $state.raw([]);
  /** How many of each size. */
  copies: number = $state(1);
  /** The sizes; only that of the profile when empty. */
  sizes: SizeChoice[] = $state.raw([]);
  /** Whether a refusal of one keeps the others from being sent. */
  stopOnRefusal: boolean = $state(false);
  /** The account it would go to. */
  accountId: string | null = $state(null);
  /** What the core says of it; absent while asking. */
  review: Review | null = $state.raw(null);
  /** What {@link review} is about: only that may be launched. */
  #reviewed: { drafts: ProfileDraft[]; accountId: string } | null = $state.raw(null);
  /** Why it could not be asked, or the launch could not be committed. */
  problem: Problem | null = $state.raw(null);
  /** Whether {@link problem} is about the launch, and not about the review. */
  launchFailed: boolean = $state(false);
  /** Whether the launch was asked for and is not answered yet. */
  launching = $state(false);

  /** What stands in the way of any of them, each said once. */
  readonly errors: Finding[] = $derived(once(this.review?.clusters ?? [], (cluster) => cluster.errors));
  /** Warnings of any of them, each once. */
  readonly warnings: Finding[] = $derived(once(this.review?.clusters ?? [], (cluster) => cluster.warnings));
  /** Warnings that are not accepted yet. */
  readonly open: Finding[] = $derived(this.warnings.filter((finding) => !finding.accepted));
  /** Ranges that let everybody in: each has to be typed. */
  readonly openTo: string[] = $derived((this.review?.clusters ?? []).flatMap((cluster) => cluster.openTo).filter((one, at, all) => all.indexOf(one) === at));
  /** What was typed for each of them. */
  typed: Record<string, string> = $state({});
  /** Those for which nothing was typed yet. Whether it is right the core says. */
  readonly untyped: string[] = $derived(this.openTo.filter((range) => (this.typed[range] ?? '').trim() === ''));
  /** Whether Launch would do what it says. */
  readonly can: boolean = $derived(this.review !== null && this.#reviewed?.drafts === this.drafts && this.#reviewed.accountId === this.accountId && this.errors.length === 0 && this.review.problems.length === 0 && this.open.length === 0 && this.untyped.length === 0);
  /** Nodes that will be billed. */
  readonly nodes: number = $derived((this.review?.clusters ?? []).reduce((sum, cluster) => sum + nodesOf(cluster), 0));

  readonly #door: ReviewDoor;
  readonly #launchId: string;
  readonly #profileId: string | null;
  readonly #draft: ProfileDraft;
  readonly #openedAt: number;
  readonly #now: () => number;
  #asked = 0;

  constructor(
    door: ReviewDoor,
    ask: { launchId: string; draft: ProfileDraft; profileId: string | null; accountId: string | null },
    now: () => number
  ) {
    this.#door = door;
    this.#launchId = ask.launchId;
    this.#profileId = ask.profileId;
    this.#now = now;
    this.#openedAt = now();
    this.#draft = ask.draft;
    this.drafts = [ask.draft];
    this.accountId = ask.accountId;
    void this.ask();
  }

  /** Asks for the review; nothing is asked while no account is chosen. */
  async ask(): Promise<void> {
    const accountId = this.accountId;
    if (accountId === null) return;
    const turn = ++this.#asked;
    const drafts = this.drafts;
    try {
      const review = await this.#door.review({ drafts, profileId: this.#profileId, accountId });
      if (turn !== this.#asked) return;
      this.review = review;
      this.#reviewed = { drafts, accountId };
      this.problem = null;
    } catch (thrown) {
      if (turn === this.#asked) this.failed(asProblem(thrown));
    }
  }

  /** Chooses the account it goes to. */
  choose(accountId: string): void {
    this.accountId = accountId;
    this.review = null;
    void this.ask();
  }

  /** Chooses how many clusters, and of which sizes; names and networks are counted on anew. */
  async several(copies: number, sizes: SizeChoice[]): Promise<void> {
    const turn = ++this.#asked;
    this.copies = copies;
    this.sizes = sizes;
    try {
      const { items } = await this.#door.expand({ draft: this.#accepted(), accountId: this.accountId, launchId: null, sizes, copies });
      if (turn !== this.#asked) return;
      this.drafts = items;
      await this.ask();
    } catch (thrown) {
      if (turn === this.#asked) this.failed(asProblem(thrown));
    }
  }

  /** Something on the way to the review did not go well. */
  failed(problem: Problem): void {
    this.problem = problem;
    this.launchFailed = false;
  }

  /** Changes one of them. */
  edit(index: number, change: (draft: ProfileDraft) => ProfileDraft): void {
    this.drafts = this.drafts.map((draft, at) => (at === index ? change(draft) : draft));
    void this.ask();
  }

  /** Accepts a warning of the clusters that have it, or takes that back. */
  accept(finding: Finding, on: boolean): void {
    const has = (index: number): boolean => this.review?.clusters[index]?.warnings.some((one) => one.field === finding.field && one.value === finding.value) ?? false;
    this.drafts = this.drafts.map((draft, index) => (has(index) ? { ...draft, accepted: withAccepted(draft.accepted, finding, on) } : draft));
    void this.ask();
  }

  /** The profile's draft with what was accepted here. */
  #accepted(): ProfileDraft {
    return { ...this.#draft, accepted: { ...this.#draft.accepted, ...(this.drafts.length === 1 ? this.drafts[0]?.accepted : {}) } };
  }

  /** Launches; `null` where it could not be committed, or where a key came too early to be meant. */
  async launch(by: 'key' | 'pointer'): Promise<LaunchView | null> {
    const accountId = this.accountId;
    if (accountId === null || !this.can || this.launching) return null;
    if (by === 'key' && this.#now() - this.#openedAt < STEADY_MS) return null;
    this.launching = true;
    this.problem = null;
    try {
      return await this.#door.launch({
        launchId: this.#launchId,
        accountId,
        drafts: this.drafts,
        profileId: this.#profileId,
        acceptWarnings: false,
        stopOnRefusal: this.drafts.length > 1 && this.stopOnRefusal,
        deleteAfterMs: null,
        openTo: this.openTo.map((range) => this.typed[range] ?? '')
      });
    } catch (thrown) {
      this.problem = asProblem(thrown);
      this.launchFailed = true;
      return null;
    } finally {
      this.launching = false;
    }
  }
}

/** «3 brokers × KFK-DEV-t4g.small-5» for each row of what is billed. */
export function billedWords(review: Review): string {
  const rows = review.clusters.flatMap((cluster) => cluster.billed);
  const several = review.clusters.length === 1 && rows.some((row) => row.dataCentre !== rows[0]?.dataCentre);
  const words = rows.map((row) => ({ count: row.count, what: `${row.role} × ${row.nodeSize}${several ? ` in ${row.dataCentre}` : ''}` }));
  const sums: { count: number; what: string }[] = [];
  for (const { count, what } of words) {
    const sum = sums.find((one) => one.what === what);
    if (sum === undefined) sums.push({ count, what });
    else sum.count += count;
  }
  return sums.map(({ count, what }) => `${count} ${what}`).join(', ');
}

/** Nodes of one cluster that will be billed. */
export function nodesOf(cluster: ClusterReview): number {
  return cluster.billed.reduce((sum, row) => sum + row.count, 0);
}

/** Findings of all clusters; what several have in common is said once. */
function once(clusters: readonly ClusterReview[], of: (cluster: ClusterReview) => Finding[]): Finding[] {
  const found: Finding[] = [];
  for (const finding of clusters.flatMap(of)) {
    const at = found.findIndex((known) => known.field === finding.field && known.value === finding.value && known.message === finding.message);
    const known = found[at];
    if (known === undefined) found.push(finding);
    else found[at] = { ...known, accepted: known.accepted && finding.accepted };
  }
  return found;
}
