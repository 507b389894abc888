// Moments, on this computer's clock. Pure: milliseconds in, text out.

import { lasting } from './durations';

const two = (n: number): string => String(n).padStart(2, '0');

/** `14:02:12`. */
export function clock(at: number): string {
  const d = new Date(at);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** `14:02`. */
export function clockShort(at: number): string {
  return clock(at).slice(0, 5);
}

/** Whether both are on one day here. */
export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
];

/** `24 November`. */
export function day(at: number): string {
  const d = new Date(at);
  return `${d.getDate()} ${MONTHS[d.getMonth()] ?? ''}`;
}

/** `14:02` today, `22 November, 14:02` else. */
export function dayAndClock(at: number, now: number): string {
  return sameDay(at, now) ? clockShort(at) : `${day(at)}, ${clockShort(at)}`;
}

/** «2 s ago», «3 min ago». */
export function ago(at: number, now: number): string {
  return `${lasting(now - at)} ago`;
}

/** «Seen 2 s ago», or what stands where nothing was seen. */
export function seenAgo(at: number | null, now: number): string {
  return at === null ? 'Not seen yet' : `Seen ${ago(at, now)}`;
}
