import { expect, it } from 'vitest';
import { anAccount } from '$lib/profiles/testing';
import { standing } from './words';

it('an account whose key was refused a write says so, until the key is another one', () => {
  const works = anAccount({ reach: { kind: 'good' }, readOnly: false });
  expect(standing(works).word).toBe('Works');
  expect(standing({ ...works, writesRefusedAt: 1_000 }).word).toBe('Write refused');
  expect(standing({ ...works, readOnly: true, writesRefusedAt: 1_000 }).word).toBe('Read only');
});
