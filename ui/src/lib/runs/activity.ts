// What happened to runs, one line each: when it last changed, in words. Pure.

import type { RunView } from '$lib/backend';
import { isStopped } from '$lib/components/states';
import { elapsed, sameDay, day } from '$lib/format';

/** One line. */
export interface Happened {
  run: RunView;
  /** When it came to stand where it stands. */
  at: number;
  /** After the cluster's name: «runs, all 3 nodes». */
  words: string;
  /** How long it took, or takes so far; empty where nothing can be said. */
  took: (now: number) => string;
}

/** Whether a run still moves or waits. */
export function isUnderWay(run: RunView): boolean {
  return run.endedAt === null && run.stage !== 'running';
}

/** Since when a run stands where it stands. */
export function changedAt(run: RunView): number {
  return run.endedAt ?? run.runningAt ?? run.acceptedAt ?? run.sentAt ?? run.createdAt;
}

/** The lines of runs, newest first. */
export function happened(runs: readonly RunView[]): Happened[] {
  return runs
    .map((run) => ({ run, at: changedAt(run), words: words(run), took: (now: number) => took(run, now) }))
    .sort((a, b) => b.at - a.at);
}

function words(run: RunView): string {
  const nodes = `${run.nodesRunning} of ${run.nodesSeen} nodes running`;
  const status = run.problem?.server?.status;
  switch (run.stage) {
    case 'intended':
      return 'is to be sent';
    case 'sending':
      return 'is being sent';
    case 'unclear':
      return run.needsYou ? 'is unclear and needs you' : 'is unclear and looked for';
    case 'provisioning':
      if (run.kind === 'resize') return 'is being resized';
      return run.nodesSeen === 0 ? 'is accepted, no node yet' : `is accepted, ${nodes}`;
    case 'running':
      return run.kind === 'resize' ? 'is resized' : `runs, ${nodes}`;
    case 'refused':
      return status === undefined ? 'was refused' : `was refused, HTTP ${status}`;
    case 'deferred':
      return 'is deferred by Instaclustr';
    case 'failed':
      return 'failed at Instaclustr';
    case 'withdrawn':
      return isStopped(run) ? 'was not sent, as its launch stopped' : 'was withdrawn';
    case 'deleting':
      return 'is being deleted';
    case 'gone':
      return run.kind === 'delete' ? 'is deleted' : 'is gone: deleted elsewhere';
  }
}

function took(run: RunView, now: number): string {
  const from = run.sentAt ?? run.createdAt;
  if (run.runningAt !== null && run.stage === 'running') return elapsed(run.runningAt - from);
  if (run.stage === 'provisioning' || run.stage === 'unclear' || run.stage === 'deferred') return `${elapsed(now - from)} so far`;
  return '';
}

/** Lines of one day. */
export interface Day {
  /** «Today», «Yesterday», or nothing. */
  word: string;
  date: string;
  lines: Happened[];
}

/** Lines by day, newest first. */
export function byDay(lines: readonly Happened[], now: number): Day[] {
  const days: Day[] = [];
  for (const line of lines) {
    const last = days.at(-1);
    if (last !== undefined && last.lines[0] !== undefined && sameDay(last.lines[0].at, line.at)) last.lines.push(line);
    else
      days.push({
        word: sameDay(line.at, now) ? 'Today' : sameDay(line.at, now - 86_400_000) ? 'Yesterday' : '',
        date: day(line.at),
        lines: [line]
      });
  }
  return days;
}
