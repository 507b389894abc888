// Made-up runs: one in every stage, small and large, watched well and badly.

import type { Application, AskedDataCentre, ClusterRow, Problem, ServerWords } from '../bindings';
import { LARGE_PACE, nodesOf, SANDBOX_PACE, SMALL_PACE, type NodePlan, type RunSpec } from './spec';

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

/** Ids are UUIDs, as the engine's: `00000000-0000-4000-8000-0000000000NN`. */
export const runId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const clusterId = (n: number): string => `4650aa98-52b1-4b0e-9d3c-${String(n).padStart(12, '0')}`;

function dc(region: string, nodes: number, nodeSize: string, name = `AWS_VPC_${region}`): AskedDataCentre {
  return { name, cloudProvider: 'AWS_VPC', region, nodeSize, nodes };
}

interface Short {
  n: number;
  account?: [id: string, label: string];
  application: Application;
  name: string;
  dataCentres: AskedDataCentre[];
  createdAt: number;
}

function spec({ n, account = ['acc-dev', 'Northwind Data'], application, name, dataCentres, createdAt }: Short, more: Partial<RunSpec> = {}): RunSpec {
  return {
    id: runId(n),
    accountId: account[0],
    account: account[1],
    profile: name,
    profileId: null,
    application,
    clusterName: name,
    asked: { version: application === 'kafka' ? '4.1.2' : '5.0.6', nodes: dataCentres.reduce((sum, d) => sum + d.nodes, 0), dataCentres },
    createdAt,
    sentAt: createdAt + 400,
    clusterId: clusterId(n),
    nodes: [],
    ...more
  };
}

function problem(n: number, code: Problem['code'], message: string, remedy: string, server: ServerWords | null = null): Problem {
  return { code, message, place: { kind: 'run', id: runId(n) }, remedy, server };
}

/** Stops a node on its way. */
function stopAt(plan: NodePlan, status: string, atSeconds: number): NodePlan {
  return { ...plan, steps: [...plan.steps.filter(([, at]) => at < atSeconds), [status, atSeconds]] };
}

const KAFKA_DEV = 'KFK-DEV-t4g.small-5';
const CAS_DEV = 'CAS-DEV-t4g.small-5';
const PAY: [string, string] = ['acc-pay', 'Fjord Payments'];
const STAGE: [string, string] = ['acc-stage', 'Northwind Stage'];
const SANDBOX: [string, string] = ['sandbox', 'Sandbox'];

/** All of them at a moment. */
export function runSpecs(now: number): RunSpec[] {
  return [...underWay(now), ...waiting(now), ...settled(now), ...bench(now)];
}

