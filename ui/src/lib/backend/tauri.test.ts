import { clearMocks, mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Event } from './bindings';
import { DEFAULT_PREFERENCES } from './preferences';
import { tauriBackend } from './tauri';

interface Call {
  name: string;
  args: Record<string, unknown>;
}

let calls: Call[];
beforeEach(() => {
  calls = [];
  mockWindows('main');
});
afterEach(() => clearMocks());

/** The window as the shell answers it: notes what is asked, keeps the preferences. */
function shell(): void {
  let kept: unknown = {};
  mockIPC((name, args) => {
    const call = { name, args: args as Record<string, unknown> };
    calls.push(call);
    if (name === 'save_preferences') kept = JSON.parse(JSON.stringify(call.args['input']));
    return name === 'preferences' ? kept : null;
  });
}

/** Sends over the channel that a command was given. */
function send(name: string, message: unknown): void {
  const channel = calls.find((call) => call.name === name)?.args['channel'] as { onmessage: (message: unknown) => void };
  channel.onmessage(message);
}

it('what the shell tells reaches the page, notices too', () => {
  shell();
  const listener = vi.fn();
  const stop = tauriBackend().events(listener);
  const notice: Event = { kind: 'notice', notice: { run: 'run-1', kind: 'running', title: 'orders: running', body: '' } };
  send('subscribe', notice);
  expect(listener).toHaveBeenCalledExactlyOnceWith(notice);
  stop();
  send('subscribe', notice);
  expect(listener).toHaveBeenCalledOnce();
});

it('pinned profiles are kept by the shell', async () => {
  shell();
  const backend = tauriBackend();
  await backend.save_preferences({ ...DEFAULT_PREFERENCES, pinnedProfiles: ['pro-3', 'pro-1'] });
  expect((await backend.preferences()).pinnedProfiles).toEqual(['pro-3', 'pro-1']);
});

it('a page that is asked whether to close says that it has heard', async () => {
  shell();
  const asked = vi.fn();
  tauriBackend().close_asked(asked);
  send('close_asks', { underWay: 2 });
  expect(asked).toHaveBeenCalledExactlyOnceWith(2);
  await vi.waitFor(() => expect(calls.map(({ name }) => name)).toContain('close_heard'));
});
