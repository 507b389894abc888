import { describe, expect, it } from 'vitest';
import { accounts } from '$lib/backend/memory/accounts';
import { changed, formOf, saveOf } from './form';

const [dev] = accounts(0);

describe('the form of an account', () => {
  it('never shows a key that is kept', () => {
    expect(formOf(dev ?? null).secret).toBe('');
  });
  it('leaves the key as it is where none was typed', () => {
    expect(saveOf('acc-pay', { ...formOf(null), way: 'keyring', secret: '' }).secret).toBeNull();
  });
  it('sends a typed key only to the keyring', () => {
    const form = { ...formOf(null), secret: 'k', command: 'pass show x' };
    expect(saveOf(null, { ...form, way: 'keyring' }).secret).toBe('k');
    expect(saveOf(null, { ...form, way: 'command' })).toMatchObject({ secret: null, key: { kind: 'command', command: 'pass show x' } });
  });
  it('is unchanged until something is typed', () => {
    const form = formOf(dev ?? null);
    expect(changed(dev ?? null, form)).toBe(false);
    expect(changed(dev ?? null, { ...form, user: 'other' })).toBe(true);
  });
});
