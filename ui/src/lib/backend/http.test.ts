import { describe, expect, it, vi } from 'vitest';
import { ProblemError } from './backend';
import type { Event } from './bindings';
import { httpBackend, type BrowserParts } from './http';
import { DEFAULT_PREFERENCES } from './preferences';

class Source {
  static last: Source;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 1;
  closed = false;
  constructor(readonly url: string) {
    Source.last = this;
  }
  close(): void {
    this.closed = true;
  }
}

function backendWith(answer: () => Promise<Response>): { backend: ReturnType<typeof httpBackend>; fetch: ReturnType<typeof vi.fn> } {
  const fetch = vi.fn(answer);
  const parts = { fetch, EventSource: Source, storage: null } as unknown as BrowserParts;
  return { backend: httpBackend(parts), fetch };
}

const json = (body: unknown, status = 200): Promise<Response> => Promise.resolve(new Response(JSON.stringify(body), { status }));

async function problemOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => null,
    (thrown: unknown) => (thrown instanceof ProblemError ? thrown.problem : thrown)
  );
}

describe('a command over HTTP', () => {
  it('goes to its own path as JSON and brings the answer', async () => {
    const { backend, fetch } = backendWith(() => json({ items: [] }));
    expect(await backend.list_profiles()).toEqual({ items: [] });
    const [path, init] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    expect(path).toBe('/api/list_profiles');
    expect(init).toMatchObject({ method: 'POST', body: '{}', credentials: 'same-origin' });
    expect(init.headers).toMatchObject({ 'Content-Type': 'application/json' });
  });
  it('rejects with the problem of the answer, whole', async () => {
    const problem = { code: 'nameTaken', message: 'Taken.', place: { kind: 'app' }, remedy: null, server: null };
    const { backend } = backendWith(() => json(problem, 409));
    expect(await problemOf(backend.status())).toEqual(problem);
  });
  it('says that nothing was sent where no connection was made', async () => {
    const { backend } = backendWith(() => Promise.reject(new TypeError('failed')));
    expect(await problemOf(backend.status())).toMatchObject({ code: 'notSent' });
  });
  it('says how to come in where the session is not known', async () => {
    const { backend } = backendWith(() => Promise.resolve(new Response('no', { status: 401 })));
    expect(await problemOf(backend.status())).toMatchObject({ code: 'notAllowed' });
  });
  it('takes a success without a body that can be read for no answer', async () => {
    const { backend } = backendWith(() => Promise.resolve(new Response('<html>', { status: 200 })));
    expect(await problemOf(backend.status())).toMatchObject({ code: 'internal' });
  });
});

describe('events over HTTP', () => {
  it('are handed on in order, and what is no event is left out', () => {
    const { backend } = backendWith(() => json({}));
    const heard: Event[] = [];
    backend.events((event) => heard.push(event));
    Source.last.onopen?.();
    Source.last.onmessage?.({ data: '{"kind":"removed","what":"profile","id":"p"}' });
    Source.last.onmessage?.({ data: 'not json' });
    expect(heard).toEqual([{ kind: 'removed', what: 'profile', id: 'p' }]);
  });
  it('tell of a gap once the connection stands again', () => {
    const { backend } = backendWith(() => json({}));
    const heard: Event[] = [];
    const ups: boolean[] = [];
    backend.events((event) => heard.push(event), (up) => ups.push(up));
    Source.last.onopen?.();
    Source.last.onerror?.();
    Source.last.onopen?.();
    expect(ups).toEqual([true, false, true]);
    expect(heard).toEqual([{ kind: 'lagged' }]);
  });
  it('end when the listener goes', () => {
    const { backend } = backendWith(() => json({}));
    backend.events(() => undefined)();
    expect(Source.last.closed).toBe(true);
  });
});

it('pinned profiles are kept by this browser', async () => {
  const kept = new Map<string, string>();
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text) };
  const parts = { fetch: vi.fn(), EventSource: Source, storage } as unknown as BrowserParts;
  await httpBackend(parts).save_preferences({ ...DEFAULT_PREFERENCES, pinnedProfiles: ['pro-3', 'pro-1'] });
  // Another page of the same browser.
  expect((await httpBackend(parts).preferences()).pinnedProfiles).toEqual(['pro-3', 'pro-1']);
});
