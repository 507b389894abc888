// What the provider's support needs to know of a run: ids, times, the provider's own words.

import type { Problem, RunView } from '$lib/backend/bindings';

/** The text of «Copy for Support». Times are UTC; nothing secret is in a view. */
export function supportText(run: RunView, problem: Problem | null): string {
  const lines = [
    `Cluster: ${run.clusterName}`,
    `Cluster id: ${run.cluster?.id ?? 'not known'}`,
    `Application: ${run.application} ${run.asked.version}`,
    ...run.asked.dataCentres.map((centre) => `Data centre: ${centre.name}, ${centre.cloudProvider} ${centre.region}, ${centre.nodes} × ${centre.nodeSize}`),
    `Status as last seen: ${run.status ?? 'none'}${run.operationStatus === null ? '' : `, operation ${run.operationStatus}`}`,
    `Nodes running: ${run.nodesRunning} of ${Math.max(run.nodesSeen, run.asked.nodes)}`,
    `Request sent: ${moment(run.sentAt)}`,
    `Accepted: ${moment(run.acceptedAt)}`,
    `Last seen: ${moment(run.seenAt)}`,
  ];
  if (problem?.server) lines.push(`HTTP ${problem.server.status}: ${problem.server.body}`);
  return `${lines.join('\n')}\n`;
}

function moment(at: number | null): string {
  return at === null ? 'not known' : new Date(at).toISOString();
}
