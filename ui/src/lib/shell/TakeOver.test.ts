import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { backend, type Problem, type StatusView } from '$lib/backend';
import { app } from '$lib/state/app.svelte';
import TakeOver from './TakeOver.svelte';

const problem: Problem = {
  code: 'notAllowed',
  message: 'The folder came from another computer.',
  place: { kind: 'home' },
  remedy: 'Once it is not used there any more: `slipway home take-over`.',
  server: null
};

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a home from elsewhere is taken over only after the question', async () => {
  const status = { elsewhere: null } as StatusView;
  const take = vi.spyOn(backend, 'take_over_home').mockResolvedValue(status);
  render(TakeOver, { problem });
  await fireEvent.click(screen.getByRole('button', { name: 'Take over…' }));
  expect(take).not.toHaveBeenCalled();
  await fireEvent.click(await screen.findByRole('button', { name: 'Take over' }));
  await waitFor(() => {
    expect(app.status).toBe(status);
  });
});

test('what stands in the way is said, and the question stays', async () => {
  vi.spyOn(backend, 'take_over_home').mockRejectedValue({ ...problem, message: 'The disk is full.' });
  render(TakeOver, { problem });
  await fireEvent.click(screen.getByRole('button', { name: 'Take over…' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Take over' }));
  expect(await screen.findByText('The disk is full.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Leave it' })).toBeTruthy();
});
