// `backend` is all that the rest of the page knows of Tauri and HTTP.

import type { Backend } from './backend';
import { browserParts, httpBackend } from './http';
import { memoryBackend } from './memory';
import { tauriBackend } from './tauri';

export * from './bindings';
export type { Backend, BackendKind, Door } from './backend';
export { asProblem, ProblemError } from './backend';
export type { Appearance, Preferences, TextSize } from './preferences';
export { DEFAULT_PREFERENCES } from './preferences';

function choose(): Backend {
  if ('__TAURI_INTERNALS__' in window) return tauriBackend();
  // Both conditions are constants of the build: a built page holds no scripted back end.
  const scripted = (import.meta.env.DEV && import.meta.env.VITE_BACKEND !== 'http') || import.meta.env.MODE === 'scripted';
  if (scripted) return memoryBackend();
  return httpBackend(browserParts());
}

/** The back end of this page. */
export const backend: Backend = choose();