function underWay(now: number): RunSpec[] {
  const orders = nodesOf('orders', 'AWS_VPC_US_EAST_1', 'US_EAST_1', 3, { ...SMALL_PACE, joining: 205, provisioned: 160, running: 232 }, '10.20', ['KAFKA_BROKER']);
  const fleet = nodesOf('telemetry', 'US_EAST_1', 'US_EAST_1', 60, LARGE_PACE, '10.131').map((plan, index) =>
    index === 14 ? stopAt(plan, 'DEFERRED', 500) : plan
  );
  const two = [
    ...nodesOf('two', 'frankfurt', 'EU_CENTRAL_1', 3, SMALL_PACE, '10.60'),
    ...nodesOf('two', 'dublin', 'EU_WEST_1', 3, { ...SMALL_PACE, provisioned: 260, joining: 330, running: 380 }, '10.61')
  ];
  const controllers = [
    ...nodesOf('ctl', 'AWS_VPC_US_WEST_2', 'US_WEST_2', 3, { ...SMALL_PACE, running: 270, spread: 40 }, '10.70', ['KAFKA_DEDICATED_KRAFT_CONTROLLER']),
    ...nodesOf('brk', 'AWS_VPC_US_WEST_2', 'US_WEST_2', 6, SMALL_PACE, '10.71', ['KAFKA_BROKER'])
  ];
  return [
    spec({ n: 1, application: 'kafka', name: 'orders-kafka-dev', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 312_000 }, { nodes: orders, profileId: 'pro-1' }),
    spec({ n: 2, application: 'cassandra', name: 'telemetry-cassandra', dataCentres: [dc('US_EAST_1', 60, 'CAS-PRD-r6g.large-400', 'US_EAST_1')], createdAt: now - 1_300_000 }, { nodes: fleet, profileId: 'pro-2', lookEvery: 10 }),
    spec({ n: 3, application: 'cassandra', name: 'ledger-cassandra', dataCentres: [dc('EU_CENTRAL_1', 3, CAS_DEV, 'frankfurt'), dc('EU_WEST_1', 3, CAS_DEV, 'dublin')], createdAt: now - 340_000 }, { nodes: two, profileId: 'pro-3' }),
    spec({ n: 4, application: 'kafka', name: 'clicks-kafka', dataCentres: [dc('US_WEST_2', 6, 'KFK-PRD-r6g.large-400')], createdAt: now - 330_000 }, { nodes: controllers, asked: { version: '4.1.2', nodes: 9, dataCentres: [dc('US_WEST_2', 6, 'KFK-PRD-r6g.large-400')] } }),
    spec({ n: 5, account: SANDBOX, application: 'kafka', name: 'scratch-kafka', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 12_000 }, { nodes: nodesOf('scratch', 'AWS_VPC_US_EAST_1', 'US_EAST_1', 3, SANDBOX_PACE, '10.0', ['KAFKA_BROKER']), profileId: 'pro-4', lookEvery: 1 }),
    spec({ n: 6, application: 'kafka', name: 'fresh-kafka', dataCentres: [dc('EU_CENTRAL_1', 3, KAFKA_DEV)], createdAt: now - 2_600 }),
    spec({ n: 8, application: 'cassandra', name: 'billing-cassandra', dataCentres: [dc('EU_CENTRAL_1', 6, 'CAS-PRD-r7g.xlarge-800')], createdAt: now - 1_120_000 }, {
      kind: 'resize',
      held: 'provisioning',
      status: 'RUNNING',
      nodes: nodesOf('billing', 'AWS_VPC_EU_CENTRAL_1', 'EU_CENTRAL_1', 6, SMALL_PACE, '10.8').map((plan) => ({ ...plan, steps: [['RUNNING', 1]] })),
      replaceEvery: 300
    }),
    // Slept for eleven minutes, was slowed, and a look failed.
    spec({ n: 7, application: 'kafka', name: 'night-kafka', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 960_000 }, {
      nodes: nodesOf('night', 'AWS_VPC_US_EAST_1', 'US_EAST_1', 3, { ...SMALL_PACE, provisioned: 700, joining: 760, running: 850, spread: 240 }, '10.25', ['KAFKA_BROKER']),
      troubles: [
        { outcome: 'slowed', from: 40, to: 64, note: 'HTTP 429' },
        { outcome: 'notLooking', from: 120, to: 780 },
        { outcome: 'failed', from: 840, to: 852, note: 'no route to api.instaclustr.com' }
      ]
    })
  ];
}

function waiting(now: number): RunSpec[] {
  const lost = (n: number): Problem => problem(n, 'unclear', 'The connection was lost after the request had left. A cluster may have been made.', 'Slipway looks for it by its mark and never sends again by itself.');
  return [
    spec({ n: 10, application: 'kafka', name: 'events-kafka', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 95_000 }, { held: 'unclear', clusterId: null, problem: lost(10), next: { what: 'lookUp', at: now + 15_000 } }),
    spec({ n: 11, account: PAY, application: 'cassandra', name: 'payments-ledger', dataCentres: [dc('EU_CENTRAL_1', 6, CAS_DEV)], createdAt: now - 22 * MIN }, {
      held: 'unclear',
      clusterId: null,
      needsYou: true,
      problem: problem(11, 'decide', 'The answer was lost, and two clusters bear the name. Neither bears the mark alone.', 'Say which one it is, send it again, or withdraw it.'),
      candidates: [
        { id: clusterId(91), name: 'payments-ledger', application: 'cassandra' },
        { id: clusterId(92), name: 'payments-ledger', application: 'cassandra' }
      ]
    }),
    spec({ n: 12, account: PAY, application: 'kafka', name: 'cards-kafka', dataCentres: [dc('EU_WEST_1', 3, KAFKA_DEV)], createdAt: now - 40_000 }, { held: 'intended', sentAt: null, clusterId: null, problem: { ...problem(12, 'notSent', 'No connection to api.instaclustr.com was made: the name can’t be resolved. Nothing was sent.', 'Slipway tries again by itself.'), place: { kind: 'network', link: 'dns', host: 'api.instaclustr.com:443' } }, next: { what: 'send', at: now + 20_000 } }),
    spec({ n: 13, application: 'kafka', name: 'sending-kafka', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 1_500 }, { held: 'sending', clusterId: null }),
    spec({ n: 14, application: 'kafka', name: 'edge-kafka', dataCentres: [dc('US_WEST_2', 3, KAFKA_DEV)], createdAt: now - 20 * HOUR }, {
      held: 'deferred',
      status: 'DEFERRED',
      needsYou: true,
      nodes: nodesOf('edge', 'AWS_VPC_US_WEST_2', 'US_WEST_2', 3, SMALL_PACE, '10.30', ['KAFKA_BROKER']).map((plan, index) => (index === 1 ? stopAt(plan, 'DEFERRED', 150) : stopAt(plan, 'PROVISIONED', 220))),
      lookEvery: 60,
      problem: problem(14, 'clusterDeferred', 'Instaclustr put the cluster off: a node waits for somebody there.', 'Contact Instaclustr Support with the ids below.')
    }),
    spec({ n: 15, account: STAGE, application: 'cassandra', name: 'stage-cassandra', dataCentres: [dc('EU_WEST_1', 3, CAS_DEV)], createdAt: now - 22 * MIN }, {
      nodes: nodesOf('stage', 'AWS_VPC_EU_WEST_1', 'EU_WEST_1', 3, { ...SMALL_PACE, provisioned: 150 }, '10.44'),
      lookedUntil: 240,
      problem: { code: 'keyRefused', message: 'Instaclustr refused the key of mkeller-stage (HTTP 401). The run goes on there, unseen.', place: { kind: 'account', id: 'acc-stage', label: 'Northwind Stage' }, remedy: 'Give the account a new key.', server: { status: 401, messages: [{ field: null, path: null, message: 'Unauthorized' }], body: '' } },
      needsYou: true
    })
  ];
}

