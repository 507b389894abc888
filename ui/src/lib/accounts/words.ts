// Words about accounts. Pure.

import type { AccountView, Colour, KeySource } from '$lib/backend';
import type { Tone } from '$lib/components/states';

/** The colours in the order they are offered. */
export const COLOURS: readonly { value: Colour; label: string }[] = [
  { value: 'moss', label: 'Moss, for dev' },
  { value: 'oxide', label: 'Oxide, for prod' },
  { value: 'harbour', label: 'Harbour' },
  { value: 'plum', label: 'Plum' },
  { value: 'ochre', label: 'Ochre' },
  { value: 'slate', label: 'Slate' }
];

/** What kind of key an account has, in two words. */
export function keyKind(account: AccountView): string {
  if (account.builtIn) return 'No key';
  if (account.readOnly) return 'Read only';
  return account.reach.kind === 'noKey' ? 'Key missing' : 'Provisioning';
}

/** Where the key comes from: «key by command». */
export function keyFrom(key: KeySource): string {
  switch (key.kind) {
    case 'builtIn':
      return 'no key';
    case 'keyring':
      return 'key in the keyring';
    case 'environment':
      return 'key from a variable';
    case 'command':
      return 'key by command';
    case 'file':
      return 'key from a file';
  }
}

/** How the account stands, as a badge. */
export interface Standing {
  word: string;
  tone: Tone;
  icon: 'check' | 'eye' | 'key' | 'alert' | 'offline' | 'none';
}

/** How an account stands. */
export function standing(account: AccountView): Standing {
  switch (account.reach.kind) {
    case 'refused':
      return { word: 'Key refused', tone: 'bad', icon: 'key' };
    case 'noKey':
      return { word: 'Key missing', tone: 'wait', icon: 'key' };
    case 'offline':
      return { word: 'Can’t be reached', tone: 'wait', icon: 'offline' };
    case 'slowed':
      return { word: 'Slowed', tone: 'wait', icon: 'alert' };
    case 'unknown':
      return { word: 'Not asked yet', tone: 'idle', icon: 'none' };
    case 'good':
      if (account.readOnly) return { word: 'Read only', tone: 'idle', icon: 'eye' };
      return account.writesRefusedAt === null ? { word: 'Works', tone: 'ok', icon: 'check' } : { word: 'Write refused', tone: 'wait', icon: 'eye' };
  }
}
