// What the run page says of a run. Words only; no rule of the provider lives here.

import type { AskedDataCentre, NextStep, RunEvent, RunView, Stage, StepState, StepView } from '$lib/backend/bindings';
import { isStopped } from '$lib/components/states';
import { clock, clockShort, counted, elapsed } from '$lib/format';

/** How a station stands. */
export type StationState = 'done' | 'current' | 'ahead' | 'unclear' | 'bad' | 'wait' | 'off';

/** A station of a run. */
export interface Station {
  name: string;
  state: StationState;
  /** One fact under it. */
  fact: string;
  /** How far the line to the next is filled, 0–1. */
  filled: number;
}

/** «broker» or «node». */
export function nodeWord(run: RunView): string {
  return run.application === 'kafka' ? 'broker' : 'node';
}

function runningOf(run: RunView): string {
  const total = Math.max(run.asked.nodes, run.nodesSeen);
  if (run.nodesSeen === 0) return `no node yet of ${counted(total, nodeWord(run))}`;
  return `${run.nodesRunning} of ${counted(total, nodeWord(run))} running`;
}

/** Share of the nodes that are running, 0–1. */
export function shareRunning(run: RunView): number {
  return run.nodesRunning / Math.max(1, run.asked.nodes, run.nodesSeen);
}

/**
 * The stations: Accepted, Provisioning, Running, Access. Each claims only what was seen. `staleAt` is the last good look where three were
 * missed since.
 */
export function stationsOf(run: RunView, staleAt: number | null): Station[] {
  return [accepted(run), provisioning(run, staleAt), running(run), access(run)];
}

function accepted(run: RunView): Station {
  const name = 'Accepted';
  if (run.acceptedAt !== null) {
    const after = run.sentAt === null || run.sentAt > run.acceptedAt ? '' : `, after ${elapsed(run.acceptedAt - run.sentAt)}`;
    return { name, state: 'done', fact: clock(run.acceptedAt) + after, filled: 1 };
  }
  const sent = run.sentAt === null ? '' : clock(run.sentAt);
  switch (run.stage) {
    case 'intended':
      return { name, state: 'current', fact: run.attempt === 0 ? 'on disk, not sent yet' : 'not done, sent again soon', filled: 0 };
    case 'sending':
      return { name, state: 'current', fact: sent === '' ? 'request on its way' : `sent ${sent}, no answer yet`, filled: 0 };
    case 'unclear':
      return { name, state: 'unclear', fact: sent === '' ? 'unclear' : `unclear, sent ${sent}`, filled: 0 };
    case 'refused':
      return { name, state: 'bad', fact: run.endedAt === null ? 'refused' : `refused ${clock(run.endedAt)}`, filled: 0 };
    case 'withdrawn':
      return { name, state: 'off', fact: [isStopped(run) ? 'not sent' : 'withdrawn', ...(run.endedAt === null ? [] : [clock(run.endedAt)])].join(' '), filled: 0 };
    case 'provisioning':
    case 'running':
    case 'deferred':
    case 'failed':
    case 'deleting':
    case 'gone':
      return { name, state: 'done', fact: 'time not seen', filled: 1 };
  }
}

function provisioning(run: RunView, staleAt: number | null): Station {
  const name = 'Provisioning';
  const share = shareRunning(run);
  const seen = staleAt === null ? '' : `, seen ${clockShort(staleAt)}`;
  if (run.runningAt !== null) {
    const took = run.acceptedAt === null ? 'done' : `took ${elapsed(run.runningAt - run.acceptedAt)}`;
    return { name, state: 'done', fact: took, filled: 1 };
  }
  switch (run.stage) {
    case 'provisioning':
    case 'running':
      return { name, state: 'current', fact: runningOf(run) + seen, filled: share };
    case 'deferred':
      return { name, state: 'wait', fact: `deferred, ${runningOf(run)}${seen}`, filled: share };
    case 'failed':
      return { name, state: 'bad', fact: `failed, ${runningOf(run)}${seen}`, filled: share };
    case 'deleting':
    case 'gone':
      return { name, state: 'off', fact: run.stage === 'gone' ? 'gone before it was running' : 'being deleted', filled: share };
    case 'intended':
    case 'sending':
    case 'unclear':
    case 'refused':
    case 'withdrawn':
      return { name, state: 'ahead', fact: '—', filled: 0 };
  }
}

