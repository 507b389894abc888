// Names, ids and counts. Pure.

/** A number grouped by thin spaces: `1 204 880`. */
export function grouped(n: number): string {
  return String(Math.trunc(n)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009');
}

/** `1 run`, `3 runs`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** The first eight letters of an id. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** Ellipsis in the middle: both ends of a long name tell it from its neighbours. */
export function shortenMiddle(text: string, max: number): string {
  if (text.length <= max || max < 5) return text;
  const keep = max - 1;
  const head = Math.ceil(keep / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (keep - head))}`;
}
