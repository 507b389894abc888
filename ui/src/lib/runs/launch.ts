// How a launch of several clusters stands, from the runs that it made. Pure.

import type { RunView, Stage } from '$lib/backend/bindings';
import { isStopped } from '$lib/components/states';
import { counted } from '$lib/format';
import { nextWords, nodeWord } from './words';

/** Stages in the order in which they are told, each with its word; what runs stands before them. */
const TOLD: readonly (readonly [Stage, string])[] = [
  ['intended', 'to be sent'],
  ['sending', 'being sent'],
  ['unclear', 'unclear'],
  ['provisioning', 'provisioning'],
  ['deferred', 'deferred'],
  ['failed', 'failed'],
  ['refused', 'refused'],
  ['deleting', 'being deleted'],
  ['gone', 'gone'],
];

/** «3 of 4 running, 1 refused»: all clusters of the launch, each counted once. */
export function progressWords(runs: readonly RunView[]): string {
  const withdrawn = runs.filter((run) => run.stage === 'withdrawn');
  const stopped = withdrawn.filter(isStopped).length;
  const counts: [number, string][] = [
    ...TOLD.map(([stage, word]): [number, string] => [runs.filter((run) => run.stage === stage).length, word]),
    [stopped, 'not sent'],
    [withdrawn.length - stopped, 'withdrawn'],
  ];
  const rest = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const running = runs.filter((run) => run.stage === 'running').length;
  return [`${running} of ${runs.length} running`, ...rest].join(', ');
}

/** Whether a run has nodes, or may still get some. */
function hasNodes(run: RunView): boolean {
  return run.stage !== 'refused' && run.stage !== 'withdrawn' && run.stage !== 'gone' && run.stage !== 'deleting';
}

/** «5 of 9 nodes running», over the clusters that are there or may still come; empty where there is none. */
export function nodesWords(runs: readonly RunView[]): string {
  const there = runs.filter(hasNodes);
  const all = there.reduce((sum, run) => sum + Math.max(run.asked.nodes, run.nodesSeen), 0);
  if (all === 0) return '';
  const running = there.reduce((sum, run) => sum + run.nodesRunning, 0);
  return `${running} of ${counted(all, 'node')} running`;
}

/** When nothing of it was under way any more; nothing while something is. */
export function settledAt(runs: readonly RunView[]): number | null {
  // What became of a cluster after it ran is no part of the launch.
  const ends = runs.map((run) => run.runningAt ?? run.endedAt);
  if (ends.some((end) => end === null)) return null;
  return Math.max(...ends.map((end) => end ?? 0));
}

/** The nodes of a run in words. */
export function nodesOfRun(run: RunView): string {
  if (!hasNodes(run)) return run.stage === 'deleting' ? 'being deleted' : run.stage === 'gone' ? 'gone' : 'nothing was made';
  const all = counted(Math.max(run.asked.nodes, run.nodesSeen), nodeWord(run));
  return run.nodesSeen === 0 ? `no node yet of ${all}` : `${run.nodesRunning} of ${all} running`;
}

/**
 * What a run waits for; empty where nothing is. `before` are those ahead of it in a launch whose clusters are sent one after the
 * other, none otherwise.
 */
export function waitsFor(run: RunView, before: readonly RunView[], now: number): string {
  if (run.needsYou) return 'waits for you';
  const ahead = before.findLast((other) => other.stage === 'intended' || other.stage === 'sending');
  if (run.stage === 'intended' && run.problem === null && ahead !== undefined) return `waits for the answer to ${ahead.clusterName}`;
  switch (run.stage) {
    case 'intended':
      return nextWords(run.next, now);
    case 'sending':
      return 'waits for the answer';
    case 'unclear':
      return ['is looked for', nextWords(run.next, now)].filter((part) => part !== '').join(', ');
    case 'provisioning':
    case 'deferred':
      return ['waits for Instaclustr', nextWords(run.next, now)].filter((part) => part !== '').join(', ');
    case 'running':
    case 'refused':
    case 'failed':
    case 'withdrawn':
    case 'deleting':
    case 'gone':
      return '';
  }
}

/** Whether what was seen of a run is old: three looks were missed. */
export function isOld(run: RunView, now: number): boolean {
  return run.endedAt === null && run.seenAt !== null && run.paceMs !== null && now - run.seenAt > 3 * run.paceMs;
}

/** Launches of which more than one run is known. */
export function launchesOfSeveral(runs: Iterable<RunView>): ReadonlySet<string> {
  const [once, more] = [new Set<string>(), new Set<string>()];
  for (const { launchId } of runs) (once.has(launchId) ? more : once).add(launchId);
  return more;
}
