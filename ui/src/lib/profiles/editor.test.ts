import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LaunchAsk, Preview, Profile, ProfileDraft, SaveProfile } from '$lib/backend/bindings';
import { ownProblem, ProblemError } from '$lib/backend/backend';
import { aDraft, anError, aPreview, aProfile, aClusterReview, aReview, aWarning } from './testing';

vi.mock('$lib/backend', async () => ({ ...(await vi.importActual<object>('$lib/backend/backend')) }));
const { Editor, KEEP_AFTER_MS, PREVIEW_AFTER_MS } = await import('./editor.svelte');
const { Reviewing, billedWords, STEADY_MS } = await import('./reviewing.svelte');

const preview = vi.fn<() => Promise<Preview>>();
const save_profile = vi.fn<(ask: SaveProfile) => Promise<Profile>>();
const door = { preview, save_profile };

beforeEach(() => {
  vi.useFakeTimers();
  preview.mockReset().mockResolvedValue(aPreview());
  save_profile.mockReset().mockImplementation(({ id, draft }) => Promise.resolve(aProfile({ id: id ?? 'profile-9', revision: 2, draft, savedAt: 5_000 })));
});
afterEach(() => vi.useRealTimers());

describe('keeping', () => {
  test('letters typed in a row are kept once', async () => {
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    for (const text of ['o', 'or', 'ord']) editor.type('clusterName', text);
    expect(editor.kept.kind).toBe('changed');
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(save_profile).toHaveBeenCalledTimes(1);
    expect(save_profile.mock.calls[0]?.[0]).toMatchObject({ id: 'profile-1', draft: { clusterName: 'ord' } });
    expect(editor.kept).toEqual({ kind: 'kept', at: 5_000 });
  });

  test('an untouched profile is never written', async () => {
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    await editor.close();
    expect(save_profile).not.toHaveBeenCalled();
  });

  test('a new draft without a name is no profile yet', async () => {
    const editor = new Editor(door, { kind: 'new', draft: aDraft({ name: '', clusterName: '' }) });
    editor.choose('version', '4.2.1');
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(save_profile).not.toHaveBeenCalled();
    expect(editor.kept.kind).toBe('unnamed');
  });

  test('a new profile takes the name of its cluster until it gets one of its own, and is made once', async () => {
    const born = vi.fn();
    const editor = new Editor(door, { kind: 'new', draft: aDraft({ name: '', clusterName: '' }) }, born);
    editor.type('clusterName', 'audit');
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    editor.type('clusterName', 'audit-kafka');
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(save_profile.mock.calls.map(([ask]) => [ask.id, ask.draft.name])).toEqual([[null, 'audit'], ['profile-9', 'audit-kafka']]);
    expect(born).toHaveBeenCalledTimes(1);
    editor.type('name', 'mine');
    editor.type('clusterName', 'other');
    expect(editor.draft.name).toBe('mine');
  });

  test('a save under way is waited for, so that a new profile is not made twice', async () => {
    let answer: (profile: Profile) => void = () => undefined;
    save_profile.mockImplementationOnce(() => new Promise((done) => (answer = done)));
    const editor = new Editor(door, { kind: 'new', draft: aDraft() });
    const first = editor.keep();
    editor.type('clusterName', 'later');
    const second = editor.keep();
    answer(aProfile({ id: 'profile-9' }));
    await Promise.all([first, second]);
    expect(save_profile.mock.calls.map(([ask]) => ask.id)).toEqual([null, 'profile-9']);
  });

  test('a save that failed is said, and the next change tries again', async () => {
    save_profile.mockRejectedValueOnce(new ProblemError(ownProblem('The disk is full.')));
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    editor.type('description', 'a');
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(editor.kept).toMatchObject({ kind: 'failed', problem: { message: 'The disk is full.' } });
    editor.type('description', 'ab');
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(editor.kept.kind).toBe('kept');
  });

  test('leaving the page keeps what was typed', async () => {
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    editor.type('description', 'a');
    await editor.close();
    expect(save_profile).toHaveBeenCalledTimes(1);
  });

  test('a removed profile is not written again', async () => {
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    editor.type('description', 'a');
    editor.drop();
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    await editor.close();
    expect(save_profile).not.toHaveBeenCalled();
  });
});

