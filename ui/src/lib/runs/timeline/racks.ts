/** Beyond 24 nodes: a rack as a stack of shares, and the nodes behind their peers. */

import type { NodeView } from '$lib/backend/bindings';
import { roleOf } from './lanes';
import { formOf, stepOf, titled } from './stages';
import type { Step } from './stages';
import { counted, elapsed } from '$lib/format';

/** A rack and its nodes. */
export interface Rack {
  key: string;
  title: string;
  nodes: NodeView[];
}

/** The nodes by data centre and rack, in the order they came. The data centre is named where there are several. */
export function racksOf(nodes: readonly NodeView[]): Rack[] {
  const several = new Set(nodes.map((node) => node.dataCentre)).size > 1;
  const racks = new Map<string, Rack>();
  for (const node of nodes) {
    const key = `${node.dataCentre} ${node.rack ?? ''}`;
    const name = node.rack ?? 'no rack yet';
    const rack = racks.get(key) ?? { key, title: several ? `${node.dataCentre}, ${name}` : name, nodes: [] };
    rack.nodes.push(node);
    racks.set(key, rack);
  }
  return [...racks.values()];
}

/** A corner of a step line: from this moment so many nodes. */
export interface Corner {
  t: number;
  count: number;
}

/**
 * How many nodes were at least that far, over time, for each step of the rise.
 *
 * A node counts for a step from the look that showed it there, or further on; one that fell off the rise later keeps what it had reached
 * (whether it still stands is said in words).
 */
export function stackOf(nodes: readonly NodeView[]): Record<Step, Corner[]> {
  const stack: Record<Step, Corner[]> = { 1: [], 2: [], 3: [], 4: [], 5: [] };
  for (const step of [1, 2, 3, 4, 5] as const) {
    const moments = nodes
      .map((node) => node.stages.find((stage) => (stepOf(stage.status) ?? 0) >= step)?.seen)
      .filter((seen) => seen !== undefined)
      .sort((a, b) => a - b);
    stack[step] = moments.map((t, index) => ({ t, count: index + 1 }));
  }
  return stack;
}

/** The outline of a stack's step as an SVG path from its first corner to `until`, closed at the floor. Empty without corners. */
export function stackPath(corners: readonly Corner[], total: number, until: number, x: (t: number) => number, height: number, top: number): string {
  const first = corners[0];
  if (!first) return '';
  const floor = top + height;
  const level = (count: number) => (floor - (count / Math.max(1, total)) * height).toFixed(1);
  let path = `M${x(first.t).toFixed(1)} ${floor}`;
  for (const corner of corners) {
    if (corner.t > until) break;
    path += `H${x(corner.t).toFixed(1)}V${level(corner.count)}`;
  }
  return `${path}H${x(until).toFixed(1)}V${floor}Z`;
}

/** The upper edge of {@link stackPath} alone. */
export function stackEdge(corners: readonly Corner[], total: number, until: number, x: (t: number) => number, height: number, top: number): string {
  return stackPath(corners, total, until, x, height, top).replace(/V[\d.]+Z$/, '');
}

/** How many nodes are in which stage now, those not running, furthest first: «8 joining», «2 provisioned». */
export function countsNow(nodes: readonly NodeView[]): string[] {
  const counts = new Map<string, number>();
  for (const node of nodes) counts.set(node.status, (counts.get(node.status) ?? 0) + 1);
  return [...counts]
    .filter(([status]) => status !== 'RUNNING')
    .sort(([a], [b]) => (stepOf(b) ?? 0) - (stepOf(a) ?? 0))
    .map(([status, count]) => `${count} ${formOf(status) === 'unknown' ? status : titled(status).toLowerCase()}`);
}

/** How many are running. */
export function runningOf(nodes: readonly NodeView[]): number {
  return nodes.filter((node) => node.status === 'RUNNING').length;
}

/** A node that needs a look, and why in words. */
export interface Behind {
  node: NodeView;
  reason: string;
  /** How long it has been in its stage, ms. */
  since: number;
}

/** From so many peers on «behind» is said. */
const PEERS_MIN = 5;
/** At most so many lanes of them. */
export const BEHIND_MAX = 5;

/**
 * Nodes in DEFERRED or FAILED, and nodes in a stage for more than twice the median of their peers (same role, stage done).
 * Worst first. `now` is up to when they are known.
 */
export function behindPeers(nodes: readonly NodeView[], now: number): Behind[] {
  const found: Behind[] = [];
  for (const node of nodes) {
    const present = node.stages[node.stages.length - 1];
    if (!present || node.gone) continue;
    const since = Math.max(0, now - present.seen);
    const form = formOf(node.status);
    if (form === 'deferred' || form === 'failed') {
      found.push({ node, reason: `for ${elapsed(since)}`, since });
      continue;
    }
    const step = stepOf(node.status);
    if (step === undefined || step === 5) continue;
    const took = durations(nodes, node, present.status);
    const median = took[Math.floor(took.length / 2)];
    if (took.length < PEERS_MIN || median === undefined || since <= 2 * median) continue;
    found.push({ node, reason: `${elapsed(since)}, peers took ${range(took)}`, since });
  }
  const rank = (one: Behind) => (formOf(one.node.status) === 'rise' ? 1 : 0);
  return found.sort((a, b) => rank(a) - rank(b) || b.since - a.since);
}

/** How long the peers of a node took for a stage, ms, shortest first. */
function durations(nodes: readonly NodeView[], node: NodeView, status: string): number[] {
  const role = roleOf(node, 'node');
  const took: number[] = [];
  for (const peer of nodes) {
    if (peer.id === node.id || roleOf(peer, 'node') !== role) continue;
    const at = peer.stages.findIndex((stage) => stage.status === status);
    const stage = peer.stages[at];
    const next = peer.stages[at + 1];
    if (at >= 0 && stage && next) took.push(next.seen - stage.seen);
  }
  return took.sort((a, b) => a - b);
}

/** «4–9» minutes, or «40–50 s» where all were under two minutes. */
function range(sorted: readonly number[]): string {
  const low = sorted[0] ?? 0;
  const high = sorted[sorted.length - 1] ?? 0;
  const [unit, word] = high < 120_000 ? [1000, ' s'] : [60_000, ''];
  const a = Math.round(low / unit);
  const b = Math.round(high / unit);
  return a === b ? `${a}${word}` : `${a}–${b}${word}`;
}

/** «3 nodes behind their peers», or with what they are where all share it. */
export function behindWords(count: number): string {
  return `${counted(count, 'node')} behind ${count === 1 ? 'its' : 'their'} peers`;
}
