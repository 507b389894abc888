/** From moments to pixels: the span, the folds, the ticks. Moments here are ms since the request left. */

import type { Gap } from './observed';

const MIN = 60_000;
const HOUR = 60 * MIN;

/** Spans the axis may have, in ms. It is one of these, so the picture stands still. */
export const SPANS: readonly number[] = [
  MIN, 2 * MIN, 5 * MIN, 10 * MIN, 20 * MIN, 40 * MIN, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR,
  24 * HOUR, 48 * HOUR, 96 * HOUR, 192 * HOUR, 384 * HOUR, 768 * HOUR, 1536 * HOUR,
];

/** Width of a folded stretch, in px. */
export const FOLD_PX = 96;
/** A stretch over this share of the span is folded. */
const FOLD_SHARE = 0.2;
/** The stretch that goes on until now is folded later, so that being offline shows as long as it fits. */
const FOLD_SHARE_OPEN = 0.6;
/** The now line stands at most so far to the right. */
const NOW_SHARE_MAX = 0.9;
/** Follow keeps so much. */
export const FOLLOW_MS = 5 * MIN;

/** A part of the axis: linear within. */
export interface Piece {
  from: number;
  to: number;
  x0: number;
  x1: number;
  folded: boolean;
}

/** The axis. */
export interface Scale {
  /** Width of the plot, px. */
  width: number;
  /** The span as chosen, ms. */
  span: number;
  pieces: readonly Piece[];
}

/** The smallest span that holds `elapsed` (what is folded taken off) at 90 % or less, and `end` (of an estimate) at all. */
export function spanFor(elapsed: number, end = 0): number {
  const last = SPANS[SPANS.length - 1] ?? MIN;
  return SPANS.find((span) => elapsed <= span * NOW_SHARE_MAX && end <= span) ?? Math.max(last, elapsed / NOW_SHARE_MAX);
}

/**
 * The axis that shows everything from 0 to `now`.
 *
 * Folding shortens what has to be shown, so the span shrinks and more may be folded: repeated until it stands. No more than half of
 * the width goes to folds; where there are more, the longest are folded.
 */
export function fit(now: number, gaps: readonly Gap[], width: number): Scale {
  const most = Math.max(0, Math.floor(width / 2 / FOLD_PX));
  let folds: Gap[] = [];
  let span = spanFor(now);
  for (let round = 0; round < SPANS.length; round += 1) {
    const next = gaps
      .filter((gap) => gap.to - gap.from > span * (gap.to >= now ? FOLD_SHARE_OPEN : FOLD_SHARE))
      .sort((a, b) => b.to - b.from - (a.to - a.from))
      .slice(0, most)
      .sort((a, b) => a.from - b.from);
    if (next.length === folds.length) break;
    folds = next;
    const hidden = folds.reduce((sum, gap) => sum + gap.to - gap.from, 0);
    span = spanFor(now - hidden);
  }
  return { width, span, pieces: piecesOf(span, folds, width) };
}

/** The axis that keeps the last five minutes; nothing is folded. */
export function follow(now: number, width: number): Scale {
  const from = Math.max(0, now - FOLLOW_MS * NOW_SHARE_MAX);
  return { width, span: FOLLOW_MS, pieces: [{ from, to: from + FOLLOW_MS, x0: 0, x1: width, folded: false }] };
}

function piecesOf(span: number, folds: readonly Gap[], width: number): Piece[] {
  const perMs = (width - folds.length * FOLD_PX) / span;
  const pieces: Piece[] = [];
  let at = 0;
  let x = 0;
  for (const fold of folds) {
    const x1 = x + (fold.from - at) * perMs;
    pieces.push({ from: at, to: fold.from, x0: x, x1, folded: false });
    pieces.push({ from: fold.from, to: fold.to, x0: x1, x1: x1 + FOLD_PX, folded: true });
    at = fold.to;
    x = x1 + FOLD_PX;
  }
  pieces.push({ from: at, to: at + Math.max(1, (width - x) / perMs), x0: x, x1: width, folded: false });
  return pieces;
}

/** Where a moment stands, px from the plot's left edge; beyond its edges the edge. */
export function xOf(scale: Scale, t: number): number {
  const first = scale.pieces[0];
  if (!first || t <= first.from) return first?.x0 ?? 0;
  for (const piece of scale.pieces) {
    if (t <= piece.to) {
      const share = (t - piece.from) / Math.max(1, piece.to - piece.from);
      return piece.x0 + share * (piece.x1 - piece.x0);
    }
  }
  return scale.width;
}

/** The moment at a place, the reverse of {@link xOf}. */
export function tOf(scale: Scale, x: number): number {
  for (const piece of scale.pieces) {
    if (x <= piece.x1) {
      const share = (x - piece.x0) / Math.max(1e-6, piece.x1 - piece.x0);
      return piece.from + Math.max(0, share) * (piece.to - piece.from);
    }
  }
  return scale.pieces[scale.pieces.length - 1]?.to ?? 0;
}

/** The folded pieces. */
export function foldsOf(scale: Scale): Piece[] {
  return scale.pieces.filter((piece) => piece.folded);
}

/** A mark on the axis. */
export interface Tick {
  t: number;
  x: number;
  label: string;
  /** Whether a label in the middle of the mark would reach over the plot's edge. */
  anchor: 'start' | 'middle' | 'end';
}

const STEPS: readonly number[] = [
  10_000, 15_000, 20_000, 30_000, MIN, 2 * MIN, 5 * MIN, 10 * MIN, 15 * MIN, 20 * MIN, 30 * MIN, HOUR, 2 * HOUR, 3 * HOUR,
  6 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 96 * HOUR, 192 * HOUR,
];
/** Labels stand at least so far apart, px. */
const TICK_PX_MIN = 56;
/** A tick nearer to the now label than this (and a little air) is dropped, px. */
export const NOW_LABEL_PX = 34;
/** Two tick labels stand at least so far apart, px. */
const LABELS_PX_MIN = 40;

/** The distance of ticks: the smallest round one with eleven ticks or fewer that do not crowd. */
export function tickStep(span: number, width: number): number {
  return STEPS.find((step) => span / step <= 10 && (width / span) * step >= TICK_PX_MIN) ?? STEPS[STEPS.length - 1] ?? span;
}

/** The ticks. `nowX` is where the now label stands; absent where there is none. */
export function ticks(scale: Scale, nowX: number | null): Tick[] {
  const open = scale.pieces.filter((piece) => !piece.folded);
  const shown = open.reduce((sum, piece) => sum + piece.x1 - piece.x0, 0);
  const step = tickStep(scale.span, shown);
  const made: Tick[] = [];
  for (const piece of open) {
    for (let t = Math.ceil(piece.from / step) * step; t <= piece.to + 0.5; t += step) {
      const x = xOf(scale, t);
      if (nowX !== null && Math.abs(x - nowX) < NOW_LABEL_PX + 4) continue;
      const last = made[made.length - 1];
      if (last && x - last.x < LABELS_PX_MIN) continue;
      made.push({ t, x, label: tickLabel(t), anchor: x < 12 ? 'start' : x > scale.width - 20 ? 'end' : 'middle' });
    }
  }
  return made;
}

/** «0», «20 s», «1 min», «1:30», «2 h», «2:30 h». */
export function tickLabel(t: number): string {
  const seconds = Math.round(t / 1000);
  if (seconds === 0) return '0';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (seconds % 60 !== 0) return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
  if (minutes <= 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours}:${String(minutes % 60).padStart(2, '0')} h`;
}
