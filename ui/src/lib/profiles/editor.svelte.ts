// One profile under edit: the draft, what the core says of it, and whether it is kept. Rules live in the core; this
// only asks, with a short wait so that not every letter is a question.

import { asProblem, type Backend, type Finding, type Preview, type Problem, type Profile, type ProfileDraft } from '$lib/backend';
import { extraText, readExtra } from './extra-json';
import { fromText, putAt, sameDraft, valueAt } from './field-path';
import { shown, withAccepted } from './shown';

/** After the last change, before the core is asked for the request. */
export const PREVIEW_AFTER_MS = 150;
/** After the last change, before the draft is kept. */
export const KEEP_AFTER_MS = 600;

/** Whether the draft is kept. */
export type Kept =
  | { kind: 'unnamed' }
  | { kind: 'changed' }
  | { kind: 'kept'; at: number }
  | { kind: 'failed'; problem: Problem };

/** The commands that an editor sends. */
export type EditorDoor = Pick<Backend, 'preview' | 'save_profile'>;

/** What the provider said of a field when it refused a run. It stands there until the field holds something else. */
export interface Told {
  field: string;
  message: string;
  /** What the field held then, as JSON. */
  value: string;
}

/** Where an editor starts: a saved profile, or a new draft. */
export type Start = { kind: 'saved'; profile: Profile } | { kind: 'new'; draft: ProfileDraft };

export class Editor {
  /** What the form holds. */
  draft: ProfileDraft = $state({} as ProfileDraft);
  /** The saved profile; `null` until it is kept for the first time. */
  id: string | null = $state(null);
  /** The revision that was last kept or read. */
  revision = $state(0);
  /** Whether it is kept. */
  kept: Kept = $state.raw({ kind: 'unnamed' });
  /** What the core says of the draft; of an older draft while asking. */
  preview: Preview | null = $state.raw(null);
  /** Why it could not be asked. */
  previewProblem: Problem | null = $state.raw(null);
  /** Text of the extra JSON, right or wrong. */
  extra = $state('');
  /** The field with the focus. */
  focused: string | null = $state(null);

  /** Whether it is being kept just now: a newer revision may be this very one. */
  saving = $state(false);

  #told: readonly Told[] = $state.raw([]);
  #all = $state(false);
  #left: readonly string[] = $state.raw([]);
  #typing: string | null = $state(null);
  #held: readonly Finding[] = $state.raw([]);

  readonly #door: EditorDoor;
  /** Told the id when a new profile was kept for the first time. */
  readonly #born: (profile: Profile) => void;
  /** The profile's name goes along with the cluster's until a person names it. */
  #nameFollows: boolean;
  #keptDraft: ProfileDraft | null = null;
  #previewTimer: ReturnType<typeof setTimeout> | undefined;
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #keeping: Promise<void> | null = null;
  #closed = false;

  /** What is wrong with the text of the extra JSON: that it can't be read is all the page can tell. */
  readonly extraProblem: Finding | null = $derived.by(() => {
    const read = readExtra(this.extra);
    if (read.kind === 'object') return null;
    return {
      field: 'extra',
      severity: 'error',
      message: read.message,
      source: null,
      value: '',
      accepted: false,
      fixes: []
    };
  });

  /** Everything found, the page's own finding on extra JSON last. */
  readonly findings: Finding[] = $derived([
    ...(this.preview?.findings ?? []),
    ...(this.extraProblem === null ? [] : [this.extraProblem])
  ]);

