// Keys that work everywhere. Single letters belong to the pages.

import { go } from '$lib/router';

const PAGES: Record<string, string> = { '1': '/clusters', '2': '/profiles', '3': '/activity', ',': '/settings' };

/** Takes a key that belongs to the shell; leaves every other one alone. */
export function shortcuts(event: KeyboardEvent): void {
  if (event.key === 'F6') {
    event.preventDefault();
    moveRegion(event.shiftKey ? -1 : 1);
    return;
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  // Behind an open sheet nothing moves.
  if (document.querySelector('[role="dialog"]') !== null) return;
  const path = event.key === 'n' ? '/profiles/new/kafka' : PAGES[event.key];
  if (path === undefined) return;
  event.preventDefault();
  go(path);
}

function moveRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + by + regions.length) % regions.length];
  const first = next?.matches('[tabindex]') ? next : next?.querySelector<HTMLElement>('a, button, [tabindex="0"]');
  first?.focus();
}
