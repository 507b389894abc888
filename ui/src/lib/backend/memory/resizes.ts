// Made-up resizes: the review of one, and the nodes that one under way replaces. Pure.

import type { AccountView, Asked, CentreResize, Problem, ReplacementView, ResizeReview } from '../bindings';
import { catalogue } from './profiles';
import type { RunSpec } from './spec';

const STEPS = ['CREATING_REPLACEMENT', 'PROVISIONING', 'RESTORING', 'REPLACED'];

/** Node by node, so many seconds for each. */
export function replacementsOf(spec: RunSpec, now: number): ReplacementView[] {
  const sentAt = spec.sentAt;
  const each = spec.replaceEvery;
  if (each === undefined || sentAt === null) return [];
  return spec.nodes.map((plan, index): ReplacementView => {
    const begin = sentAt + index * each * 1000;
    const steps = STEPS.map((status, step) => ({ status, seen: begin + (step * each * 1000) / STEPS.length, after: null }));
    const stages = [{ status: 'GENESIS', seen: sentAt, after: null }, ...steps].filter((stage) => stage.seen <= now);
    const comes = stages.length > 1 ? plan.id.split('').reverse().join('').slice(0, 8) : null;
    return { id: `replace-${index}`, dataCentre: plan.dataCentre, nodeId: plan.id, newNodeId: comes, status: stages.at(-1)?.status ?? 'GENESIS', stages };
  });
}

/** What a resize would do, as the engine would tell it. */
export function resizeReviewOf(spec: RunSpec, account: AccountView, centres: CentreResize[]): ResizeReview {
  const before = spec.asked;
  const after = resized(before, centres);
  const changed = JSON.stringify(before) !== JSON.stringify(after);
  const sizes = before.dataCentres.map((centre) => catalogue(spec.application, null).clouds.find((cloud) => cloud.name === centre.cloudProvider)?.nodeSizes ?? []);
  const errors = after.dataCentres.flatMap((centre, index) =>
    centre.nodes % 3 === 0 && centre.nodes > 0
      ? []
      : [{ field: `dataCentres.${index}.nodes`, severity: 'error' as const, message: 'Must be a multiple of the 3 racks.', source: null, value: String(centre.nodes), accepted: false, fixes: [] }]
  );
  const problems: Problem[] = account.readOnly ? [{ code: 'notAllowed', message: `${account.label} is read only here.`, place: { kind: 'account', id: account.id, label: account.label }, remedy: 'Choose another account.', server: null }] : [];
  const body = { dataCentres: after.dataCentres.map(({ name, nodeSize, nodes }) => ({ name, nodeSize, numberOfNodes: nodes })) };
  const lines = JSON.stringify(body, null, 2).split('\n').map((text) => ({ text, field: null, extra: false }));
  const path = `/cluster-management/v2/resources/applications/${spec.application}/clusters/v2/${spec.clusterId ?? ''}`;
  return {
    account,
    cluster: { id: spec.clusterId ?? '', name: spec.clusterName, application: spec.application },
    before,
    after,
    sizes,
    errors,
    warnings: [],
    problems,
    requests: changed ? [{ title: 'Resize', onceRunning: false, ifLost: 'Sent once.', method: 'PUT', path, lines, curl: '' }] : []
  };
}

/** What a cluster would be. */
export function resized(before: Asked, centres: CentreResize[]): Asked {
  const dataCentres = before.dataCentres.map((centre) => {
    const change = centres.find((one) => one.name === null || one.name === centre.name);
    return { ...centre, nodeSize: change?.nodeSize ?? centre.nodeSize, nodes: change?.nodes ?? centre.nodes };
  });
  const dedicated = before.nodes - before.dataCentres.reduce((sum, centre) => sum + centre.nodes, 0);
  return { ...before, dataCentres, nodes: dedicated + dataCentres.reduce((sum, centre) => sum + centre.nodes, 0) };
}
