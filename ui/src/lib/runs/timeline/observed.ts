/** What was seen and what was not: the looks of a run as one row of stretches without holes. */

import type { LookSpan } from '$lib/backend/bindings';

/** What a stretch of time is known by. `unseen`: nobody looked (asleep, offline, not running). */
export type StretchKind = 'seen' | 'slowed' | 'failed' | 'missing' | 'unseen';

/** A stretch of time, both ends in ms. */
export interface Stretch {
  kind: StretchKind;
  from: number;
  to: number;
  /** Looks in it; 0 where nobody looked. */
  looks: number;
  note: string | null;
}

/** A stretch of time, both ends in ms. */
export interface Gap {
  from: number;
  to: number;
}

/** Looks in a row further apart than this, and than three usual distances, count as not seen. */
const UNSEEN_MS_MIN = 20_000;

/** Looks nearer than this are never «late». */
const INTERVAL_MS_MIN = 3_000;

/** The usual distance between two looks, in ms, from the newest stretch that has one. */
export function lookInterval(looks: readonly LookSpan[]): number {
  for (let i = looks.length - 1; i >= 0; i -= 1) {
    const span = looks[i];
    if (span && span.outcome === 'seen' && span.looks > 1) {
      return Math.max(INTERVAL_MS_MIN, (span.to - span.from) / (span.looks - 1));
    }
  }
  return 5_000;
}

/**
 * The looks as stretches from `start` to `now`, each joined to the next.
 *
 * What a look found holds until the next one, where that follows soon. A long distance is `unseen`. The last stretch reaches
 * `now` while no three looks are overdue; after that what follows is `unseen`, or goes on as it was where the last look was
 * not a good one.
 */
export function stretches(looks: readonly LookSpan[], start: number, now: number): Stretch[] {
  const interval = lookInterval(looks);
  const far = Math.max(UNSEEN_MS_MIN, interval * 3 + 1_000);
  const made: Stretch[] = [];
  let at = start;
  let before: LookSpan | undefined;
  for (const look of looks) {
    if (look.to < start || look.from > now) continue;
    const from = Math.max(look.from, at);
    const distance = from - at;
    // Two stretches of one kind side by side are kept apart only because something was missed between them.
    const missed = before?.outcome === look.outcome && before.note === look.note && distance > interval * 1.5 && distance > INTERVAL_MS_MIN * 2;
    const last = made[made.length - 1];
    // Between two failed looks nothing was seen, but somebody looked: the failure goes on.
    if (distance > far || missed) {
      if (last && last.kind !== 'seen' && last.kind === look.outcome) last.to = from;
      else made.push({ kind: 'unseen', from: at, to: from, looks: 0, note: null });
    } else if (last) {
      last.to = from;
    }
    const to = Math.max(from, Math.min(look.to, now));
    push(made, { kind: look.outcome, from: made.length === 0 ? at : from, to, looks: look.looks, note: look.note });
    at = to;
    before = look;
  }
  const last = made[made.length - 1];
  if (last && now > at) {
    if (now - at <= far || last.kind !== 'seen') last.to = now;
    else made.push({ kind: 'unseen', from: at, to: now, looks: 0, note: null });
  }
  return made;
}

function push(made: Stretch[], next: Stretch): void {
  const last = made[made.length - 1];
  if (last && last.kind === next.kind && last.note === next.note) {
    last.to = next.to;
    last.looks += next.looks;
  } else {
    made.push(next);
  }
}

/** The stretches in which nothing was learnt of the cluster, joined where they touch. Slowed ones count too. */
export function blind(all: readonly Stretch[]): Gap[] {
  const gaps: Gap[] = [];
  for (const one of all) {
    if (one.kind === 'seen' || one.kind === 'missing') continue;
    const last = gaps[gaps.length - 1];
    if (last && one.from - last.to < 1) last.to = one.to;
    else gaps.push({ from: one.from, to: one.to });
  }
  return gaps;
}

/** Whether a change between the two moments happened in the dark, so that its moment is not known to a few seconds. */
export function isBlurred(after: number | null, seen: number, gaps: readonly Gap[]): boolean {
  if (after === null) return false;
  return seen - after >= UNSEEN_MS_MIN && gaps.some((gap) => gap.from < seen && gap.to > after && gap.to - gap.from >= UNSEEN_MS_MIN / 2);
}

/** Up to where the lanes are drawn: now while looks come, else the last good look. Nothing was seen: nothing is drawn. */
export function seenUntil(looks: readonly LookSpan[], now: number, pace: number): number | null {
  for (let i = looks.length - 1; i >= 0; i -= 1) {
    const span = looks[i];
    if (span?.outcome === 'seen') {
      const late = now - span.to > pace * 3 + 1_000;
      return late ? span.to : now;
    }
  }
  return null;
}

/** How old the last good look is, in ms, and whether three looks have been missed. */
export function freshness(looks: readonly LookSpan[], now: number, pace: number): { age: number; stale: boolean } | null {
  for (let i = looks.length - 1; i >= 0; i -= 1) {
    const span = looks[i];
    if (span?.outcome === 'seen') {
      const age = Math.max(0, now - span.to);
      return { age, stale: age > pace * 3 + 1_000 };
    }
  }
  return null;
}

/** The long stretches that may be folded: not seen, not merely slowed. */
export function foldable(all: readonly Stretch[]): Gap[] {
  const gaps: Gap[] = [];
  for (const one of all) {
    if (one.kind !== 'unseen' && one.kind !== 'failed') continue;
    const last = gaps[gaps.length - 1];
    if (last && one.from - last.to < 1) last.to = one.to;
    else gaps.push({ from: one.from, to: one.to });
  }
  return gaps;
}