/** A launch of five copies that was to stop at a refusal: the third was refused. */
function bench(now: number): RunSpec[] {
  const createdAt = now - 7 * MIN;
  return [1, 2, 3, 4, 5].map((copy): RunSpec => {
    const common: Partial<RunSpec> = { launchId: 'launch-bench', stopOnRefusal: true, profile: 'bench-kafka', createdAt: createdAt + copy };
    const nodes = nodesOf(`bench${copy}`, 'AWS_VPC_US_EAST_1', 'US_EAST_1', 3, { ...SMALL_PACE, running: copy === 1 ? 250 : 330, spread: 120 }, `10.4${copy}`, ['KAFKA_BROKER']);
    const base: Short = { n: 30 + copy, application: 'kafka', name: `bench-kafka-${copy}`, dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt };
    if (copy < 3) return spec(base, { ...common, nodes });
    const over: Partial<RunSpec> = { ...common, clusterId: null, endedAt: createdAt + 4_000 + copy };
    if (copy === 3) return spec(base, { ...over, held: 'refused', problem: problem(33, 'refused', 'Instaclustr refused the request (HTTP 400). No cluster was made.', 'Change the network in the profile and launch again.', { status: 400, messages: [{ field: 'dataCentres[0].network', path: 'dataCentres.0.network', message: 'Network 10.43.0.0/16 overlaps with another data centre of the account' }], body: '' }) });
    return spec(base, { ...over, held: 'withdrawn', sentAt: null, problem: problem(30 + copy, 'notSent', 'Not sent: another cluster of this launch was refused, and the launch was to stop then.', 'Correct what was refused, and launch it again.') });
  });
}

