import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { backend } from '$lib/backend';
import MaybeLost from './MaybeLost.svelte';

const claim = { accountId: 'sandbox', cluster: 'c-1' };

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a cluster becomes ours only when a person says so', async () => {
  const take = vi.spyOn(backend, 'take_up_cluster').mockResolvedValue({});
  const done = vi.fn();
  render(MaybeLost, { claims: [claim], nameOf: () => 'orders', done });
  expect(take).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole('button', { name: /It is mine/ }));
  await waitFor(() => {
    expect(done).toHaveBeenCalledOnce();
  });
  expect(take).toHaveBeenCalledWith(claim);
});

test('what stands in the way is said', async () => {
  const problem = { code: 'notAllowed', message: 'The home came from elsewhere.', place: { kind: 'home' }, remedy: null, server: null };
  vi.spyOn(backend, 'take_up_cluster').mockRejectedValue(problem);
  render(MaybeLost, { claims: [claim], nameOf: () => null, done: vi.fn() });
  await fireEvent.click(screen.getByRole('button', { name: /It is mine/ }));
  expect(await screen.findByText('The home came from elsewhere.')).toBeTruthy();
});
