// The one rule of the page's state: of two views of a thing, the higher revision wins.

/** A view of one thing as the back end sends it. */
export interface Revised {
  id: string;
  revision: number;
}

/** Puts a view where an older one stands. Returns whether it was newer. */
export function put<T extends Revised>(map: Map<string, T>, view: T): boolean {
  const known = map.get(view.id);
  if (known !== undefined && known.revision > view.revision) return false;
  map.set(view.id, view);
  return true;
}

/** Makes the map hold exactly these, but keeps what is newer than the list. */
export function replaceAll<T extends Revised>(map: Map<string, T>, views: readonly T[]): void {
  const ids = new Set(views.map((view) => view.id));
  for (const id of [...map.keys()]) if (!ids.has(id)) map.delete(id);
  for (const view of views) put(map, view);
}
