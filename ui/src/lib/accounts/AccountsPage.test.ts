import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { backend, ProblemError, type Problem } from '$lib/backend';
import { app } from '$lib/state/app.svelte';
import AccountsPage from './AccountsPage.svelte';

let stop: () => void;
beforeEach(async () => {
  stop = app.start();
  await waitFor(() => expect(app.reading).toBe('ready'));
});
afterEach(() => stop());

it('a problem of the back end stands at its field', async () => {
  const problem: Problem = { code: 'nameTaken', message: 'Another account is called X.', place: { kind: 'field', path: 'label' }, remedy: null, server: null };
  vi.spyOn(backend, 'save_account').mockRejectedValue(new ProblemError(problem));
  render(AccountsPage, { id: 'new' });
  await fireEvent.input(screen.getByLabelText('Name shown here'), { target: { value: 'X' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Add the account' }));
  await screen.findByText('Another account is called X.');
  expect(screen.getByLabelText('Name shown here').getAttribute('aria-invalid')).toBe('true');
});

it('a test shows each link, and that writing was not tried', async () => {
  render(AccountsPage, { id: 'acc-stage' });
  await fireEvent.click(screen.getByRole('button', { name: 'Test' }));
  await screen.findByText('HTTP 401 for mkeller-stage.', { exact: false });
  expect(screen.getByText('Rights: writing').textContent).toContain('not tried');
});

it('the sandbox has no form and can’t be removed', () => {
  render(AccountsPage, { id: 'sandbox' });
  expect(screen.queryByLabelText('User name')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Remove…' })).toBeNull();
});
