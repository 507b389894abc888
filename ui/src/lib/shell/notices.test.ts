import { beforeEach, expect, it } from 'vitest';
import type { Notice } from '$lib/backend';
import { live } from '$lib/state/live.svelte';
import { tell } from './notices';

const notice = (kind: Notice['kind']): Notice => ({ run: 'run-1', kind, title: `orders: ${kind}`, body: 'After 5 min.' });

beforeEach(() => {
  live.polite = '';
  live.alert = '';
});

it('what runs is said when there is a moment, the rest at once', () => {
  tell(notice('running'), { page: 'clusters' });
  expect(live).toMatchObject({ polite: 'orders: running. After 5 min.', alert: '' });
  tell(notice('failed'), { page: 'run', id: 'run-2' });
  expect(live.alert).toBe('orders: failed. After 5 min.');
});

it('the page of the run says its stages itself, not that a person is needed', () => {
  tell(notice('running'), { page: 'run', id: 'run-1' });
  tell(notice('failed'), { page: 'run', id: 'run-1' });
  expect(live).toMatchObject({ polite: '', alert: '' });
  tell(notice('needsYou'), { page: 'run', id: 'run-1' });
  expect(live.alert).toBe('orders: needsYou. After 5 min.');
});

it('so does the page of its launch', () => {
  tell(notice('running'), { page: 'launch', id: 'launch-1' }, 'launch-1');
  expect(live).toMatchObject({ polite: '', alert: '' });
  tell(notice('running'), { page: 'launch', id: 'launch-2' }, 'launch-1');
  expect(live.polite).toBe('orders: running. After 5 min.');
});
