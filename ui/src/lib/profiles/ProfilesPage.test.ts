import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { backend, DEFAULT_PREFERENCES } from '$lib/backend';
import { app } from '$lib/state/app.svelte';
import { live } from '$lib/state/live.svelte';
import { preferences } from '$lib/state/preferences.svelte';
import ProfilesPage from './ProfilesPage.svelte';

let stop: () => void;
beforeEach(async () => {
  stop = app.start();
  await waitFor(() => expect(app.reading).toBe('ready'));
  render(ProfilesPage);
});
afterEach(async () => {
  await preferences.change(DEFAULT_PREFERENCES);
  stop();
});

const names = (): string[] =>
  within(screen.getByRole('list', { name: 'Profiles' }))
    .getAllByRole('listitem')
    .map((row) => row.querySelector('a')?.textContent ?? '');
const pin = (): HTMLElement => screen.getByRole('button', { name: 'Pin scratch-kafka' });

it('a pin puts a profile first, is kept, and keeps the focus', async () => {
  expect(names()[0]).not.toBe('scratch-kafka');
  expect(pin().getAttribute('aria-pressed')).toBe('false');
  await fireEvent.click(pin());
  await waitFor(() => expect(names()[0]).toBe('scratch-kafka'));
  expect(pin().getAttribute('aria-pressed')).toBe('true');
  expect((await backend.preferences()).pinnedProfiles).toEqual(['pro-4']);
  await waitFor(() => expect(document.activeElement).toBe(pin()));
  expect(live.polite).toBe('scratch-kafka is pinned');
});

it('a second click takes the pin away', async () => {
  const before = names();
  await fireEvent.click(pin());
  await waitFor(() => expect(names()[0]).toBe('scratch-kafka'));
  await fireEvent.click(pin());
  await waitFor(() => expect(names()).toEqual(before));
  expect((await backend.preferences()).pinnedProfiles).toEqual([]);
});

it('a pin that can’t be kept says so', async () => {
  vi.spyOn(backend, 'save_preferences').mockRejectedValueOnce(new Error('the disk is full'));
  await fireEvent.click(pin());
  await screen.findByText('the disk is full', { exact: false });
});