describe('checking', () => {
  test('a problem is shown when the field is left, not at each letter', async () => {
    const editor = new Editor(door, { kind: 'new', draft: aDraft({ name: '' }) });
    preview.mockResolvedValue(aPreview([anError('clusterName')]));
    editor.enter('clusterName');
    editor.type('clusterName', 'a');
    await vi.advanceTimersByTimeAsync(PREVIEW_AFTER_MS);
    expect(editor.shown).toEqual([]);
    editor.leave('clusterName');
    expect(editor.shown.map((finding) => finding.field)).toEqual(['clusterName']);
  });

  test('an answer to an older draft is dropped', async () => {
    const answers: ((preview: Preview) => void)[] = [];
    preview.mockImplementation(() => new Promise((done) => answers.push(done)));
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    const later = editor.ask();
    answers[1]?.(aPreview());
    await later;
    answers[0]?.(aPreview([anError('name')]));
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.findings).toEqual([]);
  });

  test('extra JSON that cannot be read stops a launch and leaves the draft alone', async () => {
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    editor.typeExtra('{ "a": 1 }');
    editor.typeExtra('{ "a": ');
    expect(editor.draft.extra).toEqual({ a: 1 });
    expect((await editor.check()).map((finding) => finding.field)).toEqual(['extra']);
  });

  test('a fix puts the value in its own form', () => {
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    editor.fix('dataCentres.0.nodes', '6');
    expect(editor.draft.dataCentres[0]?.nodes).toBe(6);
  });

  test('send anyway is kept with the profile', async () => {
    const editor = new Editor(door, { kind: 'saved', profile: aProfile() });
    editor.accept(aWarning('version', { value: '9.9.9' }), true);
    await vi.advanceTimersByTimeAsync(KEEP_AFTER_MS);
    expect(save_profile.mock.calls[0]?.[0].draft.accepted).toEqual({ version: '9.9.9' });
  });
});

