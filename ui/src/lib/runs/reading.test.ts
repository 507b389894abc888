import { beforeEach, expect, test, vi } from 'vitest';

import { aDetail, anEvent, aRun } from './testing';

const { backend } = vi.hoisted(() => ({ backend: { run: vi.fn(), run_events: vi.fn() } }));
vi.mock('$lib/backend', () => ({ backend, asProblem: (thrown: Error) => ({ message: thrown.message }) }));

const { RunReading } = await import('./reading.svelte');

beforeEach(() => {
  backend.run.mockReset().mockResolvedValue(aDetail(aRun()));
  backend.run_events.mockReset().mockResolvedValue({ items: [], more: false });
});

test('events are read page by page, and later only what is new', async () => {
  backend.run_events
    .mockResolvedValueOnce({ items: [anEvent(1, 'intended', 'a'), anEvent(2, 'sending', 'b')], more: true })
    .mockResolvedValueOnce({ items: [anEvent(3, 'accepted', 'c')], more: false });
  const reading = new RunReading('run-1');
  await reading.read();
  await reading.read();
  expect(reading.events.map((event) => event.seq)).toEqual([1, 2, 3]);
  expect(backend.run_events.mock.calls.map(([ask]) => (ask as { after: number }).after)).toEqual([0, 2, 3]);
});

test('many tellings while an answer is awaited make one more asking', async () => {
  const reading = new RunReading('run-1');
  const first = reading.read();
  void reading.read();
  void reading.read();
  await first;
  expect(backend.run).toHaveBeenCalledTimes(2);
});

test('what was read stays where reading anew fails', async () => {
  const reading = new RunReading('run-1');
  await reading.read();
  backend.run.mockRejectedValueOnce(new Error('gone quiet'));
  await reading.read();
  expect(reading.detail?.run.id).toBe('run-1');
  expect(reading.problem?.message).toBe('gone quiet');
});

test('an event that comes twice is shown once', async () => {
  backend.run_events.mockResolvedValue({ items: [anEvent(1, 'intended', 'a')], more: false });
  const reading = new RunReading('run-1');
  await reading.read();
  await reading.read();
  expect(reading.events.map((event) => event.seq)).toEqual([1]);
});
