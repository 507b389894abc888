// A scripted back end that lives in the page: for tests, and for looking at the page without the engine. It answers
// like the engine; the rules that it imitates are the engine's.

import { door, ProblemError, type Backend } from '../backend';
import type { AccountView, ClusterRow, Commands, Event, OwnAddress, Problem, Profile, ProfileDraft, RunView, StatusView } from '../bindings';
import { DEFAULT_PREFERENCES, type Preferences } from '../preferences';
import { accounts as madeAccounts, surveyOf, testOf } from './accounts';
import { clusterOf, detailOf, eventsOf } from './detail';
import { billed, facts, findings, previewOf } from './preview';
import { catalogue, newDraft, profiles as madeProfiles, rowOf } from './profiles';
import { resized, resizeReviewOf } from './resizes';
import { restoreOf, restoreReviewOf } from './restores';
import { foreignClusters, runId, runSpecs } from './runs';
import { nodesOf, SANDBOX_PACE, type RunSpec } from './spec';

/** What to imitate: a full house, a first start, one account with nothing in it, or a store that can't be read. */
export type Scene = 'full' | 'first-run' | 'empty' | 'broken';

/** How the imitation is set up. */
export interface MemoryOptions {
  scene?: Scene;
  /** The clock, ms. */
  now?: () => number;
  /** How often runs move by themselves, ms; 0 for never (tests call {@link MemoryBackend.advance}). */
  everyMs?: number;
}

/** The scripted back end, with handles for tests. */
export interface MemoryBackend extends Backend {
  /** Sends an event to the page. */
  send(event: Event): void;
  /** Moves every run under way to the present moment and tells the page. */
  advance(): void;
  /** Breaks or mends the way to the back end. */
  connect(up: boolean): void;
}

const STORE_BROKEN: Problem = {
  code: 'store',
  message: 'The store can’t be opened: it was written by a newer Slipway (schema 9, this one knows 3).',
  place: { kind: 'home' },
  remedy: 'Install the newer Slipway, or start this one with another --home.',
  server: null
};

function sceneOfAddress(): Scene {
  const wanted = new URLSearchParams(window.location.search).get('scene');
  return wanted === 'first-run' || wanted === 'empty' || wanted === 'broken' ? wanted : 'full';
}

type Answers = { [N in keyof Commands]: (input: Commands[N]['input']) => Commands[N]['output'] };