function running(run: RunView): Station {
  const name = 'Running';
  if (run.runningAt === null) return { name, state: run.stage === 'gone' ? 'off' : 'ahead', fact: '—', filled: 0 };
  const now = run.stage === 'gone' ? ', gone since' : run.stage === 'deleting' ? ', being deleted' : `, ${run.nodesRunning} of ${counted(Math.max(run.asked.nodes, run.nodesSeen), nodeWord(run))}`;
  return { name, state: 'done', fact: clock(run.runningAt) + now, filled: run.steps.some((step) => step.what === 'rule' && step.state === 'done') ? 1 : 0 };
}

/** Who is let in. «Open» is the provider's word for a rule; that the way is free only a check from here can tell. */
function access(run: RunView): Station {
  const name = 'Access';
  const steps = run.steps.filter((step) => step.what === 'rule');
  if (steps.length === 0) return { name, state: 'off', fact: 'not asked', filled: 0 };
  if (run.endedAt !== null || run.stage === 'deleting') return { name, state: 'off', fact: '—', filled: 0 };
  if (run.runningAt === null) return { name, state: 'ahead', fact: `for ${whom(steps)}`, filled: 0 };
  const of = (...states: StepState[]) => steps.filter((step) => states.includes(step.state));
  const missing = of('refused', 'asks');
  if (missing.length > 0) return { name, state: 'bad', fact: missing.length === steps.length ? `not allowed for ${whom(missing)}` : `${missing.length} of ${counted(steps.length, 'rule')} missing`, filled: 0 };
  if (of('deferred').length > 0) return { name, state: 'wait', fact: `put off for ${whom(of('deferred'))}`, filled: 0 };
  if (of('unclear').length > 0) return { name, state: 'unclear', fact: `unclear for ${whom(of('unclear'))}`, filled: 0 };
  const open = of('done');
  if (open.length === steps.length) return { name, state: 'done', fact: `allowed for ${whom(steps)}`, filled: 0 };
  return { name, state: 'current', fact: steps.length === 1 ? `asked for ${whom(steps)}` : `${open.length} of ${counted(steps.length, 'rule')} open`, filled: open.length / steps.length };
}

/** «203.0.113.7/32», «203.0.113.7/32 and 2 more». */
function whom(steps: readonly StepView[]): string {
  const [first, ...more] = [...new Set(steps.map((step) => step.network ?? 'this computer'))];
  return more.length === 0 ? `${first}` : `${first} and ${more.length} more`;
}

/** Whether the run makes a cluster of its own: it has stations, and where its answer is lost the cluster is looked for. */
export function makesCluster(run: RunView): boolean {
  return run.kind === 'create' || run.kind === 'restore';
}

/** The line under the name: «Kafka 4.1.2 · 3 × KFK-PRD-r7g.large-250 · AWS US_EAST_1». */
export function subline(run: RunView): string {
  const centres = run.asked.dataCentres;
  const what = { create: '', delete: 'Delete of the cluster', resize: 'Resize of the cluster', restore: 'Restored from a backup' }[run.kind];
  // Of a cluster that nobody made from here only the number of its nodes is known.
  if (centres.length === 0) return [what, run.application === 'kafka' ? 'Kafka' : 'Cassandra', counted(run.asked.nodes, 'node')].filter((part) => part !== '').join(' · ');
  const sizes = [...new Set(centres.map((centre) => centre.nodeSize))];
  const counts = sizes.length === 1 ? `${centres.map((centre) => centre.nodes).join(' + ')} × ${sizes[0] ?? ''}` : centres.map((centre) => `${centre.nodes} × ${centre.nodeSize}`).join(', ');
  const extra = run.asked.nodes - centres.reduce((sum, centre) => sum + centre.nodes, 0);
  const where = placesOf(centres);
  const application = run.application === 'kafka' ? 'Kafka' : 'Cassandra';
  return [what, `${application} ${run.asked.version}`, extra > 0 ? `${counts}, ${counted(extra, 'dedicated controller')}` : counts, where].filter((part) => part !== '').join(' · ');
}

function placesOf(centres: readonly AskedDataCentre[]): string {
  const places = new Map<string, string[]>();
  for (const centre of centres) {
    const cloud = CLOUDS.get(centre.cloudProvider) ?? centre.cloudProvider;
    places.set(cloud, [...(places.get(cloud) ?? []), centre.region]);
  }
  return [...places].map(([cloud, regions]) => `${cloud} ${regions.join(', ')}`).join(' · ');
}

const CLOUDS: ReadonlyMap<string, string> = new Map([
  ['AWS_VPC', 'AWS'],
  ['GCP', 'GCP'],
  ['AZURE', 'Azure'],
  ['AZURE_AZ', 'Azure'],
]);

