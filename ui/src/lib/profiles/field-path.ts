// Paths into a draft: names and indices joined by dots, as findings and request lines name them.

import type { ProfileDraft } from '$lib/backend/bindings';

/** A number that the draft keeps, by the end of its path. Everything else that is written as text stays text. */
const NUMBERS = new Set(['nodes', 'replicationFactor', 'partitions', 'startHour', 'hours']);

/** Whether a value stands inside another one: `dataCentres.0.tags.team` inside `dataCentres.0.tags`. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

/** The data centre that a path concerns, from 0; `null` where it concerns none. */
export function dataCentreOf(path: string): number | null {
  const index = /^dataCentres\.(\d+)(\.|$)/.exec(path)?.[1];
  return index === undefined ? null : Number(index);
}

/** The id of the control of a field, so that a link can move the focus there. */
export function controlId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

/** What a draft holds at a path; `undefined` where there is no such place. */
export function valueAt(draft: ProfileDraft, path: string): unknown {
  let here: unknown = draft;
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.hasOwn(here, name) ? (here as Record<string, unknown>)[name] : undefined;
  }
  return here;
}

/** Puts a value at a path of the draft, in place. Does nothing where the place before the last name is missing. */
export function putAt(draft: ProfileDraft, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop();
  if (last === undefined) return;
  const holder = names.length === 0 ? draft : valueAt(draft, names.join('.'));
  if (typeof holder !== 'object' || holder === null) return;
  (holder as Record<string, unknown>)[last] = value;
}

/** A value given as text (by a fix of the checks) in the form that the field keeps. */
export function fromText(path: string, text: string): string | number | boolean | null {
  const last = path.slice(path.lastIndexOf('.') + 1);
  if (NUMBERS.has(last)) return wholeNumber(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

/** A whole number from 0 as typed, or `null` where it is none. */
export function wholeNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,9}$/.test(trimmed)) return null;
  return Number(trimmed);
}

/** Whether two drafts hold the same, so that nothing has to be kept. */
export function sameDraft(one: ProfileDraft, other: ProfileDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
