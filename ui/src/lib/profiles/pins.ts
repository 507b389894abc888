// Pinned profiles: those that stand first wherever profiles are listed. Which ones belongs to this window or browser.

/** The pinned ones first, in the order in which they were pinned; the others stay as they are. */
export function pinnedFirst<T extends { id: string }>(profiles: readonly T[], pinned: readonly string[]): T[] {
  const place = (id: string): number => (pinned.includes(id) ? pinned.indexOf(id) : pinned.length);
  return [...profiles].sort((a, b) => place(a.id) - place(b.id));
}

/** The pins after one was set or taken away. What no profile bears any more goes with it. */
export function withPin(pinned: readonly string[], id: string, on: boolean, known: (id: string) => boolean): string[] {
  const others = pinned.filter((other) => other !== id && known(other));
  return on ? [...others, id] : others;
}
