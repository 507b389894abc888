import { describe, expect, it } from 'vitest';
import { put, replaceAll } from './newest';

describe('of two views of a thing', () => {
  it('the higher revision stays, in whatever order they come', () => {
    const map = new Map([['a', { id: 'a', revision: 3 }]]);
    expect(put(map, { id: 'a', revision: 2 })).toBe(false);
    expect(map.get('a')?.revision).toBe(3);
    expect(put(map, { id: 'a', revision: 4 })).toBe(true);
    expect(map.get('a')?.revision).toBe(4);
  });
  it('the one of an event outlives an older list', () => {
    const map = new Map([['a', { id: 'a', revision: 9 }], ['gone', { id: 'gone', revision: 1 }]]);
    replaceAll(map, [{ id: 'a', revision: 5 }, { id: 'b', revision: 1 }]);
    expect([...map.values()]).toEqual([{ id: 'a', revision: 9 }, { id: 'b', revision: 1 }]);
  });
});
