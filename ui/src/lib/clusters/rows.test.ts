import { describe, expect, it } from 'vitest';
import type { ClusterRow, RunView } from '$lib/backend';
import { detailOf } from '$lib/backend/memory/detail';
import { runSpecs } from '$lib/backend/memory/runs';
import { arranged, filtered, lead, maybeLost, notListed, order, rowsOf } from './rows';

const NOW = 1_764_000_000_000;

const CLUSTER: ClusterRow = {
  id: 'c1',
  revision: 1,
  accountId: 'acc-dev',
  application: 'KAFKA',
  name: 'orders',
  status: 'RUNNING',
  version: '4.1.2',
  region: 'US_EAST_1',
  nodeSize: null,
  nodes: ['RUNNING', 'RUNNING', 'JOINING'],
  nodesRunning: 2,
  nodesSeen: 3,
  runId: null,
  mark: null,
  firstSeen: NOW - 3 * 86_400_000,
  seenAt: NOW - 2_000,
  missingSince: null
};

function runOf(name: string): RunView {
  const spec = runSpecs(NOW).find((s) => s.clusterName === name);
  if (spec === undefined) throw new Error(name);
  return detailOf(spec, NOW).run;
}

const rows = (clusters: ClusterRow[], runs: RunView[] = []): ReturnType<typeof rowsOf> => rowsOf(clusters, runs, () => undefined, NOW);

describe('the list of clusters', () => {
  it('counts nodes in words', () => {
    expect(rows([CLUSTER])[0]?.nodesText).toBe('2 of 3 brokers running');
    expect(rows([{ ...CLUSTER, application: 'APACHE_CASSANDRA' }])[0]?.nodesText).toBe('2 of 3 running');
  });
  it('shows an unknown word of the provider as it came', () => {
    expect(rows([{ ...CLUSTER, status: 'MAINTENANCE_HOLD' }])[0]?.look).toMatchObject({ word: 'MAINTENANCE_HOLD', tone: 'idle' });
  });
  it('claims no state that was not read', () => {
    expect(rows([{ ...CLUSTER, status: null }])[0]?.look.word).toBe('Not read yet');
  });
  it('draws as old what was not seen for five minutes, and says when it was', () => {
    const [row] = rows([{ ...CLUSTER, seenAt: NOW - 18 * 60_000 }]);
    expect(row).toMatchObject({ old: true, whenSecond: 'seen 18 min ago' });
    expect(rows([CLUSTER])[0]?.old).toBe(false);
  });
  it('says gone of a cluster that the list lacks', () => {
    expect(rows([{ ...CLUSTER, missingSince: NOW - 60_000 }])[0]?.look.word).toBe('Gone');
  });
  it('says whose tag a cluster bears that is no run’s own', () => {
    expect(rows([CLUSTER])[0]).toMatchObject({ stray: null, whenSecond: 'not made here' });
    const [row] = rows([{ ...CLUSTER, mark: { kind: 'stray', run: 'r-1', stage: 'withdrawn' } }]);
    expect(row).toMatchObject({ runId: null, stray: { runId: 'r-1', text: 'bears the tag of a withdrawn run of yours' }, whenSecond: '' });
    const [second] = rows([{ ...CLUSTER, mark: { kind: 'stray', run: 'r-1', stage: 'running' } }]);
    expect(second?.stray?.text).toBe('bears the tag of a run of yours that has another cluster');
  });
  it('asks about clusters that may be of lost runs, as long as they are there', () => {
    const lost: ClusterRow = { ...CLUSTER, mark: { kind: 'maybeLost' } };
    expect(maybeLost([lost, CLUSTER, { ...lost, missingSince: NOW }], null)).toEqual([lost]);
    expect(maybeLost([lost], 'another account')).toEqual([]);
    const unread: ClusterRow = { ...CLUSTER, mark: { kind: 'unreadable' } };
    expect(maybeLost([unread], null)).toEqual([unread]);
  });
  it('counts other products and does not list them', () => {
    const others = [{ ...CLUSTER, id: 'o1', application: 'OPENSEARCH' }, { ...CLUSTER, id: 'o2', application: 'OPENSEARCH' }];
    expect(rows(others)).toEqual([]);
    expect(notListed(others, null)).toBe('2 OPENSEARCH');
    expect(notListed(others, 'another')).toBe('');
  });
  it('holds a run that has no cluster yet, and not one that was refused', () => {
    expect(rows([], [runOf('events-kafka'), runOf('audit-cassandra')]).map((row) => row.name)).toEqual(['events-kafka']);
  });
  it('shows an accepted run once, also where its cluster is listed', () => {
    const run = runOf('orders-kafka-dev');
    expect(rows([], [run])).toHaveLength(1);
    expect(rows([{ ...CLUSTER, id: run.cluster?.id ?? '', runId: run.id }], [run])).toHaveLength(1);
  });
});

describe('rows', () => {
  const three = ['a', 'b', 'c'].map((id, index) => ({ ...CLUSTER, id, name: `${id}-kafka`, firstSeen: NOW - index }));
  it('stay where they are while their contents change, and new ones come first', () => {
    const keys = order(rows(three));
    expect(keys).toEqual(['a', 'b', 'c']);
    const later = rows([...three.map((c) => (c.id === 'c' ? { ...c, firstSeen: NOW + 5 } : c)), { ...CLUSTER, id: 'n' }]);
    expect(arranged(later, keys).map((row) => row.key)).toEqual(['n', 'a', 'b', 'c']);
  });
  it('are found by name or id', () => {
    expect(filtered(rows(three), { account: null, kind: 'all', text: 'B-KAF' }).map((row) => row.key)).toEqual(['b']);
    expect(filtered(rows(three), { account: null, kind: 'cassandra', text: '' })).toEqual([]);
  });
  it('are summed up in one line', () => {
    expect(lead(rows(three), null, 3, 1)).toBe('3 in 3 accounts. 1 account is still to be read.');
  });
});