describe('the review', () => {
  const review = vi.fn();
  const launch = vi.fn();
  const expand = vi.fn();
  const ask = { launchId: 'launch-1', draft: aDraft(), profileId: 'profile-1', accountId: 'account-1' };
  let now = 0;

  beforeEach(() => {
    now = 0;
    review.mockReset().mockResolvedValue(aReview());
    launch.mockReset().mockResolvedValue({ id: 'launch-1', createdAt: 1, runs: [] });
  });

  test('enter within half a second of opening launches nothing', async () => {
    const reviewing = new Reviewing({ expand, review, launch }, ask, () => now);
    await vi.advanceTimersByTimeAsync(0);
    now = STEADY_MS - 1;
    expect(await reviewing.launch('key')).toBeNull();
    now = STEADY_MS;
    expect(await reviewing.launch('key')).not.toBeNull();
    expect(launch).toHaveBeenCalledTimes(1);
  });

  test('another try after a lost answer is the same launch', async () => {
    launch.mockRejectedValueOnce(new ProblemError(ownProblem('Slipway does not answer.')));
    const reviewing = new Reviewing({ expand, review, launch }, ask, () => now);
    await vi.advanceTimersByTimeAsync(0);
    expect(await reviewing.launch('pointer')).toBeNull();
    expect(reviewing.problem?.message).toBe('Slipway does not answer.');
    await reviewing.launch('pointer');
    expect(launch.mock.calls.map(([sent]) => (sent as { launchId: string }).launchId)).toEqual(['launch-1', 'launch-1']);
  });

  test('a second click while the first is under way sends nothing', async () => {
    launch.mockReturnValueOnce(new Promise(() => undefined));
    const reviewing = new Reviewing({ expand, review, launch }, ask, () => now);
    await vi.advanceTimersByTimeAsync(0);
    void reviewing.launch('pointer');
    expect(await reviewing.launch('pointer')).toBeNull();
    expect(launch).toHaveBeenCalledTimes(1);
  });

  test('an open warning stops the launch until it is accepted', async () => {
    review.mockImplementation(({ drafts: [draft] }: { drafts: { accepted: Record<string, string> }[] }) =>
      Promise.resolve(aReview({ warnings: [aWarning('version', { accepted: draft?.accepted['version'] === 'it' })] }))
    );
    const reviewing = new Reviewing({ expand, review, launch }, ask, () => now);
    await vi.advanceTimersByTimeAsync(0);
    expect(reviewing.can).toBe(false);
    reviewing.accept(aWarning('version'), true);
    await vi.advanceTimersByTimeAsync(0);
    expect(reviewing.can).toBe(true);
    await reviewing.launch('pointer');
    expect(launch.mock.calls[0]?.[0]).toMatchObject({ drafts: [{ accepted: { version: 'it' } }], acceptWarnings: false });
  });

  test('several are expanded by the back end, can be changed one by one, and are one launch', async () => {
    const two = [aDraft({ clusterName: 'orders-1' }), aDraft({ clusterName: 'orders-2' })];
    expand.mockResolvedValue({ items: two });
    review.mockImplementation(({ drafts }: { drafts: ProfileDraft[] }) => Promise.resolve(aReview({}, { clusters: drafts.map((draft) => aClusterReview({ name: draft.clusterName, warnings: [aWarning('version')] })) })));
    const reviewing = new Reviewing({ expand, review, launch }, ask, () => now);
    await vi.advanceTimersByTimeAsync(0);
    await reviewing.several(2, []);
    expect(expand).toHaveBeenCalledWith(expect.objectContaining({ copies: 2, sizes: [], accountId: 'account-1' }));
    expect(reviewing.nodes).toBe(6);
    expect(reviewing.warnings).toHaveLength(1);
    review.mockResolvedValue(aReview({}, { clusters: [aClusterReview(), aClusterReview()] }));
    reviewing.edit(1, (draft) => ({ ...draft, clusterName: 'mine' }));
    reviewing.stopOnRefusal = true;
    await vi.advanceTimersByTimeAsync(0);
    await reviewing.launch('pointer');
    const [sent] = launch.mock.calls[0] as [LaunchAsk];
    expect(sent.drafts.map((draft) => draft.clusterName)).toEqual(['orders-1', 'mine']);
    expect(sent.stopOnRefusal).toBe(true);
  });

  test('what was not reviewed can not be launched', async () => {
    expand.mockResolvedValue({ items: [aDraft({ clusterName: 'orders-1' }), aDraft({ clusterName: 'orders-2' })] });
    const reviewing = new Reviewing({ expand, review, launch }, ask, () => now);
    await vi.advanceTimersByTimeAsync(0);
    expect(reviewing.can).toBe(true);
    review.mockRejectedValueOnce(new ProblemError(ownProblem('Slipway does not answer.')));
    await reviewing.several(2, []);
    expect(reviewing.can).toBe(false);
    expect(await reviewing.launch('pointer')).toBeNull();
    expect(launch).not.toHaveBeenCalled();
  });

  test('a warning is accepted only of the clusters that have it', async () => {
    const network = (value: string) => aWarning('dataCentres.0.network', { value });
    expand.mockResolvedValue({ items: [aDraft({ clusterName: 'orders-1' }), aDraft({ clusterName: 'orders-2' })] });
    review.mockResolvedValue(aReview({}, { clusters: [aClusterReview({ warnings: [network('a')] }), aClusterReview({ warnings: [network('b')] })] }));
    const reviewing = new Reviewing({ expand, review, launch }, ask, () => now);
    await reviewing.several(2, []);
    reviewing.accept(network('a'), true);
    reviewing.accept(network('b'), true);
    expect(reviewing.drafts.map((draft) => draft.accepted['dataCentres.0.network'])).toEqual(['a', 'b']);
  });

  test('without an account nothing is asked', () => {
    new Reviewing({ expand, review, launch }, { ...ask, accountId: null }, () => now);
    expect(review).not.toHaveBeenCalled();
  });

  test('what is billed names its data centre only where there are several', () => {
    expect(billedWords(aReview())).toBe('3 brokers × KFK-DEV-t4g.small-5');
    const [row] = aClusterReview().billed;
    if (row === undefined) throw new Error('a review bills something');
    expect(billedWords(aReview({ billed: [row, { ...row, dataCentre: 'B' }] }))).toMatch(/ in B$/);
  });
});