function settled(now: number): RunSpec[] {
  const done = (key: string, region: string, count: number, net: string, roles: string[] = []): NodePlan[] => nodesOf(key, `AWS_VPC_${region}`, region, count, SMALL_PACE, net, roles);
  return [
    spec({ n: 20, application: 'kafka', name: 'clicks-kafka-v2', dataCentres: [dc('US_EAST_1', 6, 'KFK-PRD-r6g.large-400')], createdAt: now - 3 * DAY }, { nodes: done('clicks2', 'US_EAST_1', 6, '10.26', ['KAFKA_BROKER']), lookEvery: 60 }),
    spec({ n: 21, account: SANDBOX, application: 'cassandra', name: 'scratch-cassandra', dataCentres: [dc('EU_CENTRAL_1', 3, CAS_DEV)], createdAt: now - 47 * MIN }, { nodes: nodesOf('sc', 'AWS_VPC_EU_CENTRAL_1', 'EU_CENTRAL_1', 3, SANDBOX_PACE, '10.0'), lookEvery: 2 }),
    spec({ n: 22, application: 'cassandra', name: 'audit-cassandra', dataCentres: [dc('US_EAST_1', 3, CAS_DEV)], createdAt: now - 3 * HOUR }, {
      held: 'refused',
      profile: 'ledger-cassandra',
      profileId: 'pro-3',
      clusterId: null,
      endedAt: now - 3 * HOUR + 1_200,
      problem: problem(22, 'refused', 'Instaclustr refused the request (HTTP 400). No cluster was made.', 'Change the network in the profile and launch again.', { status: 400, messages: [{ field: 'dataCentres[0].network', path: 'dataCentres.0.network', message: 'Network 10.20.0.0/16 overlaps with another data centre of the account' }], body: '{"errors":[{"field":"dataCentres[0].network","message":"Network 10.20.0.0/16 overlaps with another data centre of the account"}]}' })
    }),
    spec({ n: 23, account: STAGE, application: 'kafka', name: 'stage-kafka', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 19 * MIN }, {
      held: 'refused',
      clusterId: null,
      endedAt: now - 19 * MIN + 700,
      problem: { code: 'keyRefused', message: 'Instaclustr refused the key of mkeller-stage (HTTP 401). Nothing was made.', place: { kind: 'account', id: 'acc-stage', label: 'Northwind Stage' }, remedy: 'Give the account a new key and launch again. The profile is kept.', server: { status: 401, messages: [{ field: null, path: null, message: 'Unauthorized' }], body: '' } }
    }),
    spec({ n: 24, application: 'kafka', name: 'broken-kafka', dataCentres: [dc('EU_CENTRAL_1', 3, KAFKA_DEV)], createdAt: now - 26 * HOUR }, {
      held: 'failed',
      status: 'FAILED',
      endedAt: now - 25 * HOUR,
      lookedUntil: 700,
      nodes: done('broken', 'EU_CENTRAL_1', 3, '10.31', ['KAFKA_BROKER']).map((plan, index) => (index === 2 ? stopAt(plan, 'FAILED', 210) : stopAt(plan, 'PROVISIONED', 215))),
      problem: problem(24, 'clusterFailed', 'Instaclustr reports that the cluster failed.', 'Contact Instaclustr Support with the ids below, then delete the cluster in the console.')
    }),
    spec({ n: 25, application: 'kafka', name: 'twice-kafka', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 2 * DAY }, { held: 'withdrawn', clusterId: null, endedAt: now - 2 * DAY + HOUR }),
    spec({ n: 26, application: 'kafka', name: 'old-kafka-test', dataCentres: [dc('US_EAST_1', 3, KAFKA_DEV)], createdAt: now - 5 * DAY }, { held: 'deleting', status: 'DELETING', lookEvery: 60, nodes: done('old', 'US_EAST_1', 3, '10.32', ['KAFKA_BROKER']) }),
    spec({ n: 27, application: 'cassandra', name: 'gone-cassandra', dataCentres: [dc('US_EAST_1', 3, CAS_DEV)], createdAt: now - 6 * DAY }, { held: 'gone', endedAt: now - HOUR, lookedUntil: (6 * DAY - HOUR) / 1000, lookEvery: 60, nodes: done('gone', 'US_EAST_1', 3, '10.33') })
  ];
}

/** Clusters that nobody made here. */
export function foreignClusters(now: number): ClusterRow[] {
  const base = { revision: 1, runId: null, mark: null, seenAt: now - 3_000, missingSince: null } satisfies Partial<ClusterRow>;
  const row = (n: number, accountId: string, application: string, name: string | null, status: string | null, version: string, region: string, nodes: string[]): ClusterRow => ({
    ...base,
    id: clusterId(n),
    accountId,
    application,
    name,
    status,
    version,
    region,
    nodeSize: null,
    nodes,
    nodesRunning: nodes.filter((node) => node === 'RUNNING').length,
    nodesSeen: nodes.length,
    firstSeen: now - (n - 80) * DAY
  });
  const run = (count: number): string[] => Array.from({ length: count }, () => 'RUNNING');
  return [
    row(91, 'acc-pay', 'APACHE_CASSANDRA', 'payments-ledger', 'RUNNING', '5.0.6', 'EU_CENTRAL_1', run(6)),
    row(92, 'acc-pay', 'APACHE_CASSANDRA', 'payments-ledger', 'PROVISIONING', '5.0.6', 'EU_CENTRAL_1', ['RUNNING', 'JOINING', 'PROVISIONING', 'GENESIS', 'GENESIS', 'GENESIS']),
    row(93, 'acc-prod', 'KAFKA', 'northwind-platform-events-kafka-eu-central-1-blu', 'RUNNING', '4.1.2', 'EU_CENTRAL_1', run(15)),
    row(94, 'acc-prod', 'APACHE_CASSANDRA', 'telemetry-fleet-cassandra', 'DEGRADED', '5.0.6', 'US_EAST_1', ['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'DEGRADED', 'RUNNING']),
    row(95, 'acc-prod', 'APACHE_CASSANDRA', 'metrics-cassandra', 'RUNNING', '4.1.10', 'EU_WEST_1', run(60)),
    row(96, 'acc-dev', 'KAFKA', null, null, '4.1.2', 'US_EAST_1', []),
    row(97, 'acc-dev', 'OPENSEARCH', 'search-dev', 'RUNNING', '2.19', 'US_EAST_1', run(3)),
    row(98, 'acc-dev', 'KAFKA', 'carts-kafka', 'MAINTENANCE_HOLD', '4.0.0', 'europe-west4', run(3))
  ];
}
