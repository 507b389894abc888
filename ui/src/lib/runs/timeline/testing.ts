/** Builders for the timeline's tests. */

import type { Asked, LookSpan, NodeView, StageSpan } from '$lib/backend/bindings';

/** A moment the tests start from. */
export const T0 = 1_790_000_000_000;

/** Ms after {@link T0}, from minutes and seconds. */
export function at(minutes: number, seconds = 0): number {
  return T0 + minutes * 60_000 + seconds * 1000;
}

/** A node in these stages: `[word, first look in ms]`, each seen 2 s after the look before. */
export function node(id: string, stages: readonly (readonly [string, number])[], rest: Partial<NodeView> = {}): NodeView {
  const spans: StageSpan[] = stages.map(([status, seen], index) => ({ status, seen, after: index === 0 ? null : seen - 2000 }));
  return {
    id,
    dataCentre: 'AWS_VPC_US_EAST_1',
    rack: 'us-east-1a',
    status: stages[stages.length - 1]?.[0] ?? 'GENESIS',
    publicAddress: null,
    privateAddress: '10.20.0.14',
    nodeSize: 'KFK-PRD-r7g.large-250',
    roles: ['KAFKA_BROKER', 'KAFKA_KRAFT_CONTROLLER'],
    stages: spans,
    gone: false,
    goneAt: null,
    ...rest,
  };
}

/** Good looks every two seconds. */
export function seen(from: number, to: number): LookSpan {
  return { outcome: 'seen', from, to, looks: Math.round((to - from) / 2000) + 1, note: null };
}

/** A request for so many nodes in one data centre. */
export function asked(nodes: number, rest: Partial<Asked> = {}): Asked {
  return {
    version: '4.1.2',
    nodes,
    dataCentres: [
      { name: 'AWS_VPC_US_EAST_1', cloudProvider: 'AWS_VPC', region: 'US_EAST_1', nodeSize: 'KFK-PRD-r7g.large-250', nodes },
    ],
    ...rest,
  };
}