/** Makes a scripted back end. */
export function memoryBackend(options: MemoryOptions = {}): MemoryBackend {
  const now = options.now ?? Date.now;
  const scene = options.scene ?? sceneOfAddress();
  const full = scene === 'full';
  const started = now();

  let accounts: AccountView[] = madeAccounts(started).filter((account) => full || account.builtIn);
  const profiles = new Map<string, Profile>((full ? madeProfiles(started) : []).map((profile) => [profile.id, profile]));
  const specs = new Map<string, RunSpec>((full ? runSpecs(started) : []).map((spec) => [spec.id, spec]));
  const foreign: ClusterRow[] = full ? foreignClusters(started) : [];
  let preferences: Preferences = DEFAULT_PREFERENCES;
  let serial = 100;
  const listeners = new Set<(event: Event) => void>();
  const connections = new Set<(up: boolean) => void>();

  const send = (event: Event): void => {
    for (const listener of listeners) listener(event);
  };
  const fail = (problem: Problem): never => {
    throw new ProblemError(problem);
  };
  const notFound = (what: string): never =>
    fail({ code: 'notFound', message: `There is no such ${what} here.`, place: { kind: 'app' }, remedy: null, server: null });
  const specOf = (id: string): RunSpec => specs.get(id) ?? notFound('run');
  const profileOf = (id: string): Profile => profiles.get(id) ?? notFound('profile');
  const accountOf = (id: string): AccountView => accounts.find((account) => account.id === id) ?? notFound('account');
  const runs = (): RunView[] => [...specs.values()].map((spec) => detailOf(spec, now()).run).sort((a, b) => b.createdAt - a.createdAt);
  const clusters = (): ClusterRow[] => [...[...specs.values()].map((spec) => clusterOf(spec, now())).filter((row) => row !== null), ...foreign];
  const byLabel = (): AccountView[] => [...accounts].sort((a, b) => Number(a.builtIn) - Number(b.builtIn) || a.label.localeCompare(b.label));

  const status = (): StatusView => {
    const all = runs();
    return {
      underWay: all.filter((run) => run.endedAt === null && run.stage !== 'running').length,
      needsYou: all.filter((run) => run.needsYou).length,
      seenAt: full ? now() - 2_000 : null,
      requestsPerSecond: full ? 0.8 : 0,
      allowedPerSecond: 1,
      version: '0.1.0',
      home: '~/.local/share/slipway',
      elsewhere: null,
      store: null,
      now: now()
    };
  };

  function keep(profile: Profile): Profile {
    profiles.set(profile.id, profile);
    send({ kind: 'profile', profile: rowOf(profile) });
    return profile;
  }

  /** A run's id is that of its launch; of several, with its number. */
  function runOfLaunch(launchId: string, index: number): string {
    return index === 0 ? launchId : `${launchId}-${index + 1}`;
  }

  function launch(input: Commands['launch']['input']): Commands['launch']['output'] {
    const account = accountOf(input.accountId);
    if (account.readOnly)
      fail({ code: 'notAllowed', message: `${account.label} is read only here.`, place: { kind: 'account', id: account.id, label: account.label }, remedy: 'Choose another account.', server: null });
    if (!specs.has(input.launchId)) {
      const wrong = input.drafts.flatMap(findings).find((finding) => finding.severity === 'error');
      if (wrong !== undefined) fail({ code: 'invalid', message: wrong.message, place: { kind: 'field', path: wrong.field }, remedy: null, server: null });
      input.drafts.forEach((draft, index) => specs.set(runOfLaunch(input.launchId, index), launched(input, draft, runOfLaunch(input.launchId, index))));
    }
    const ids = input.drafts.map((_, index) => runOfLaunch(input.launchId, index));
    const made = ids.map((id) => detailOf(specOf(id), now()).run);
    for (const run of made) send({ kind: 'run', run });
    return { id: input.launchId, createdAt: made[0]?.createdAt ?? now(), stopOnRefusal: input.stopOnRefusal, runs: made, lost: 0 };
  }

  function launchState({ id }: Commands['launch_state']['input']): Commands['launch_state']['output'] {
    const of = [...specs.values()].filter((spec) => (spec.launchId ?? `launch-${spec.id}`) === id);
    const [first = notFound('launch')] = of;
    return { id, createdAt: first.createdAt, stopOnRefusal: first.stopOnRefusal ?? false, runs: of.map((spec) => detailOf(spec, now()).run), lost: 0 };
  }

  function launched(input: Commands['launch']['input'], draft: ProfileDraft, id: string): RunSpec {
    const account = accountOf(input.accountId);
    const dcs = draft.dataCentres;
    return {
      id,
      launchId: input.launchId,
      stopOnRefusal: input.stopOnRefusal,
      accountId: account.id,
      account: account.label,
      profile: draft.name,
      profileId: input.profileId,
      application: draft.application,
      clusterName: draft.clusterName,
      asked: {
        version: draft.version,
        nodes: dcs.reduce((sum, d) => sum + (d.nodes ?? 0), 0),
        dataCentres: dcs.map((d) => ({ name: d.name, cloudProvider: d.cloudProvider, region: d.region, nodeSize: d.nodeSize, nodes: d.nodes ?? 0 }))
      },
      createdAt: now(),
      sentAt: now() + 300,
      clusterId: `c0ffee00-52b1-4b0e-9d3c-${String((serial += 1)).padStart(12, '0')}`,
      nodes: dcs.flatMap((d, index) => nodesOf(id, d.name, d.region, d.nodes ?? 0, SANDBOX_PACE, `10.${index}`, draft.application === 'kafka' ? ['KAFKA_BROKER'] : [])),
      lookEvery: 1
    };
  }

  /** Names and networks counted on, more simply than the engine does. */
  function expand({ draft, sizes, copies }: Commands['expand']['input']): Commands['expand']['output'] {
    const each = sizes.length === 0 ? [null] : sizes;
    const all = each.flatMap((size) => Array.from({ length: copies ?? 1 }, () => size));
    const items = all.map((size, index) => ({
      ...draft,
      clusterName: all.length === 1 ? draft.clusterName : `${draft.clusterName}-${index + 1}`,
      dataCentres: draft.dataCentres.map((centre, at) => ({
        ...centre,
        nodeSize: size?.nodeSize ?? centre.nodeSize,
        nodes: size?.nodes ?? centre.nodes,
        network: centre.network.replace(/^10\.(\d+)\./, (_, second: string) => `10.${Number(second) + index * draft.dataCentres.length + at}.`)
      }))
    }));
    return { items };
  }

  function saveAccount(input: Commands['save_account']['input']): AccountView {
    if (accounts.some((account) => account.label === input.label && account.id !== input.id))
      fail({ code: 'nameTaken', message: `Another account is called ${input.label}.`, place: { kind: 'field', path: 'label' }, remedy: 'Choose another name.', server: null });
    const old = accounts.find((account) => account.id === input.id);
    const { secret: _, id, rate, ...fields } = input;
    const saved: AccountView = {
      rate: rate ?? 1,
      builtIn: false,
      reach: { kind: 'unknown' },
      providerAccountId: null,
      writesRefusedAt: null,
      clusters: null,
      seenAt: null,
      driver: { kind: 'here' },
      ...old,
      ...fields,
      id: id ?? `acc-${(serial += 1)}`,
      revision: (old?.revision ?? 0) + 1
    };
    accounts = [...accounts.filter((account) => account.id !== saved.id), saved];
    send({ kind: 'account', account: saved });
    return saved;
  }

  function resolve({ id, decision }: Commands['resolve']['input']): RunView {
    const spec = specOf(id);
    const { problem: _, candidates: __, next: ___, ...rest } = spec;
    if (decision.kind === 'found') specs.set(id, { ...rest, held: undefined, needsYou: false, clusterId: decision.cluster, nodes: nodesOf(id, spec.asked.dataCentres[0]?.name ?? '', 'EU_CENTRAL_1', spec.asked.nodes, SANDBOX_PACE, '10.9'), lookEvery: 2 });
    else if (decision.kind === 'sendAgain') specs.set(id, { ...rest, held: undefined, needsYou: false, sentAt: now(), clusterId: `d00d0000-52b1-4b0e-9d3c-${String((serial += 1)).padStart(12, '0')}`, nodes: nodesOf(id, spec.asked.dataCentres[0]?.name ?? '', 'EU_CENTRAL_1', spec.asked.nodes, SANDBOX_PACE, '10.9'), lookEvery: 2 });
    else if (decision.kind === 'withdraw') specs.set(id, { ...rest, held: 'withdrawn', needsYou: false, endedAt: now() });
    const { run } = detailOf(specOf(id), now());
    send({ kind: 'run', run });
    return run;
  }

  /** The cluster goes at once: no run of its own is drawn here. */
  function deleteCluster({ cluster, name }: Commands['delete_cluster']['input']): RunView {
    const spec = [...specs.values()].find((one) => one.clusterId === cluster);
    if (spec === undefined || spec.clusterName !== name) throw { code: 'notAllowed', message: `The name does not match: the cluster is called «${spec?.clusterName ?? '?'}».`, place: { kind: 'field', path: 'name' }, remedy: 'Type its name exactly.', server: null } satisfies Problem;
    specs.set(spec.id, { ...spec, held: 'deleting', status: 'DELETING' });
    const { run } = detailOf(specOf(spec.id), now());
    send({ kind: 'run', run });
    return run;
  }

  function ofCluster(cluster: string): RunSpec {
    const spec = [...specs.values()].find((one) => one.clusterId === cluster && one.kind === undefined);
    if (spec === undefined) throw { code: 'notFound', message: 'This account has no cluster of that id.', place: { kind: 'cluster', id: cluster }, remedy: null, server: null } satisfies Problem;
    return spec;
  }

  function resizeCluster({ cluster, before, centres }: Commands['resize_cluster']['input']): RunView {
    const of = ofCluster(cluster.id);
    const id = runId((serial += 1));
    const nodes = of.nodes.map((plan): (typeof of.nodes)[number] => ({ ...plan, steps: [['RUNNING', 1]] }));
    specs.set(id, { ...of, id, kind: 'resize', held: 'provisioning', status: 'RUNNING', asked: resized(before, centres), createdAt: now(), sentAt: now(), replaceEvery: 20, nodes });
    const { run } = detailOf(specOf(id), now());
    send({ kind: 'run', run });
    return run;
  }

  function restoreCluster({ cluster, what }: Commands['restore_cluster']['input']): RunView {
    const of = ofCluster(cluster.id);
    const id = runId((serial += 1));
    specs.set(id, restoreOf(of, what.name, id, now()));
    const { run } = detailOf(specOf(id), now());
    send({ kind: 'run', run });
    return run;
  }

  let own: OwnAddress = { v4: null, v6: null, foundAt: null, problem: null, settings: { allowed: null, finders: ['https://api64.ipify.org', 'https://icanhazip.com', 'https://ident.me'] } };

  const answers: Answers = {
    overview: () => ({ accounts: byLabel(), profiles: [...profiles.values()].map(rowOf), runs: { items: runs().slice(0, 50), next: null }, status: status(), firstRun: scene === 'first-run' }),
    list_runs: ({ activeOnly, cursor, limit }) => page(runs().filter((run) => !activeOnly || run.endedAt === null), cursor, limit ?? 50),
    run: ({ id }) => detailOf(specOf(id), now()),
    run_events: ({ id, after, limit }) => {
      const rest = eventsOf(specOf(id), now()).filter((event) => event.seq > after);
      return { items: rest.slice(0, limit ?? 200), more: rest.length > (limit ?? 200) };
    },
    list_clusters: ({ accountId, cursor, limit }) => {
      const rows = clusters().filter((row) => accountId === null || row.accountId === accountId);
      const reading = accounts.filter((account) => account.clusters === null).map((account) => account.id);
      return { ...page(rows, cursor, limit ?? 50), reading };
    },
    own_address: () => own,
    find_address: () => (own = { ...own, v4: '203.0.113.7', foundAt: now() }),
    keep_password: () => ({}),
    reveal_password: () => ({ password: 'made-up-password' }),
    save_finders: (settings) => (own = { ...own, settings }),
    refresh: () => {
      advance();
      return {};
    },
    launch,
    expand,
    launch_state: launchState,
    resolve,
    delete_cluster: deleteCluster,
    review_resize: ({ accountId, cluster, centres }) => resizeReviewOf(ofCluster(cluster), accountOf(accountId), centres),
    resize_cluster: resizeCluster,
    review_restore: ({ accountId, cluster, what }) => restoreReviewOf(ofCluster(cluster), accountOf(accountId), what, now()),
    restore_cluster: restoreCluster,
    review: ({ drafts, accountId }) => {
      const account = accountOf(accountId);
      const problems: Problem[] = account.readOnly ? [{ code: 'notAllowed', message: `${account.label} is read only here.`, place: { kind: 'account', id: account.id, label: account.label }, remedy: 'Choose another account.', server: null }] : [];
      const clusters = drafts.map((draft) => {
        const found = findings(draft);
        return { name: draft.clusterName, errors: found.filter((f) => f.severity === 'error'), warnings: found.filter((f) => f.severity === 'warning'), billed: billed(draft), facts: facts(draft), openTo: draft.access.map((rule) => rule.from).filter((from) => from === '0.0.0.0/0'), requests: previewOf(draft, account).requests };
      });
      return { account, problems, notes: [], clusters };
    },
    preview: ({ draft, accountId }) => previewOf(draft, accounts.find((account) => account.id === accountId)),
    list_profiles: () => ({ items: [...profiles.values()].map(rowOf) }),
    profile: ({ id }) => profileOf(id),
    new_profile: ({ application }) => newDraft(application),
    save_profile: ({ id, draft }) => keep({ id: id ?? `pro-${(serial += 1)}`, revision: (id === null ? 0 : profileOf(id).revision) + 1, draft, savedAt: now() }),
    remove_profile: ({ id }) => {
      profileOf(id);
      profiles.delete(id);
      send({ kind: 'removed', what: 'profile', id });
      return {};
    },
    duplicate_profile: ({ id }) => {
      const { draft } = profileOf(id);
      return keep({ id: `pro-${(serial += 1)}`, revision: 1, draft: { ...draft, name: `${draft.name} copy` }, savedAt: now() });
    },
    catalogue: ({ application, accountId }) => catalogue(application, accountId === null ? null : now()),
    list_accounts: () => ({ items: byLabel() }),
    save_account: saveAccount,
    remove_account: ({ id }) => {
      accountOf(id);
      accounts = accounts.filter((account) => account.id !== id);
      send({ kind: 'removed', what: 'account', id });
      return {};
    },
    test_account: ({ id }) => testOf(accountOf(id), now()),
    survey_account: ({ id }) => surveyOf(accountOf(id), now()),
    take_up_cluster: () => ({}),
    disown_cluster: () => ({}),
    take_over_home: status,
    status
  };

  function advance(): void {
    for (const spec of specs.values()) {
      if (spec.endedAt !== undefined) continue;
      const { run } = detailOf(spec, now());
      send({ kind: 'run', run });
      const cluster = clusterOf(spec, now());
      if (cluster !== null) send({ kind: 'cluster', cluster });
    }
    send({ kind: 'status', status: status() });
  }

  const everyMs = options.everyMs ?? (import.meta.env.MODE === 'test' ? 0 : 2_000);
  if (everyMs > 0) setInterval(advance, everyMs);

  return {
    kind: 'scripted',
    ...door(async (name, input) => (scene === 'broken' ? fail(STORE_BROKEN) : (answers[name] as (input: unknown) => unknown)(throughJson(input)))),
    events(listener, connection) {
      listeners.add(listener);
      if (connection !== undefined) {
        connections.add(connection);
        connection(true);
      }
      return () => {
        listeners.delete(listener);
        if (connection !== undefined) connections.delete(connection);
      };
    },
    preferences: async () => preferences,
    save_preferences: async (input) => {
      preferences = input;
    },
    close_asked: () => undefined,
    close_window: async () => undefined,
    send,
    advance,
    connect(up) {
      for (const connection of connections) connection(up);
      if (up) send({ kind: 'lagged' });
    }
  };
}

/** As on the way to the engine: what is no JSON does not arrive. */
function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function page<T>(all: T[], cursor: string | null, limit: number): { items: T[]; next: string | null } {
  const from = cursor === null ? 0 : Number(cursor);
  const next = from + limit;
  return { items: all.slice(from, next), next: next < all.length ? String(next) : null };
}

export { runId };
