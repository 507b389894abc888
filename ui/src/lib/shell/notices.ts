// What the core wants a person to know, said to whoever listens to the page instead of looking at it.

import type { Notice } from '$lib/backend';
import type { Route } from '$lib/router';
import { alertNow, announce } from '$lib/state/live.svelte';

/** Says a notice, unless the page of its run or of its launch, which tell each stage by themselves, has just said it. */
export function tell(notice: Notice, route: Route, launch?: string): void {
  const itsOwnPage = (route.page === 'run' && route.id === notice.run) || (route.page === 'launch' && route.id === launch);
  if (itsOwnPage && notice.kind !== 'needsYou') return;
  const words = `${notice.title}. ${notice.body}`;
  if (notice.kind === 'running') announce(words);
  else alertNow(words);
}
