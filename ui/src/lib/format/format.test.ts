import { describe, expect, it } from 'vitest';
import { ago, clock, counted, dayAndClock, elapsed, grouped, inWords, lasting, seenAgo, shortenMiddle } from '.';

const at = (h: number, m: number, s: number, d = 24): number => new Date(2026, 10, d, h, m, s).getTime();

describe('durations', () => {
  it('counts minutes and seconds, and hours only from the first hour on', () => {
    expect([0, 29_999, 312_000, 3_723_000].map(elapsed)).toEqual(['0:00', '0:29', '5:12', '1:02:03']);
  });
  it('never runs backwards', () => {
    expect(elapsed(-5_000)).toBe('0:00');
    expect(lasting(-5_000)).toBe('0 s');
  });
  it('says one unit for lists, rounded down', () => {
    expect([40_000, 179_000, 5 * 3_600_000, 30 * 3_600_000, 3 * 86_400_000].map(lasting)).toEqual(['40 s', '2 min', '5 h', '1 day', '3 days']);
  });
  it('says two units for ears, in whole words', () => {
    expect(inWords(184_000)).toBe('3 minutes 4 seconds');
    expect(inWords(60_000)).toBe('1 minute');
    expect(inWords(0)).toBe('0 seconds');
    expect(inWords(3_661_000)).toBe('1 hour 1 minute');
  });
});

describe('moments', () => {
  it('are written with seconds on a 24 hour clock', () => {
    expect(clock(at(14, 2, 12))).toBe('14:02:12');
    expect(clock(at(4, 2, 2))).toBe('04:02:02');
  });
  it('name the day only where it is another one', () => {
    expect(dayAndClock(at(14, 2, 12), at(20, 0, 0))).toBe('14:02');
    expect(dayAndClock(at(14, 2, 12, 22), at(20, 0, 0))).toBe('22 November, 14:02');
  });
  it('that were never seen are not given a time', () => {
    expect(seenAgo(null, at(1, 0, 0))).toBe('Not seen yet');
    expect(ago(at(1, 0, 0), at(1, 0, 2))).toBe('2 s ago');
  });
});

describe('texts', () => {
  it('group thousands by a thin space', () => {
    expect(grouped(1_204_880)).toBe('1\u2009204\u2009880');
    expect(grouped(999)).toBe('999');
  });
  it('say one and many', () => {
    expect([counted(1, 'run'), counted(3, 'run'), counted(2, 'run is', 'runs are')]).toEqual(['1 run', '3 runs', '2 runs are']);
  });
  it('keep both ends of a long name', () => {
    expect(shortenMiddle('northwind-platform-events-kafka-eu-central-1-blu', 24)).toBe('northwind-pl…ntral-1-blu');
    expect(shortenMiddle('orders', 24)).toBe('orders');
  });
});
