// A plan at a moment, as the engine would answer. Pure.

import type { ClusterRow, LookSpan, NodeView, RunDetail, RunEvent, RunView, StageSpan, StepView } from '../bindings';
import { replacementsOf } from './resizes';
import type { NodePlan, RunSpec } from './spec';

/** Looks of a run up to a moment, as spans. */
export function looksOf(spec: RunSpec, now: number): LookSpan[] {
  if (spec.sentAt === null) return [];
  const end = Math.min(now, spec.lookedUntil === undefined ? now : spec.sentAt + spec.lookedUntil * 1000);
  const every = (spec.lookEvery ?? 4) * 1000;
  const spans: LookSpan[] = [];
  let from = spec.sentAt + 1_000;
  for (const trouble of spec.troubles ?? []) {
    const begin = spec.sentAt + trouble.from * 1000;
    const stop = Math.min(end, spec.sentAt + trouble.to * 1000);
    if (begin >= end) break;
    if (begin > from) spans.push(span('seen', from, begin - every, every, null));
    // Asleep: no look at all; the gap itself is the fact.
    if (trouble.outcome !== 'notLooking') spans.push(span(trouble.outcome, begin, stop, every, trouble.note ?? null));
    from = stop + every;
  }
  if (from <= end) spans.push(span('seen', from, from + Math.floor((end - from) / every) * every, every, null));
  return spans;
}

function span(outcome: LookSpan['outcome'], from: number, to: number, every: number, note: string | null): LookSpan {
  const last = Math.max(from, to);
  return { outcome, from, to: last, looks: Math.floor((last - from) / every) + 1, note };
}

/** The looks around a moment: the first at or after it that saw the cluster, and the one before that. */
function seenAround(looks: LookSpan[], at: number, every: number): { seen: number; after: number | null } | null {
  let before: number | null = null;
  for (const look of looks) {
    if (look.outcome !== 'seen') continue;
    if (look.to >= at) {
      if (look.from >= at) return { seen: look.from, after: before };
      const steps = Math.ceil((at - look.from) / every);
      const seen = look.from + steps * every;
      return seen <= look.to ? { seen, after: seen - every } : null;
    }
    before = look.to;
  }
  return null;
}

function nodeAt(plan: NodePlan, spec: RunSpec, looks: LookSpan[]): NodeView | null {
  if (spec.sentAt === null) return null;
  const every = (spec.lookEvery ?? 4) * 1000;
  const stages: StageSpan[] = [];
  for (const [status, at] of plan.steps) {
    const around = seenAround(looks, spec.sentAt + at * 1000, every);
    if (around === null) break;
    // Two changes between two looks: only the last one was seen.
    if (stages.at(-1)?.seen === around.seen) stages.pop();
    stages.push({ status, ...around });
  }
  const now = stages.at(-1);
  if (now === undefined) return null;
  const addressed = stages.some((stage) => stage.status !== 'GENESIS');
  const known = plan.steps.findIndex(([status]) => status === now.status) >= 2 || now.status === 'DEFERRED';
  return {
    id: plan.id,
    dataCentre: plan.dataCentre,
    rack: plan.rack,
    status: now.status,
    publicAddress: known ? plan.address.replace(/^10\.\d+/, '203.0') : null,
    privateAddress: addressed ? plan.address : null,
    nodeSize: spec.asked.dataCentres.find((dc) => dc.name === plan.dataCentre)?.nodeSize ?? null,
    roles: plan.roles ?? [],
    stages,
    gone: false,
    goneAt: null
  };
}

/** A run with its nodes and looks at a moment. */
export function detailOf(spec: RunSpec, now: number): RunDetail {
  const looks = looksOf(spec, now);
  const nodes = spec.nodes.map((plan) => nodeAt(plan, spec, looks)).filter((node) => node !== null);
  const run = viewOf(spec, now, nodes, looks);
  return { run, nodes, looks, requests: requestsOf(spec, run), mark: `${spec.id}.${Math.max(1, run.attempt)}`, candidates: spec.candidates ?? [], changes: [], replacements: replacementsOf(spec, now) };
}

