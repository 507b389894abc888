// Which clusters may be the one of an unclear run, as far as the page has been told.

import type { ClusterRow, RunDetail } from '$lib/backend/bindings';
import { titled } from './timeline/stages';
import { clock } from '$lib/format';

/** A cluster to pick. */
export interface Offer {
  id: string;
  name: string;
  /** What speaks for it. */
  note: string;
}

/**
 * Clusters of the run's account and application that no run claims: those the back end holds likely first, then what is new since the
 * launch, then the rest.
 */
export function offersOf(detail: RunDetail, rows: readonly ClusterRow[]): Offer[] {
  const { run, candidates } = detail;
  const word = run.application === 'kafka' ? 'KAFKA' : 'CASSANDRA';
  const likely = new Set(candidates.map((one) => one.id));
  const offers = new Map<string, Offer & { rank: number }>();
  for (const row of rows) {
    const fits = row.accountId === run.accountId && row.runId === null && row.application.toUpperCase().includes(word);
    if (!fits) continue;
    const rank = likely.has(row.id) ? 0 : row.firstSeen >= run.createdAt ? 1 : 2;
    const why = rank === 0 ? 'may be the one' : rank === 1 ? 'new since the launch' : null;
    const note = [row.status === null ? null : titled(row.status), why, `first seen ${clock(row.firstSeen)}`].filter((part) => part !== null).join(' · ');
    offers.set(row.id, { id: row.id, name: row.name ?? 'name not read yet', note, rank });
  }
  for (const one of candidates) {
    if (!offers.has(one.id)) offers.set(one.id, { id: one.id, name: one.name, note: 'may be the one', rank: 0 });
  }
  return [...offers.values()].sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name)).map(({ id, name, note }) => ({ id, name, note }));
}
