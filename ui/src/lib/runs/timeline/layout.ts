/** Heights and columns. Sizes in px at the usual text size; they are the `--lane-h*` tokens. */

/** How lanes are drawn. */
export type Density = 'large' | 'normal' | 'compact' | 'dense';

/** Heights of lanes. */
export const LANE_PX: Readonly<Record<Density, number>> = { large: 60, normal: 46, compact: 26, dense: 14 };

/** Beyond so many nodes racks are shown first. */
export const LANES_MAX = 24;
/** Height of a rack band. */
export const RACK_PX = 102;
/** Height of the text line on top of a lane. */
export const TEXT_PX = 18;
/** Height of a group line. */
export const GROUP_PX = 24;

/** Density for a number of lanes. In a small window the largest lanes are left out. */
export function densityFor(lanes: number, small: boolean): Density {
  if (lanes <= 5) return small ? 'normal' : 'large';
  if (lanes <= 9) return 'normal';
  return lanes <= LANES_MAX ? 'compact' : 'dense';
}

/** Whether racks stand in for lanes. */
export function byRack(lanes: number): boolean {
  return lanes > LANES_MAX;
}

/** Widths of the three columns for a density. */
export function columns(density: Density): { who: number; now: number } {
  return { who: density === 'compact' || density === 'dense' ? 218 : 170, now: 132 };
}

/** Where a lane's bars stand: top and height in it. Without a text line they fill the lane but for a little air. */
export function barBox(density: Density): { top: number; height: number } {
  const lane = LANE_PX[density];
  switch (density) {
    case 'large':
    case 'normal':
      return { top: TEXT_PX + 2, height: lane - TEXT_PX - 6 };
    case 'compact':
      return { top: 5, height: lane - 9 };
    case 'dense':
      return { top: 2, height: lane - 4 };
  }
}

/** Which of `count` rows of equal height are in view, with some to spare at both ends. */
export function visibleRows(count: number, rowPx: number, scrollTop: number, viewPx: number, spare = 8): { first: number; last: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowPx) - spare);
  const last = Math.min(count, Math.ceil((scrollTop + viewPx) / rowPx) + spare);
  return { first, last: Math.max(first, last) };
}