function viewOf(spec: RunSpec, now: number, nodes: NodeView[], looks: LookSpan[]): RunView {
  const running = nodes.filter((node) => node.status === 'RUNNING').length;
  const all = nodes.length > 0 && running === nodes.length;
  const stage = spec.held ?? (all ? 'running' : 'provisioning');
  const status = spec.clusterId === null ? null : (spec.status ?? (all ? 'RUNNING' : nodes.some((n) => n.status !== 'GENESIS') ? 'PROVISIONING' : 'GENESIS'));
  const lastSeen = looks.filter((look) => look.outcome === 'seen').at(-1)?.to ?? null;
  const runningAt = all ? Math.max(...nodes.map((node) => node.stages.at(-1)?.seen ?? 0)) : null;
  return {
    id: spec.id,
    revision: Math.floor(now / 1000),
    launchId: spec.launchId ?? `launch-${spec.id}`,
    kind: spec.kind ?? 'create',
    accountId: spec.accountId,
    account: spec.account,
    profile: spec.profile,
    profileId: spec.profileId,
    application: spec.application,
    clusterName: spec.clusterName,
    cluster: spec.clusterId === null ? null : { id: spec.clusterId, name: spec.clusterName, application: spec.application },
    stage,
    status,
    operationStatus: status === null ? null : 'NO_OPERATION',
    asked: spec.asked,
    nodesRunning: running,
    nodesSeen: nodes.length,
    attempt: spec.sentAt === null ? 0 : 1,
    createdAt: spec.createdAt,
    sentAt: spec.sentAt,
    acceptedAt: spec.clusterId === null || spec.sentAt === null ? null : spec.sentAt + 900,
    runningAt,
    endedAt: spec.endedAt ?? null,
    seenAt: spec.clusterId === null ? null : lastSeen,
    paceMs: (spec.lookEvery ?? 4) * 1000,
    problem: spec.problem ?? null,
    needsYou: spec.needsYou ?? false,
    next: spec.next ?? (stage === 'provisioning' ? { what: 'look', at: (lastSeen ?? now) + (spec.lookEvery ?? 4) * 1000 } : null),
    estimate: spec.estimate ?? null,
    steps: spec.steps ?? ((spec.kind ?? 'create') === 'create' ? stepsOf(spec.application, stage === 'running') : []),
    deleteAt: null,
    can: (spec.endedAt ?? null) !== null ? [] : stage === 'unclear' ? ['found', 'sendAgain', 'withdraw'] : stage === 'intended' || spec.kind === 'resize' ? ['withdraw'] : []
  };
}

function requestsOf(spec: RunSpec, run: RunView): RunDetail['requests'] {
  const [dc] = spec.asked.dataCentres;
  const body = {
    name: spec.clusterName,
    [spec.application === 'kafka' ? 'kafkaVersion' : 'cassandraVersion']: spec.asked.version,
    dataCentres: spec.asked.dataCentres.map((d) => ({ name: d.name, cloudProvider: d.cloudProvider, region: d.region, nodeSize: d.nodeSize, numberOfNodes: d.nodes, tags: [{ key: 'slipway-run', value: `${spec.id}.1` }] }))
  };
  const server = spec.problem?.server ?? null;
  return [
    {
      method: 'POST',
      path: `/cluster-management/v2/resources/applications/${spec.application}/clusters/v2`,
      body: JSON.stringify(body, null, 2),
      sentAt: spec.sentAt,
      status: server?.status ?? (run.cluster === null ? null : 202),
      answer: server?.body ?? (run.cluster === null ? null : JSON.stringify({ id: run.cluster.id, name: spec.clusterName, status: 'GENESIS', defaultUserPassword: '•••', dataCentres: [{ name: dc?.name ?? '', nodes: [] }] }, null, 2))
    }
  ];
}

