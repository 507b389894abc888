// The review before a launch, and the launch itself. The launch's id is made when the sheet opens: a second click, a
// repeated reply or another try after a lost connection is the same launch.

import { asProblem, type Backend, type Finding, type LaunchView, type Problem, type ProfileDraft, type Review } from '$lib/backend';
import { withAccepted } from './shown';

/** From the opening of the sheet, during which Enter on Launch does nothing: it may still be the one that opened it. */
export const STEADY_MS = 500;

/** The commands that a review sends. */
export type ReviewDoor = Pick<Backend, 'review' | 'launch'>;

export class Reviewing {
  /** What would be launched. */
  draft: ProfileDraft = $state.raw({} as ProfileDraft);
  /** The account it would go to. */
  accountId: string | null = $state(null);
  /** What the core says of it; absent while asking. */
  review: Review | null = $state.raw(null);
  /** Why it could not be asked, or the launch could not be committed. */
  problem: Problem | null = $state.raw(null);
  /** Whether the launch was asked for and is not answered yet. */
  launching = $state(false);

  /** Warnings that are not accepted yet. */
  readonly open: Finding[] = $derived((this.review?.warnings ?? []).filter((finding) => !finding.accepted));
  /** Whether Launch would do what it says. */
  readonly can: boolean = $derived(
    this.review !== null && this.review.errors.length === 0 && this.review.problems.length === 0 && this.open.length === 0
  );
  /** Nodes that will be billed. */
  readonly nodes: number = $derived((this.review?.billed ?? []).reduce((sum, row) => sum + row.count, 0));

  readonly #door: ReviewDoor;
  readonly #launchId: string;
  readonly #profileId: string | null;
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
    this.draft = ask.draft;
    this.accountId = ask.accountId;
    void this.ask();
  }

  /** Asks for the review; nothing is asked while no account is chosen. */
  async ask(): Promise<void> {
    const accountId = this.accountId;
    if (accountId === null) return;
    const turn = ++this.#asked;
    try {
      const review = await this.#door.review({ draft: this.draft, profileId: this.#profileId, accountId });
      if (turn !== this.#asked) return;
      this.review = review;
      this.problem = null;
    } catch (thrown) {
      if (turn === this.#asked) this.problem = asProblem(thrown);
    }
  }

  /** Chooses the account it goes to. */
  choose(accountId: string): void {
    this.accountId = accountId;
    this.review = null;
    void this.ask();
  }

  /** Accepts a warning, or takes that back. */
  accept(finding: Finding, on: boolean): void {
    this.draft = { ...this.draft, accepted: withAccepted(this.draft.accepted, finding, on) };
    void this.ask();
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
        draft: this.draft,
        profileId: this.#profileId,
        acceptWarnings: false,
        deleteAfterMs: null
      });
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return null;
    } finally {
      this.launching = false;
    }
  }
}

/** «3 brokers × KFK-DEV-t4g.small-5» for each row of what is billed. */
export function billedWords(review: Review): string {
  const several = review.billed.some((row) => row.dataCentre !== review.billed[0]?.dataCentre);
  return review.billed
    .map((row) => `${row.count} ${row.role} × ${row.nodeSize}${several ? ` in ${row.dataCentre}` : ''}`)
    .join(', ');
}
