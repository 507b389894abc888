import { describe, expect, it } from 'vitest';
import { href, pageOf, parse } from '.';

describe('a route', () => {
  it('is the clusters where nothing is named', () => {
    expect(parse('')).toEqual({ page: 'clusters' });
    expect(parse('#/clusters')).toEqual({ page: 'clusters' });
  });
  it('of a new profile names the application', () => {
    expect(parse('#/profiles/new/cassandra')).toEqual({ page: 'profile', id: 'new:cassandra', refusal: null });
    expect(parse('#/profiles/new')).toEqual({ page: 'profile', id: 'new:kafka', refusal: null });
  });
  it('of a profile may name the run that was refused, and the field', () => {
    const refusal = { run: 'run-1', field: 'dataCentres.0.network' };
    expect(parse(href('/profiles', 'pro-1', 'refused', refusal.run, refusal.field))).toEqual({ page: 'profile', id: 'pro-1', refusal });
    expect(parse('#/profiles/pro-1/refused/run-1')).toEqual({ page: 'profile', id: 'pro-1', refusal: null });
  });
  it('reads back what href wrote, whatever the id holds', () => {
    for (const id of ['pro-1', 'a/b', 'ü %', '00000000-0000-4000-8000-000000000001']) {
      expect(parse(href('/runs', id))).toEqual({ page: 'run', id });
      expect(parse(href('/launches', id))).toEqual({ page: 'launch', id });
    }
  });
  it('is another page for another run, not for another account of the same list', () => {
    expect(pageOf(parse('#/runs/1'))).not.toBe(pageOf(parse('#/runs/2')));
    expect(pageOf(parse('#/launches/1'))).not.toBe(pageOf(parse('#/launches/2')));
    expect(pageOf(parse('#/accounts/a'))).toBe(pageOf(parse('#/accounts/b')));
    expect(pageOf(parse('#/accounts'))).not.toBe(pageOf(parse('#/clusters')));
  });
  it('that is broken does not throw', () => {
    expect(parse('#/runs/%')).toEqual({ page: 'run', id: '%' });
    expect(parse('#/nowhere/1')).toEqual({ page: 'unknown', path: '/nowhere/1' });
  });
});
