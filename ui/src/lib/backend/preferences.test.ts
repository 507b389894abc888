import { expect, it } from 'vitest';
import { DEFAULT_PREFERENCES, readPreferences } from './preferences';

it('preferences that nobody understands are the default', () => {
  for (const value of [null, 3, 'x', {}, { appearance: 'sepia', textSize: 7, pinnedProfiles: 'p', lastPage: 1 }])
    expect(readPreferences(value)).toEqual(DEFAULT_PREFERENCES);
});

it('preferences come back as they were kept', () => {
  const kept = { appearance: 'dark', textSize: 'large', lastPage: '/runs/1', pinnedProfiles: ['a'] } as const;
  expect(readPreferences(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});
