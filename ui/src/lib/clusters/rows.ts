// The rows of the clusters page: clusters as the accounts list them, and runs whose cluster is not known yet. Pure.

import type { AccountView, ClusterRow, RunView } from '$lib/backend';
import { providerLook, runLook, type Look } from '$lib/components/states';
import { ago, counted, dayAndClock, elapsed, lasting } from '$lib/format';

/** One row. */
export interface Row {
  key: string;
  name: string;
  /** Where a click leads; absent where this version has no page for it. */
  runId: string | null;
  clusterId: string | null;
  account: AccountView | undefined;
  application: 'kafka' | 'cassandra';
  /** «Kafka 4.1.2 · US_EAST_1». */
  second: string;
  look: Look;
  /** Not seen lately: drawn as old. */
  old: boolean;
  nodes: readonly string[];
  nodesText: string;
  whenFirst: string;
  whenSecond: string;
  needsYou: boolean;
  /** The run of ours whose tag it bears though it is not that run's, and what that means. */
  stray: { runId: string; text: string } | null;
  /** For the order at the time of reading. */
  changedAt: number;
}

/** What the list shows. */
export interface Filter {
  account: string | null;
  kind: 'all' | 'kafka' | 'cassandra' | 'needsYou';
  text: string;
}

const OLD_AFTER_MS = 5 * 60_000;

/** Applications of the provider's list words; others are counted, not listed. */
export function applicationOf(word: string): 'kafka' | 'cassandra' | null {
  if (word === 'KAFKA') return 'kafka';
  if (word === 'CASSANDRA' || word === 'APACHE_CASSANDRA') return 'cassandra';
  return null;
}

/** Stages in which a run stands in the list though it has no cluster. */
function waits(run: RunView): boolean {
  return run.cluster === null && run.endedAt === null && run.stage !== 'withdrawn' && run.stage !== 'refused';
}

/** All rows, in no order. */
export function rowsOf(
  clusters: Iterable<ClusterRow>,
  runs: Iterable<RunView>,
  accountOf: (id: string) => AccountView | undefined,
  now: number
): Row[] {
  const rows: Row[] = [];
  const runById = new Map<string, RunView>();
  const listed = new Set<string>();
  for (const run of runs) runById.set(run.id, run);
  for (const cluster of clusters) {
    listed.add(cluster.id);
    const application = applicationOf(cluster.application);
    if (application === null) continue;
    const run = cluster.runId === null ? undefined : runById.get(cluster.runId);
    rows.push(clusterRow(cluster, application, run, accountOf(cluster.accountId), now));
  }
  for (const run of runById.values()) {
    // A cluster that was accepted a moment ago may not be listed yet.
    const accepted = run.cluster !== null && run.endedAt === null && !listed.has(run.cluster.id);
    if (waits(run) || accepted) rows.push(runRow(run, accountOf(run.accountId), now));
  }
  return rows;
}

function product(application: Row['application']): string {
  return application === 'kafka' ? 'Kafka' : 'Cassandra';
}

function clusterRow(
  cluster: ClusterRow,
  application: Row['application'],
  run: RunView | undefined,
  account: AccountView | undefined,
  now: number
): Row {
  const seen = cluster.seenAt;
  const missing = cluster.missingSince !== null;
  const old = seen === null || now - seen > OLD_AFTER_MS;
  const look: Look = missing
    ? { word: 'Gone', tone: 'idle', glyph: { kind: 'gone' } }
    : cluster.status === null
      ? { word: 'Not read yet', tone: 'idle', glyph: { kind: 'ramp', filled: 0 } }
      : providerLook(cluster.status);
  const [whenFirst, whenSecond] = missing
    ? [`missed since ${dayAndClock(cluster.missingSince ?? now, now)}`, 'deleted outside Slipway']
    : when(cluster, run, old, now);
  return {
    key: cluster.id,
    name: cluster.name ?? cluster.id,
    runId: cluster.runId,
    clusterId: cluster.id,
    account,
    application,
    second: [`${product(application)} ${cluster.version ?? ''}`.trim(), cluster.region].filter((part) => part !== null).join(' · '),
    look,
    old: old && !missing && cluster.status !== null,
    nodes: cluster.nodes,
    nodesText:
      cluster.nodesSeen === 0
        ? run === undefined
          ? 'no nodes listed'
          : `no node yet of ${run.asked.nodes}`
        : `${cluster.nodesRunning} of ${cluster.nodesSeen} ${application === 'kafka' ? 'brokers ' : ''}running`,
    whenFirst,
    whenSecond,
    needsYou: run?.needsYou ?? false,
    stray: strayOf(cluster),
    changedAt: run?.runningAt ?? run?.sentAt ?? cluster.firstSeen
  };
}

