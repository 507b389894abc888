import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LaunchView, RunView } from '$lib/backend/bindings';
import { anAccount, aRun } from './testing';
import { at, T0 } from './timeline/testing';

const { backend } = vi.hoisted(() => ({ backend: { launch_state: vi.fn(), list_clusters: vi.fn(), refresh: vi.fn(), overview: vi.fn(), events: vi.fn() } }));
vi.mock('$lib/backend', async () => ({ ...(await vi.importActual<object>('$lib/backend/backend')), backend }));

const { app } = await import('$lib/state/app.svelte');
const { live } = await import('$lib/state/live.svelte');
const { default: LaunchPage } = await import('./LaunchPage.svelte');

const named = (n: number, rest: Partial<RunView> = {}): RunView => aRun({ id: `run-${n}`, clusterName: `bench-${n}`, nodesSeen: 3, ...rest });
const problem = (message: string): RunView['problem'] => ({ code: 'refused', message, place: { kind: 'app' }, remedy: null, server: null });
const refused = named(2, { stage: 'refused', cluster: null, endedAt: at(0, 2), problem: problem('The network overlaps.') });
const stopped = named(3, { stage: 'withdrawn', attempt: 0, sentAt: null, cluster: null, endedAt: at(0, 3), problem: problem('Not sent.') });

function shows(runs: RunView[], rest: Partial<LaunchView> = {}): void {
  backend.launch_state.mockResolvedValue({ id: 'launch-1', createdAt: T0, stopOnRefusal: false, runs, lost: 0, ...rest });
  render(LaunchPage, { id: 'launch-1' });
}

beforeEach(() => {
  backend.launch_state.mockReset();
  backend.list_clusters.mockResolvedValue({ items: [], next: null, reading: [] });
  app.runs.clear();
  app.accountsById.clear();
  app.accountsById.set('account-1', anAccount());
  app.now = at(5, 12);
  live.polite = '';
  live.alert = '';
});

afterEach(cleanup);

describe('the page of a launch', () => {
  test('says how it stands as a whole, and each run with its state, nodes and problem', async () => {
    shows([named(1, { nodesRunning: 1 }), refused]);
    expect(await screen.findByRole('heading', { level: 1, name: 'Launch of 2 clusters' })).toBeDefined();
    expect(screen.getByText('0 of 2 running, 1 provisioning, 1 refused')).toBeDefined();
    expect(screen.getByText('1 of 3 nodes running')).toBeDefined();
    const [, first, second] = screen.getAllByRole('row');
    expect(first?.textContent).toMatch(/bench-1.*Provisioning.*1 of 3 brokers running/s);
    expect(second?.textContent).toMatch(/bench-2.*Refused.*nothing was made.*The network overlaps\./s);
  });

  test('goes on by events, without asking again, and says what changed', async () => {
    const before = named(1, { nodesRunning: 2 });
    shows([before, named(4)]);
    await screen.findByText('0 of 2 running, 2 provisioning');
    app.take({ kind: 'run', run: { ...before, revision: 2, stage: 'running', nodesRunning: 3, runningAt: at(5) } });
    expect(await screen.findByText('1 of 2 running, 1 provisioning')).toBeDefined();
    expect(live.polite).toBe('bench-1 is running, 3 of 3 brokers. 1 of 2 running, 1 provisioning.');
    expect(backend.launch_state).toHaveBeenCalledTimes(1);
  });

  test('a refusal is said at once, and the nodes at most once in five seconds', async () => {
    const [one, two] = [named(1), named(4)];
    shows([one, two]);
    await screen.findByText('0 of 2 running, 2 provisioning');
    app.take({ kind: 'run', run: { ...one, revision: 2, nodesRunning: 1 } });
    await screen.findByText('1 of 6 nodes running');
    expect(live.polite).toBe('1 of 6 nodes running');
    app.take({ kind: 'run', run: { ...one, revision: 3, nodesRunning: 2 } });
    await screen.findByText('2 of 6 nodes running');
    expect(live.polite).toBe('1 of 6 nodes running');
    app.take({ kind: 'run', run: { ...two, revision: 2, stage: 'refused', endedAt: at(5) } });
    await screen.findByText('0 of 2 running, 1 provisioning, 1 refused');
    expect(live.alert).toBe('bench-4 was refused. 0 of 2 running, 1 provisioning, 1 refused.');
  });

  test('names what a refusal kept from being sent', async () => {
    shows([named(1), refused, stopped], { stopOnRefusal: true });
    expect(await screen.findByText('1 cluster was not sent: bench-3')).toBeDefined();
    expect(screen.getByText(/bench-2 was refused, and this launch was to stop then/)).toBeDefined();
  });

  test('counts runs that were lost, and holds one that comes back', async () => {
    const [one, two] = [named(1), named(4)];
    shows([one], { lost: 1 });
    expect(await screen.findByRole('heading', { level: 1, name: 'Launch of 2 clusters' })).toBeDefined();
    expect(screen.getByText('0 of 2 running, 1 provisioning, 1 lost')).toBeDefined();
    expect(screen.getByText('1 run of this launch went with a damaged store')).toBeDefined();
    backend.launch_state.mockResolvedValue({ id: 'launch-1', createdAt: T0, stopOnRefusal: false, runs: [one, two], lost: 0 });
    app.take({ kind: 'run', run: two });
    expect(await screen.findByText('0 of 2 running, 2 provisioning')).toBeDefined();
    expect(screen.queryByText(/damaged store/)).toBeNull();
  });

  test('the list is one stop for Tab, and the arrows move in it', async () => {
    shows([named(1), named(4)]);
    const first = await screen.findByRole('link', { name: 'bench-1' });
    const second = screen.getByRole('link', { name: 'bench-4' });
    expect([first.tabIndex, second.tabIndex]).toEqual([0, -1]);
    first.focus();
    await fireEvent.keyDown(first, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(second);
    expect([first.tabIndex, second.tabIndex]).toEqual([-1, 0]);
  });

  test('one that can’t be read says so, and tries again', async () => {
    backend.launch_state.mockRejectedValue({ code: 'notFound', message: 'There is no such launch.', place: { kind: 'app' }, remedy: null, server: null });
    render(LaunchPage, { id: 'launch-9' });
    expect(await screen.findByText('There is no such launch.')).toBeDefined();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(backend.launch_state).toHaveBeenCalledTimes(2);
  });
});
