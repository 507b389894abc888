// Made-up restores: the review of one, and the run that it is. Pure.

import type { AccountView, Problem, RestoreReview, RestoreWhat } from '../bindings';
import { type RunSpec, SANDBOX_PACE, nodesOf } from './spec';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a restore would do, as the engine would tell it. */
export function restoreReviewOf(spec: RunSpec, account: AccountView, asked: RestoreWhat, now: number): RestoreReview {
  const what = { ...asked, name: asked.name === '' ? `${spec.clusterName}-restored` : asked.name };
  const problems: Problem[] = account.readOnly ? [{ code: 'notAllowed', message: `${account.label} is read only here.`, place: { kind: 'account', id: account.id, label: account.label }, remedy: 'Choose another account.', server: null }] : [];
  const body = { clusterId: spec.clusterId, restoredClusterName: what.name };
  const lines = JSON.stringify(body, null, 2).split('\n').map((text) => ({ text, field: null, extra: false }));
  return {
    account,
    cluster: { id: spec.clusterId ?? '', name: spec.clusterName, application: spec.application },
    what,
    firstBackup: now - 3 * DAY_MS,
    lastBackup: now - DAY_MS / 4,
    errors: [],
    warnings: [],
    problems,
    requests: [{ title: 'Restore', onceRunning: false, ifLost: 'Sent once.', method: 'POST', path: '/cluster-management/v2/operations/applications/cassandra/restore/v2', lines, curl: '' }]
  };
}

/** The run of a restore of `of`, just sent. */
export function restoreOf(of: RunSpec, name: string, id: string, now: number): RunSpec {
  const nodes = of.asked.dataCentres.flatMap((centre, index) => nodesOf(id, centre.name, centre.region, centre.nodes, SANDBOX_PACE, `10.${index}`));
  return { ...of, id, launchId: `launch-${id}`, kind: 'restore', held: undefined, status: undefined, clusterName: name, clusterId: `restored-${id}`, createdAt: now, sentAt: now, nodes, lookEvery: 2 };
}