/** What happened, oldest first. */
export function eventsOf(spec: RunSpec, now: number): RunEvent[] {
  const detail = detailOf(spec, now);
  const { run } = detail;
  const events: Omit<RunEvent, 'seq'>[] = [];
  const add = (at: number, kind: RunEvent['kind'], text: string, node: string | null = null, problem: RunEvent['problem'] = null): void => {
    if (at <= now) events.push({ at, kind, text, node, problem });
  };
  add(run.createdAt, 'intended', `Launch of ${run.clusterName} is kept on disk.`);
  if (run.sentAt !== null) add(run.sentAt, 'sending', 'The request leaves.');
  if (run.acceptedAt !== null) add(run.acceptedAt, 'accepted', `Accepted as ${run.cluster?.id ?? ''}, ${run.asked.nodes} nodes billed.`);
  if (run.stage === 'refused' && run.sentAt !== null) add(run.sentAt + 800, 'refused', 'Instaclustr refused the request. No cluster was made.', null, run.problem);
  if (run.stage === 'unclear' && run.sentAt !== null) {
    add(run.sentAt + 30_000, 'unclear', 'The answer was lost. It is not known whether a cluster was made.', null, run.problem);
    for (let look = 1; look <= 4; look += 1) add(run.sentAt + 30_000 + look * 20_000, 'lookedUp', `Looked for the mark in the account: no cluster bears it (look ${look}).`);
  }
  for (const look of detail.looks) {
    if (look.outcome === 'slowed') add(look.from, 'look', 'The API asked us to slow down, HTTP 429.');
    if (look.outcome === 'failed') add(look.from, 'look', `A look failed: ${look.note ?? 'no answer'}.`);
  }
  const order = detail.nodes.flatMap((node) => node.stages.map((stage) => ({ node, stage }))).sort((a, b) => a.stage.seen - b.stage.seen);
  for (const { node, stage } of order) add(stage.seen, 'node', `${node.rack ?? ''}, ${node.privateAddress ?? node.id.slice(0, 8)} is ${stage.status.toLowerCase()}.`, node.id);
  if (run.runningAt !== null) add(run.runningAt, 'status', 'All nodes run.');
  if (run.stage === 'failed' || run.stage === 'deferred') add(run.seenAt ?? now, 'status', `Instaclustr reports ${run.status ?? ''}.`, null, run.problem);
  if (run.stage === 'withdrawn') add(run.endedAt ?? now, 'decided', run.problem?.message ?? 'Withdrawn by you.');
  if (run.stage === 'gone') add(run.endedAt ?? now, 'gone', 'The account no longer lists the cluster.');
  return events.sort((a, b) => a.at - b.at).map((event, index) => ({ seq: index + 1, ...event }));
}

/** The row of a run's cluster in the list of clusters. */
export function clusterOf(spec: RunSpec, now: number): ClusterRow | null {
  if (spec.clusterId === null || spec.sentAt === null) return null;
  const { run, nodes } = detailOf(spec, now);
  const [dc] = spec.asked.dataCentres;
  return {
    id: spec.clusterId,
    revision: run.revision,
    accountId: spec.accountId,
    application: spec.application === 'kafka' ? 'KAFKA' : 'APACHE_CASSANDRA',
    name: spec.clusterName,
    status: run.status,
    version: spec.asked.version,
    region: dc?.region ?? null,
    nodeSize: dc?.nodeSize ?? null,
    nodes: nodes.map((node) => node.status),
    nodesRunning: run.nodesRunning,
    nodesSeen: run.nodesSeen,
    runId: spec.id,
    mark: null,
    firstSeen: spec.sentAt + 900,
    seenAt: run.seenAt,
    missingSince: run.stage === 'gone' ? run.endedAt : null
  };
}

/** This computer is let in once the cluster runs. */
function stepsOf(application: RunView['application'], runs: boolean): StepView[] {
  const rule = { what: 'rule' as const, title: '', user: null, password: null, mine: true, opens: application === 'kafka' ? 'KAFKA' : 'CASSANDRA', problem: null, due: null };
  return [runs ? { ...rule, network: '203.0.113.7/32', state: 'done', status: 'RUNNING' } : { ...rule, network: null, state: 'waiting', status: null }];
}
