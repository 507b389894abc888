import { expect, test } from 'vitest';

import type { ClusterRow } from '$lib/backend/bindings';
import { offersOf } from './offers';
import { aDetail, anUnclearRun } from './testing';
import { at, T0 } from './timeline/testing';

function aCluster(id: string, rest: Partial<ClusterRow> = {}): ClusterRow {
  return {
    id,
    revision: 1,
    accountId: 'account-1',
    application: 'KAFKA',
    name: id,
    status: 'PROVISIONING',
    version: null,
    region: null,
    nodeSize: null,
    nodes: [],
    nodesRunning: 0,
    nodesSeen: 0,
    runId: null,
    mark: null,
    firstSeen: T0 - 1,
    seenAt: null,
    missingSince: null,
    ...rest,
  };
}

test('the likely one stands first, then what is new, then the rest', () => {
  const detail = aDetail(anUnclearRun(), { candidates: [{ id: 'likely', name: 'likely', application: 'kafka' }] });
  const offers = offersOf(detail, [aCluster('old'), aCluster('new', { firstSeen: at(0, 5) }), aCluster('likely')]);
  expect(offers.map((offer) => offer.id)).toEqual(['likely', 'new', 'old']);
});

test('what another run claims, or is something else, is not offered', () => {
  const others = [aCluster('claimed', { runId: 'run-2' }), aCluster('cassandra', { application: 'APACHE_CASSANDRA' }), aCluster('foreign', { accountId: 'account-2' })];
  expect(offersOf(aDetail(anUnclearRun()), others)).toEqual([]);
});

test('a likely one that no list has yet is offered all the same', () => {
  const detail = aDetail(anUnclearRun(), { candidates: [{ id: 'c', name: 'orders', application: 'kafka' }] });
  expect(offersOf(detail, [])).toEqual([{ id: 'c', name: 'orders', note: 'may be the one' }]);
});
