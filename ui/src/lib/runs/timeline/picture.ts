/** Everything the timeline draws, made from one view of a run and the time. */

import type { NodeView, RunDetail } from '$lib/backend/bindings';
import type { Gap, Stretch } from './observed';
import { blind, foldable, freshness, lookInterval, seenUntil, stretches } from './observed';
import type { Group, LaneShape, Role } from './lanes';
import { groupsOf, shapeOf } from './lanes';

/** A timeline, ready to be drawn. Moments are ms since 1970. */
export interface Picture {
  /** When the request left; when the run was made, before that. */
  t0: number;
  /** Where the picture ends: now, or a little after what it shows was over. */
  end: number;
  /** The figure in the head, ms: so far, or what it took. */
  took: number;
  /** Whether it goes on: then a now line is drawn. */
  live: boolean;
  /** Up to where the lanes are known; absent before the first look. */
  until: number | null;
  /** Whether three looks were missed. */
  stale: boolean;
  /** How old the last good look is, ms. */
  age: number | null;
  seenAt: number | null;
  stretches: Stretch[];
  gaps: Gap[];
  folds: Gap[];
  groups: Group[];
  nodes: readonly NodeView[];
  shapes: ReadonlyMap<string, LaneShape>;
  /** Lanes in all. */
  lanes: number;
  /** What nodes of this application are called. */
  role: Role;
}

/** So much of what it took is shown after RUNNING, at least {@link TAIL_MS_MIN}. */
const TAIL_SHARE = 0.08;
const TAIL_MS_MIN = 10_000;

/** The picture of a run at `now`. */
export function pictureOf(detail: RunDetail, now: number): Picture {
  const { run, nodes, looks } = detail;
  const role: Role = run.application === 'kafka' ? 'broker' : 'node';
  const t0 = run.sentAt ?? run.createdAt;
  const end = Math.max(t0 + 1000, endOf(detail, t0, now));
  const live = end >= now && run.endedAt === null;
  const pace = run.paceMs ?? lookInterval(looks);
  const until = seenUntil(looks, now, pace);
  const all = stretches(looks, t0, end);
  const gaps = blind(all);
  const fresh = freshness(looks, now, pace);
  const stale = fresh?.stale ?? false;
  // Durations go on past the picture's end; only the drawing is cut there.
  const shapes = new Map(nodes.map((node) => [node.id, shapeOf(node, gaps, until ?? t0, stale)]));
  const groups = groupsOf(nodes, run.asked, role);
  return {
    t0,
    end,
    live,
    until: until === null ? null : Math.min(until, end),
    took: run.stage === 'running' && run.runningAt !== null ? run.runningAt - t0 : end - t0,
    stale,
    age: fresh?.age ?? null,
    seenAt: fresh === null ? null : now - fresh.age,
    stretches: all,
    gaps,
    folds: foldable(all),
    groups,
    nodes,
    shapes,
    lanes: groups.reduce((sum, group) => sum + group.lanes.length, 0),
    role,
  };
}

function endOf(detail: RunDetail, t0: number, now: number): number {
  const { run } = detail;
  if (run.endedAt !== null) return run.endedAt;
  if (run.stage !== 'running' || run.runningAt === null) return now;
  return Math.min(now, run.runningAt + Math.max(TAIL_MS_MIN, (run.runningAt - t0) * TAIL_SHARE));
}

/** The lane a person would ask about first: deferred or failed, else the one that is least far. */
export function slowest(picture: Picture): string | null {
  let worst: { key: string; height: number; since: number } | null = null;
  for (const node of picture.nodes) {
    if (node.gone) continue;
    const shape = picture.shapes.get(node.id);
    const bar = shape?.bars[shape.bars.length - 1];
    if (!bar) continue;
    const height = bar.form === 'rise' ? bar.height : 0;
    if (worst === null || height < worst.height || (height === worst.height && bar.seen < worst.since)) {
      worst = { key: node.id, height, since: bar.seen };
    }
  }
  return worst?.key ?? null;
}
