import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend, type Event, type RunView } from '$lib/backend';
import { app } from './app.svelte';

let listener: (event: Event) => void = () => undefined;
let connection: (up: boolean) => void = () => undefined;
let stop: () => void = () => undefined;

async function started(): Promise<RunView> {
  vi.spyOn(backend, 'events').mockImplementation((listen, connect) => {
    listener = listen;
    connection = connect ?? connection;
    return () => undefined;
  });
  stop = app.start();
  await vi.waitFor(() => expect(app.reading).toBe('ready'));
  const [run] = app.runsNewestFirst;
  if (run === undefined) throw new Error('no run');
  return run;
}

afterEach(() => stop());

describe('what the page knows', () => {
  it('follows an event with a higher revision and leaves an older one', async () => {
    const run = await started();
    listener({ kind: 'run', run: { ...run, revision: run.revision + 1, nodesRunning: 2 } });
    expect(app.runs.get(run.id)?.nodesRunning).toBe(2);
    listener({ kind: 'run', run: { ...run, revision: run.revision - 1, nodesRunning: 0 } });
    expect(app.runs.get(run.id)?.nodesRunning).toBe(2);
  });
  it('asks anew after missed events', async () => {
    await started();
    const overview = vi.spyOn(backend, 'overview');
    const epoch = app.epoch;
    listener({ kind: 'lagged' });
    expect(app.epoch).toBe(epoch + 1);
    expect(overview).toHaveBeenCalledOnce();
  });
  it('keeps what it knew where asking fails, and says so', async () => {
    const run = await started();
    vi.spyOn(backend, 'overview').mockRejectedValue(new Error('gone'));
    await app.load();
    expect(app.reading).toBe('stale');
    expect(app.problem?.message).toContain('gone');
    expect(app.runs.has(run.id)).toBe(true);
  });
  it('forgets what was taken away, and its choice in the switch', async () => {
    await started();
    app.account = 'acc-lab';
    listener({ kind: 'removed', what: 'account', id: 'acc-lab' });
    expect(app.accountsById.has('acc-lab')).toBe(false);
    expect(app.account).toBeNull();
  });
  it('counts by the core’s clock', async () => {
    await started();
    const status = await backend.status();
    const ahead = 60 * 60_000;
    listener({ kind: 'status', status: { ...status, now: status.now + ahead } });
    expect(Math.abs(app.now - (Date.now() + ahead))).toBeLessThan(1_000);
  });
  it('knows when the way to the back end breaks', async () => {
    await started();
    connection(false);
    expect(app.connected).toBe(false);
    connection(true);
    expect(app.connected).toBe(true);
  });
});
