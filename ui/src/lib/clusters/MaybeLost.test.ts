import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { backend, type ClusterRow } from '$lib/backend';
import { foreignClusters } from '$lib/backend/memory/runs';
import MaybeLost from './MaybeLost.svelte';

function aCluster(): ClusterRow {
  const [cluster] = foreignClusters(0);
  if (cluster === undefined) throw new Error('no cluster');
  return { ...cluster, mark: { kind: 'maybeLost' } };
}

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a cluster becomes ours, or is left alone, only when a person says so', async () => {
  const take = vi.spyOn(backend, 'take_up_cluster').mockResolvedValue({});
  const leave = vi.spyOn(backend, 'disown_cluster').mockResolvedValue({});
  const cluster = aCluster();
  const claim = { accountId: cluster.accountId, cluster: cluster.id };
  render(MaybeLost, { clusters: [cluster] });
  expect(take).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole('button', { name: /Not mine/ }));
  expect(leave).toHaveBeenCalledExactlyOnceWith(claim);
  expect(take).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole('button', { name: /It is mine/ }));
  expect(take).toHaveBeenCalledExactlyOnceWith(claim);
  expect(leave).toHaveBeenCalledOnce();
});

test('one that could not be read can only be said not to be mine', () => {
  render(MaybeLost, { clusters: [{ ...aCluster(), name: null, mark: { kind: 'unreadable' } }] });
  expect(screen.getByText('could not be read yet')).toBeTruthy();
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([expect.stringMatching(/Not mine/)]);
});

test('what stands in the way is said', async () => {
  const problem = { code: 'notAllowed', message: 'The home came from elsewhere.', place: { kind: 'home' }, remedy: null, server: null };
  vi.spyOn(backend, 'take_up_cluster').mockRejectedValue(problem);
  render(MaybeLost, { clusters: [aCluster()] });
  await fireEvent.click(screen.getByRole('button', { name: /It is mine/ }));
  expect(await screen.findByText('The home came from elsewhere.')).toBeTruthy();
});
