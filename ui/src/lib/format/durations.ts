// Durations. Pure: milliseconds in, text out.

/** Counting time: `0:29`, `5:12`, `1:02:03`. Never negative. */
export function elapsed(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(all % 60).padStart(2, '0');
  const minutes = Math.floor(all / 60) % 60;
  const hours = Math.floor(all / 3600);
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}

/** For ears: «3 minutes 4 seconds», «44 seconds», «2 hours 1 minute». */
export function inWords(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const parts: [number, string][] = [
    [Math.floor(all / 86_400), 'day'],
    [Math.floor(all / 3600) % 24, 'hour'],
    [Math.floor(all / 60) % 60, 'minute'],
    [all % 60, 'second']
  ];
  const said = parts.filter(([count]) => count > 0).slice(0, 2);
  if (said.length === 0) return '0 seconds';
  return said.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' ');
}

/** How long something has lasted, for lists: «40 s», «3 min», «5 h», «3 days». One unit, rounded down. */
export function lasting(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days === 1 ? '1 day' : `${days} days`;
}
