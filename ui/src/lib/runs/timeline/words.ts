/** What is only known roughly, as the timeline writes it. Exact times are written by `$lib/format`. */

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** «at least 2 min»'s figure: whole minutes or hours, rounded down; nothing below a minute, because a second was not seen. */
export function roughly(ms: number): string | null {
  if (ms < MINUTE) return null;
  return ms < 2 * HOUR ? `${Math.floor(ms / MINUTE)} min` : `${Math.floor(ms / HOUR)} h`;
}
