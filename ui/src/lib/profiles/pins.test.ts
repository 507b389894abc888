import { expect, it } from 'vitest';
import { pinnedFirst, withPin } from './pins';

const profiles = ['audit', 'ledger', 'orders', 'scratch'].map((id) => ({ id }));
const ids = (pinned: string[]): string[] => pinnedFirst(profiles, pinned).map(({ id }) => id);

it('pinned profiles stand first, in the order in which they were pinned', () => {
  expect(ids(['scratch', 'ledger'])).toEqual(['scratch', 'ledger', 'audit', 'orders']);
  expect(ids(['nobody'])).toEqual(['audit', 'ledger', 'orders', 'scratch']);
});

it('a pin is set once and taken away again', () => {
  const all = (): boolean => true;
  expect(withPin(['orders'], 'audit', true, all)).toEqual(['orders', 'audit']);
  expect(withPin(['orders', 'audit'], 'orders', true, all)).toEqual(['audit', 'orders']);
  expect(withPin(['orders', 'audit'], 'orders', false, all)).toEqual(['audit']);
});

it('the pin of a profile that is gone goes at the next change', () => {
  expect(withPin(['gone', 'orders'], 'audit', true, (id) => id !== 'gone')).toEqual(['orders', 'audit']);
});
