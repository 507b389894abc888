// The browser: commands by `POST /api/NAME`, events by `GET /api/events` (server-sent events).

import { door, isProblem, ownProblem, ProblemError, type Backend } from './backend';
import type { Event, Problem } from './bindings';
import { readPreferences, type Preferences } from './preferences';

/** What the page needs of the browser; tests pass their own. */
export interface BrowserParts {
  fetch: typeof fetch;
  EventSource: typeof EventSource;
  storage: Storage | null;
}

const PREFERENCES_KEY = 'slipway.preferences';

const UNREACHABLE: Problem = {
  code: 'notSent',
  message: 'Slipway does not answer at this address.',
  place: { kind: 'app' },
  remedy: 'Start «slipway serve» again and open the address that it prints. Runs go on at Instaclustr.',
  server: null
};

const SESSION_OVER: Problem = {
  code: 'notAllowed',
  message: 'This browser has no session with Slipway. The address with its token opens one, once.',
  place: { kind: 'app' },
  remedy: 'Start «slipway serve» again and open the address that it prints.',
  server: null
};

/** The back end behind `slipway serve`. */
export function httpBackend(parts: BrowserParts): Backend {
  async function carry(name: string, input: unknown): Promise<unknown> {
    let response: Response;
    try {
      response = await parts.fetch(`/api/${name}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(input),
        credentials: 'same-origin',
        cache: 'no-store'
      });
    } catch {
      throw new ProblemError(UNREACHABLE);
    }
    let body: unknown;
    try {
      body = await response.json();
    } catch {
      body = undefined;
    }
    if (response.ok && body !== undefined) return body;
    if (isProblem(body)) throw new ProblemError(body);
    if (response.status === 401 || response.status === 403) throw new ProblemError(SESSION_OVER);
    throw new ProblemError(ownProblem(`Slipway answered «${name}» with HTTP ${response.status} and nothing to read.`));
  }

  return {
    kind: 'browser',
    ...door(carry),
    events: (listener, connection) => listen(parts, listener, connection),
    async preferences() {
      return readPreferences(parseOr(parts.storage?.getItem(PREFERENCES_KEY) ?? null));
    },
    async save_preferences(input: Preferences) {
      parts.storage?.setItem(PREFERENCES_KEY, JSON.stringify(input));
    },
    // A tab belongs to the browser: it neither asks nor is closed from here.
    close_asked: () => undefined,
    close_window: async () => undefined
  };
}

function listen(parts: BrowserParts, listener: (event: Event) => void, connection?: (up: boolean) => void): () => void {
  // The browser reconnects by itself after a lost connection, not after an answer that is no stream.
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | null = null;
  let openedBefore = false;
  let ended = false;

  function open(): void {
    source = new parts.EventSource('/api/events');
    source.onopen = () => {
      connection?.(true);
      // Whatever happened while nobody listened has to be asked for.
      if (openedBefore) listener({ kind: 'lagged' });
      openedBefore = true;
    };
    source.onmessage = (message: MessageEvent<string>) => {
      const event = parseOr(message.data);
      if (isEvent(event)) listener(event);
    };
    source.onerror = () => {
      connection?.(false);
      // 2 is CLOSED: the browser has given up.
      if (source?.readyState === 2 && !ended) again = setTimeout(open, RECONNECT_AFTER_MS);
    };
  }

  open();
  return () => {
    ended = true;
    if (again !== null) clearTimeout(again);
    source?.close();
  };
}

const RECONNECT_AFTER_MS = 3_000;

function isEvent(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && typeof (value as Event).kind === 'string';
}

function parseOr(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** What this browser offers; storage may be forbidden. */
export function browserParts(): BrowserParts {
  return { fetch: window.fetch.bind(window), EventSource: window.EventSource, storage: storageOrNone() };
}

function storageOrNone(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