function strayOf({ mark }: ClusterRow): Row['stray'] {
  if (mark?.kind !== 'stray') return null;
  const which =
    mark.stage === 'withdrawn' ? 'a withdrawn run of yours' : mark.stage === 'refused' ? 'a refused run of yours' : 'a run of yours that has another cluster';
  return { runId: mark.run, text: `bears the tag of ${which}` };
}

/** Clusters that a person is asked about: whether they are of runs that were lost with a damaged store. */
export function maybeLost(clusters: Iterable<ClusterRow>, account: string | null): ClusterRow[] {
  return [...clusters].filter(
    (cluster) => (cluster.mark?.kind === 'maybeLost' || cluster.mark?.kind === 'unreadable') && cluster.missingSince === null && (account === null || cluster.accountId === account)
  );
}

function when(cluster: ClusterRow, run: RunView | undefined, old: boolean, now: number): [string, string] {
  const second = old && cluster.seenAt !== null ? `seen ${ago(cluster.seenAt, now)}` : '';
  if (run !== undefined && run.stage === 'provisioning' && run.sentAt !== null) return [`${elapsed(now - run.sentAt)} so far`, second];
  if (run !== undefined && run.runningAt !== null) return [`running for ${lasting(now - run.runningAt)}`, second];
  if (run !== undefined) return [`launched ${ago(run.createdAt, now)}`, second];
  return [`known for ${lasting(now - cluster.firstSeen)}`, second === '' && cluster.mark === null ? 'not made here' : second];
}

function runRow(run: RunView, account: AccountView | undefined, now: number): Row {
  const next =
    run.next === null
      ? ''
      : run.next.what === 'send'
        ? `sends ${inTime(run.next.at, now)}`
        : `looks ${inTime(run.next.at, now)}`;
  return {
    key: run.id,
    name: run.clusterName,
    runId: run.id,
    clusterId: null,
    account,
    application: run.application,
    second: `${product(run.application)} ${run.asked.version} · ${run.asked.dataCentres.map((dc) => dc.region).join(', ')}`,
    look: runLook(run),
    old: false,
    nodes: [],
    nodesText: `no node yet of ${run.asked.nodes}`,
    whenFirst: run.sentAt === null ? `kept ${ago(run.createdAt, now)}` : `${elapsed(now - run.sentAt)} so far`,
    whenSecond: run.needsYou ? 'needs you' : next,
    needsYou: run.needsYou,
    stray: null,
    changedAt: run.createdAt
  };
}

function inTime(at: number, now: number): string {
  return at <= now ? 'now' : `in ${lasting(at - now)}`;
}

/** The rows that a filter lets through. */
export function filtered(rows: readonly Row[], filter: Filter): Row[] {
  const text = filter.text.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (filter.account === null || row.account?.id === filter.account) &&
      (filter.kind === 'all' || (filter.kind === 'needsYou' ? row.needsYou : row.application === filter.kind)) &&
      (text === '' || row.name.toLowerCase().includes(text) || (row.clusterId ?? '').includes(text))
  );
}

/** Keys in the order of what changed last. Taken once: rows don't move under the pointer. */
export function order(rows: readonly Row[]): string[] {
  return [...rows].sort((a, b) => b.changedAt - a.changedAt || a.name.localeCompare(b.name)).map((row) => row.key);
}

/** Rows by an order taken earlier; what has come since stands first. */
export function arranged(rows: readonly Row[], keys: readonly string[]): Row[] {
  const place = new Map(keys.map((key, index) => [key, index]));
  return [...rows].sort((a, b) => (place.get(a.key) ?? -1) - (place.get(b.key) ?? -1) || b.changedAt - a.changedAt);
}

/** «2 OpenSearch, 1 Valkey»: what the accounts hold besides, by the provider's words. */
export function notListed(clusters: Iterable<ClusterRow>, account: string | null): string {
  const counts = new Map<string, number>();
  for (const cluster of clusters) {
    if (account !== null && cluster.accountId !== account) continue;
    if (applicationOf(cluster.application) === null) counts.set(cluster.application, (counts.get(cluster.application) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** «7 in this account. 2 launching, 1 needs you.» */
export function lead(rows: readonly Row[], account: AccountView | null, accounts: number, reading: number): string {
  const launching = rows.filter((row) => row.look.tone === 'progress').length;
  const needs = rows.filter((row) => row.needsYou).length;
  const where = account === null ? (accounts === 1 ? 'in this account' : `in ${counted(accounts, 'account')}`) : 'in this account';
  const parts = [launching > 0 ? `${launching} launching` : '', needs > 0 ? `${needs} ${needs === 1 ? 'needs' : 'need'} you` : ''].filter((part) => part !== '');
  const still = reading > 0 ? ` ${counted(reading, 'account is', 'accounts are')} still to be read.` : '';
  return `${rows.length} ${where}.${parts.length > 0 ? ` ${parts.join(', ')}.` : ''}${still}`;
}