/** What Slipway does next by itself: «next look in 6 s». Nothing where the moment has come. */
export function nextWords(next: NextStep | null, now: number): string {
  if (next === null) return '';
  const seconds = Math.ceil((next.at - now) / 1000);
  if (seconds <= 0) return next.what === 'send' ? 'sending now' : 'looking now';
  const what = next.what === 'send' ? 'sent again' : 'next look';
  return `${what} in ${seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`}`;
}

/** The figure's words in the timeline's head. */
export function sinceWords(run: RunView): string {
  if (run.kind === 'resize' && run.stage === 'running') return 'from the request to the last node';
  if (run.stage === 'running' && run.runningAt !== null) return 'from the request to Running';
  if (run.endedAt !== null) return 'from the request to the end';
  return run.sentAt === null ? 'since the launch' : `since the request${usually(run)}`;
}

/** How long it usually takes, while a cluster comes up. */
function usually(run: RunView): string {
  if (run.kind !== 'create' || run.stage !== 'provisioning') return '';
  if (run.estimate === null) return ' · no history yet';
  const { words, runs, late } = run.estimate;
  return late ? ` · longer than usual (${words}, ${runs} runs)` : ` · usually ${words} (${runs} runs)`;
}

/** Stages with nothing to draw on a timeline: no request was accepted. */
export function hasTimeline(stage: Stage): boolean {
  return stage !== 'unclear' && stage !== 'refused' && stage !== 'withdrawn' && stage !== 'intended';
}

/** A sentence in parts, so that the word that matters stands out. */
export interface Part {
  text: string;
  strong: boolean;
}

/** The word of an event that matters, in the engine's sentence. Whatever it refers to, it stands there once. */
const WORD: Partial<Record<RunEvent['kind'], RegExp>> = {
  node: /(?<= is )[A-Z][A-Za-z_]*/,
  status: /(?<= is )[A-Z][A-Za-z_]*/,
  accepted: /\baccepted\b/i,
  refused: /\brefused\b/i,
  gone: /\bgone\b/i
};

/** An event's sentence with the word that matters strong. Unmarked where no such word is found. */
export function emphasised(event: RunEvent): Part[] {
  const { text } = event;
  const found = WORD[event.kind]?.exec(text);
  if (found === null || found === undefined) return [part(text)];
  const to = found.index + found[0].length;
  return [part(text.slice(0, found.index)), part(text.slice(found.index, to), true), part(text.slice(to))];
}

function part(text: string, strong = false): Part {
  return { text, strong };
}

/** What is said aloud when a run moves on; nothing where a sentence would add nothing. */
export function heard(before: RunView, after: RunView): { text: string; urgent: boolean } | null {
  if (before.stage !== after.stage) {
    if (after.kind === 'resize' && after.stage === 'provisioning') return { text: `${after.clusterName}: accepted. Resizing.`, urgent: false };
    if (after.kind === 'resize' && after.stage === 'running') return { text: `${after.clusterName} is resized.`, urgent: false };
    switch (after.stage) {
      case 'provisioning':
        return { text: `${after.clusterName}: accepted. Provisioning.`, urgent: false };
      case 'running':
        return { text: `${after.clusterName} is running, ${after.nodesRunning} of ${counted(after.asked.nodes, nodeWord(after))}.`, urgent: false };
      case 'unclear':
        return { text: `${after.clusterName}: the answer was lost. Looking for the cluster.`, urgent: true };
      case 'refused':
        return { text: `${after.clusterName} was refused.`, urgent: true };
      case 'failed':
        return { text: `${after.clusterName}: Instaclustr reports that it failed.`, urgent: true };
      case 'deferred':
        return { text: `${after.clusterName} was put off by Instaclustr.`, urgent: true };
      case 'withdrawn':
        return { text: `${after.clusterName} ${isStopped(after) ? 'was not sent' : 'was withdrawn'}.`, urgent: false };
      case 'gone':
        return { text: `${after.clusterName} is gone.`, urgent: true };
      case 'intended':
      case 'sending':
      case 'deleting':
        return null;
    }
  }
  if (before.nodesRunning !== after.nodesRunning) {
    return { text: `${after.nodesRunning} of ${counted(Math.max(after.asked.nodes, after.nodesSeen), nodeWord(after))} running`, urgent: false };
  }
  return null;
}

/** A word of the provider as people read it: `CREATING_REPLACEMENT` → «Creating replacement». */
export function stepWord(word: string): string {
  if (!/^[A-Z_]+$/.test(word)) return word;
  const lower = word.toLowerCase().replaceAll('_', ' ');
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}
