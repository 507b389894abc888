// The form of an account: what it holds, and how it becomes a request. Pure. Rules are the engine's; here stands only
// what tells an empty form from a filled one.

import type { AccountView, Colour, KeySource, Problem, SaveAccount } from '$lib/backend';

/** Ways to a key that a person can choose. */
export type KeyWay = Exclude<KeySource['kind'], 'builtIn'>;

/** What the fields hold. */
export interface AccountForm {
  label: string;
  word: string;
  colour: Colour;
  url: string;
  user: string;
  way: KeyWay;
  /** The key itself, typed now; never read back. */
  secret: string;
  variable: string;
  command: string;
  path: string;
  readOnly: boolean;
  /** Requests per second at most, as typed. */
  rate: string;
}

/** The provider's address. */
export const PROVIDER_URL = 'https://api.instaclustr.com';

/** The form of an account, or of a new one. */
export function formOf(account: AccountView | null): AccountForm {
  const key = account?.key;
  return {
    label: account?.label ?? '',
    word: account?.word ?? '',
    colour: account?.colour ?? 'moss',
    url: account?.url ?? PROVIDER_URL,
    user: account?.user ?? '',
    way: key === undefined || key.kind === 'builtIn' ? 'keyring' : key.kind,
    secret: '',
    variable: key?.kind === 'environment' ? key.variable : '',
    command: key?.kind === 'command' ? key.command : '',
    path: key?.kind === 'file' ? key.path : '',
    readOnly: account?.readOnly ?? false,
    rate: String(account?.rate ?? 1)
  };
}

/** The request that keeps a form. */
export function saveOf(id: string | null, form: AccountForm): SaveAccount {
  return {
    id,
    label: form.label.trim(),
    word: form.word.trim(),
    colour: form.colour,
    url: form.url.trim(),
    user: form.user.trim(),
    key: keySource(form),
    secret: form.way === 'keyring' && form.secret !== '' ? form.secret : null,
    readOnly: form.readOnly,
    // What is no whole number is none the engine takes either.
    rate: /^\d+$/.test(form.rate.trim()) ? Number(form.rate) : 0
  };
}

function keySource(form: AccountForm): KeySource {
  switch (form.way) {
    case 'keyring':
      return { kind: 'keyring' };
    case 'environment':
      return { kind: 'environment', variable: form.variable.trim() };
    case 'command':
      return { kind: 'command', command: form.command.trim() };
    case 'file':
      return { kind: 'file', path: form.path.trim() };
  }
}

/** Whether the form differs from what is kept. */
export function changed(account: AccountView | null, form: AccountForm): boolean {
  return JSON.stringify(form) !== JSON.stringify(formOf(account));
}

/** The field that a problem concerns, by its path without the command's own name. */
export function fieldOf(problem: Problem | null): string | null {
  return problem?.place.kind === 'field' ? problem.place.path : null;
}