  /** What is shown of it now. */
  readonly shown: Finding[] = $derived(
    shown(this.findings, { all: this.#all, left: this.#left, typing: this.#typing, held: this.#held })
  );

  /** What the provider said of fields that still hold what it refused. It keeps nothing from being sent: the provider decides. */
  readonly told: Told[] = $derived(this.#told.filter((one) => one.value === this.#holds(one.field)));

  constructor(door: EditorDoor, start: Start, born: (profile: Profile) => void = () => undefined) {
    this.#door = door;
    this.#born = born;
    this.#nameFollows = start.kind === 'new' && start.draft.name === '';
    if (start.kind === 'saved') this.#read(start.profile);
    else this.draft = start.draft;
    this.#all = start.kind === 'saved';
    this.extra = extraText(this.draft.extra);
    void this.ask();
  }

  /** Changes a value that is chosen, not typed: it counts as left at once. */
  choose(path: string, value: unknown): void {
    this.#put(path, value);
    this.#checked(path);
  }

  /** Changes a value letter by letter. */
  type(path: string, value: unknown): void {
    if (this.#typing !== path) {
      this.#held = this.shown.filter((finding) => finding.field === path);
      this.#typing = path;
    }
    this.#put(path, value);
  }

  /** The text of the extra JSON as typed; what can be read of it goes into the draft. */
  typeExtra(text: string): void {
    if (this.#typing !== 'extra') {
      this.#held = this.shown.filter((finding) => finding.field === 'extra');
      this.#typing = 'extra';
    }
    this.extra = text;
    const read = readExtra(text);
    if (read.kind === 'object') this.#put('extra', read.value);
  }

  /** Puts a value that the checks offer. */
  fix(path: string, text: string): void {
    this.choose(path, fromText(path, text));
  }

  /** Ticks or takes back «Send anyway» for the value found. */
  accept(finding: Finding, on: boolean): void {
    this.choose('accepted', withAccepted(this.draft.accepted, finding, on));
  }

  /** Puts a whole new list of data centres. */
  putDataCentres(centres: ProfileDraft['dataCentres']): void {
    this.#put('dataCentres', centres);
  }

  /** Puts a whole draft: the other application was chosen, or that was taken back. */
  putAll(draft: ProfileDraft): void {
    this.draft = draft;
    this.extra = extraText(draft.extra);
    this.#changed();
  }

  /** Puts the provider's words of a run of `at` at their fields, unless the profile was changed since: then they are of other values. */
  tell(messages: readonly { path: string | null; message: string }[], at: number): void {
    if (this.kept.kind !== 'kept' || this.kept.at > at) return;
    this.#told = messages.flatMap(({ path, message }) => (path === null ? [] : [{ field: path, message, value: this.#holds(path) }]));
  }

  /** The focus came to a field. */
  enter(path: string): void {
    this.focused = path;
  }

  /** The focus left a field: what was found there is shown from now on. */
  leave(path: string): void {
    if (this.focused === path) this.focused = null;
    this.#checked(path);
  }

  /** Shows everything found, asks once more, and says what stands in the way. */
  async check(): Promise<Finding[]> {
    this.#all = true;
    this.#typing = null;
    await this.ask();
    return this.findings.filter((finding) => finding.severity === 'error');
  }

  /** Asks the core for the request of the draft as it is now; an answer to an older draft is dropped. */
  async ask(): Promise<void> {
    clearTimeout(this.#previewTimer);
    const turn = ++this.#asked;
    try {
      const preview = await this.#door.preview({ draft: this.#copy(), profileId: this.id, accountId: null });
      if (turn !== this.#asked) return;
      this.preview = preview;
      this.previewProblem = null;
    } catch (thrown) {
      if (turn === this.#asked) this.previewProblem = asProblem(thrown);
    }
  }

  /** Keeps the draft now, if there is something to keep and a name to keep it under. */
  async keep(): Promise<void> {
    clearTimeout(this.#keepTimer);
    // One save after the other: the later draft must be the one that stays.
    while (this.#keeping !== null) await this.#keeping;
    if (this.#closed || !this.#needsKeeping()) return;
    this.saving = true;
    this.#keeping = this.#save().finally(() => {
      this.#keeping = null;
      this.saving = false;
    });
    await this.#keeping;
  }

  /** Takes over what was kept elsewhere; what stands here is given up. */
  takeOver(profile: Profile): void {
    this.#read(profile);
    this.extra = extraText(this.draft.extra);
    void this.ask();
  }

  /** Whether something here is not kept yet. */
  get changed(): boolean {
    return this.#keptDraft === null || !sameDraft(this.#keptDraft, this.draft);
  }

  /** A copy of the draft that nothing here can change any more. */
  snapshot(): ProfileDraft {
    return this.#copy();
  }

  /** Ends the timers; keeps what is not kept. */
  async close(): Promise<void> {
    clearTimeout(this.#previewTimer);
    await this.keep();
    this.#closed = true;
  }

  /** Ends the timers; keeps nothing: the profile was removed. */
  drop(): void {
    clearTimeout(this.#previewTimer);
    clearTimeout(this.#keepTimer);
    this.#closed = true;
  }

  #read(profile: Profile): void {
    this.id = profile.id;
    this.revision = profile.revision;
    this.draft = structuredClone(profile.draft);
    this.#keptDraft = profile.draft;
    this.kept = { kind: 'kept', at: profile.savedAt };
  }

  #holds(path: string): string {
    return JSON.stringify(valueAt(this.draft, path) ?? null);
  }

  #checked(path: string): void {
    if (!this.#left.includes(path)) this.#left = [...this.#left, path];
    if (this.#typing !== path) return;
    this.#typing = null;
    this.#held = [];
  }

  #put(path: string, value: unknown): void {
    if (valueAt(this.draft, path) === value) return;
    putAt(this.draft, path, value);
    if (path === 'name') this.#nameFollows = false;
    if (path === 'clusterName' && this.#nameFollows) this.draft.name = this.draft.clusterName;
    this.#changed();
  }

  #changed(): void {
    this.kept = this.draft.name.trim() === '' ? { kind: 'unnamed' } : { kind: 'changed' };
    clearTimeout(this.#previewTimer);
    this.#previewTimer = setTimeout(() => void this.ask(), PREVIEW_AFTER_MS);
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => void this.keep(), KEEP_AFTER_MS);
  }

  #needsKeeping(): boolean {
    // A new draft that nobody touched is no profile yet.
    return this.draft.name.trim() !== '' && this.changed;
  }

  async #save(): Promise<void> {
    const draft = this.#copy();
    const born = this.id === null;
    try {
      const profile = await this.#door.save_profile({ id: this.id, draft });
      this.id = profile.id;
      this.revision = profile.revision;
      this.#keptDraft = draft;
      this.kept = this.changed ? { kind: 'changed' } : { kind: 'kept', at: profile.savedAt };
      if (born && !this.#closed) this.#born(profile);
    } catch (thrown) {
      this.kept = { kind: 'failed', problem: asProblem(thrown) };
    }
  }

  #copy(): ProfileDraft {
    return $state.snapshot(this.draft) as ProfileDraft;
  }
}
