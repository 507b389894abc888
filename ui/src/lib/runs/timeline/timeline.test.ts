import { describe, expect, test } from 'vitest';

import { laneSentence, nowNote, readout } from './ears';
import { barLabel, groupsOf, shapeOf } from './lanes';
import { barBox, byRack, columns, densityFor, LANE_PX, visibleRows } from './layout';
import { blind, foldable, freshness, seenUntil, stretches } from './observed';
import { behindPeers, countsNow, racksOf, stackOf, stackPath } from './racks';
import { fit, FOLD_PX, foldsOf, follow, spanFor, tickLabel, ticks, tickStep, tOf, xOf } from './scale';
import { heightOf, titled } from './stages';
import { asked, at, node, seen, T0 } from './testing';
import { roughly } from './words';

const MIN = 60_000;
const W = 678;

/** The element at `index`, which the test knows is there. */
function nth<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`there is no element ${index}`);
  return found;
}

describe('the axis', () => {
  test('the span is the smallest that holds the now line at 90 per cent', () => {
    expect(spanFor(54_000)).toBe(MIN);
    expect(spanFor(54_001)).toBe(2 * MIN);
    expect(spanFor(9 * MIN)).toBe(10 * MIN);
    expect(spanFor(9 * MIN + 1)).toBe(20 * MIN);
  });

  test('the end of an estimate is held too', () => {
    expect(spanFor(MIN, 9 * MIN)).toBe(10 * MIN);
  });

  test('a span beyond the longest still holds the now line', () => {
    const year = 365 * 24 * 60 * MIN;
    expect(year / spanFor(year)).toBeLessThanOrEqual(0.9);
  });

  test('there are five to eleven ticks on every span at the usual width', () => {
    for (const minutes of [1, 2, 5, 10, 20, 40, 60, 120, 240, 720]) {
      const count = minutes * MIN / tickStep(minutes * MIN, W) + 1;
      expect(count, `${minutes} min`).toBeGreaterThanOrEqual(5);
      expect(count, `${minutes} min`).toBeLessThanOrEqual(11);
    }
  });

  test('a tick near the now label is dropped', () => {
    const scale = fit(5 * MIN + 12_000, [], W);
    const nowX = xOf(scale, 5 * MIN + 12_000);
    const labels = ticks(scale, nowX).map((tick) => tick.label);
    expect(labels).toEqual(['0', '1 min', '2 min', '3 min', '4 min', '6 min', '7 min', '8 min', '9 min', '10 min']);
  });

  test('ticks say seconds, minutes and hours', () => {
    expect([0, 20_000, MIN, 90_000, 120 * MIN, 150 * MIN].map(tickLabel)).toEqual(['0', '20 s', '1 min', '1:30', '2 h', '2:30 h']);
  });

  test('a place and its moment are each other’s reverse, folds included', () => {
    const scale = fit(44 * MIN, [{ from: 4 * MIN, to: 42 * MIN }], W);
    for (const x of [0, 50, 300, 350, 600]) expect(xOf(scale, tOf(scale, x))).toBeCloseTo(x, 3);
  });

  test('follow keeps the last five minutes with the now line at 90 per cent', () => {
    const scale = follow(30 * MIN, W);
    expect(xOf(scale, 30 * MIN)).toBeCloseTo(W * 0.9);
    expect(xOf(scale, 10 * MIN)).toBe(0);
  });
});

describe('folds', () => {
  test('a stretch not seen over a fifth of the span is folded to its width', () => {
    const [fold] = foldsOf(fit(44 * MIN, [{ from: 4 * MIN, to: 42 * MIN }], W));
    expect(fold).toBeDefined();
    expect((fold?.x1 ?? 0) - (fold?.x0 ?? 0)).toBe(FOLD_PX);
  });

  test('a short one is not', () => {
    expect(foldsOf(fit(30 * MIN, [{ from: 4 * MIN, to: 6 * MIN }], W))).toHaveLength(0);
  });

  test('what is folded is taken off the span', () => {
    expect(fit(44 * MIN, [{ from: 4 * MIN, to: 42 * MIN }], W).span).toBe(10 * MIN);
  });

  test('a smaller span folds more, until it stands', () => {
    // Two minutes are no fifth of an hour, but they are one of the ten minutes that are left.
    const gaps = [{ from: 2 * MIN, to: 4.5 * MIN }, { from: 5 * MIN, to: 45 * MIN }];
    expect(foldsOf(fit(47 * MIN, gaps, W))).toHaveLength(2);
  });

  test('being offline now is shown as long as it fits', () => {
    expect(foldsOf(fit(8 * MIN, [{ from: 4 * MIN, to: 8 * MIN }], W))).toHaveLength(0);
    expect(foldsOf(fit(80 * MIN, [{ from: 4 * MIN, to: 80 * MIN }], W))).toHaveLength(1);
  });

  test('folds never take more than half the width', () => {
    const gaps = Array.from({ length: 12 }, (_, i) => ({ from: (i * 60 + 1) * MIN, to: (i * 60 + 59) * MIN }));
    expect(foldsOf(fit(12 * 60 * MIN, gaps, W)).length * FOLD_PX).toBeLessThanOrEqual(W / 2);
  });
});

describe('what was seen', () => {
  test('good looks close together run into one stretch up to now', () => {
    const made = stretches([seen(at(0, 1), at(5))], T0, at(5, 2));
    expect(made).toMatchObject([{ kind: 'seen', from: T0, to: at(5, 2) }]);
  });

  test('a wait asked for by the API stands between the looks around it', () => {
    const looks = [seen(at(0), at(2)), { outcome: 'slowed' as const, from: at(2, 4), to: at(2, 4), looks: 1, note: null }, seen(at(2, 16), at(5))];
    expect(stretches(looks, T0, at(5)).map((one) => [one.kind, one.from, one.to])).toEqual([
      ['seen', T0, at(2, 4)], ['slowed', at(2, 4), at(2, 16)], ['seen', at(2, 16), at(5)],
    ]);
  });

  test('a long hole between two looks was not seen', () => {
    const made = stretches([seen(at(0), at(4)), seen(at(42), at(44))], T0, at(44));
    expect(made.map((one) => one.kind)).toEqual(['seen', 'unseen', 'seen']);
    expect(foldable(made)).toEqual([{ from: at(4), to: at(42) }]);
  });

  test('a look that is overdue ends the stretch at the last look', () => {
    const made = stretches([seen(at(0), at(4))], T0, at(8));
    expect(made.map((one) => [one.kind, one.to])).toEqual([['seen', at(4)], ['unseen', at(8)]]);
    expect(seenUntil([seen(at(0), at(4))], at(8), 2_000)).toBe(at(4));
    expect(freshness([seen(at(0), at(4))], at(8), 2_000)).toEqual({ age: 4 * MIN, stale: true });
  });

  test('one that is not yet overdue reaches now', () => {
    expect(seenUntil([seen(at(0), at(4))], at(4, 3), 2_000)).toBe(at(4, 3));
  });

  test('without looks nothing is drawn', () => {
    expect(stretches([], T0, at(1))).toEqual([]);
    expect(seenUntil([], at(1), 2_000)).toBeNull();
  });

  test('failed looks in a row are one blind stretch', () => {
    const looks = [seen(at(0), at(4)), { outcome: 'failed' as const, from: at(4, 5), to: at(9), looks: 4, note: 'name not found' }];
    expect(blind(stretches(looks, T0, at(9, 30)))).toEqual([{ from: at(4, 5), to: at(9, 30) }]);
  });
});

describe('a lane', () => {
  const rising = node('9a27373a-1', [['GENESIS', at(0, 2)], ['PROVISIONING', at(0, 31)], ['PROVISIONED', at(3, 18)], ['RUNNING', at(4)]]);

  test('rises stage by stage on a common floor', () => {
    const { bars, slopes } = shapeOf(rising, [], at(5));
    expect(bars.map((bar) => bar.height)).toEqual([0.2, 0.42, 0.61, 1]);
    expect(bars.map((bar) => bar.end)).toEqual([at(0, 31), at(3, 18), at(4), at(5)]);
    expect(slopes).toEqual([]);
  });

  test('what changed in the dark is a slope, and its times are lower bounds', () => {
    const slept = node('a', [['PROVISIONING', at(1)]]);
    slept.stages.push({ status: 'RUNNING', seen: at(42), after: at(4) });
    const { bars, slopes } = shapeOf(slept, [{ from: at(4), to: at(42) }], at(44, 30));
    expect(slopes).toEqual([{ from: at(4), to: at(42), heightFrom: 0.42, heightTo: 1 }]);
    expect(bars.map((bar) => barLabel(bar, 300))).toEqual(['Provisioning ≥ 3 min', 'Running ≥ 2 min']);
  });

  test('seconds are never said of what was not seen', () => {
    const slept = node('a', [['PROVISIONING', at(3, 30)]]);
    slept.stages.push({ status: 'JOINING', seen: at(42), after: at(4) });
    const shape = shapeOf(slept, [{ from: at(4), to: at(42) }], at(42, 20));
    expect(barLabel(nth(shape.bars, 0), 300)).toBe('Provisioning');
    expect(nowNote(shape, false, at(42, 20))).toMatch(/^by \d\d:\d\d$/);
  });

  test('the longest words that fit are taken', () => {
    const bar = nth(shapeOf(rising, [], at(5)).bars, 1);
    expect([300, 80, 30, 10].map((px) => barLabel(bar, px))).toEqual(['Provisioning 2:47', 'Provisioning', '2:47', '']);
  });

  test('what is deferred or failed keeps the height it had reached', () => {
    expect(heightOf('DEFERRED', 0.42)).toBe(0.42);
    expect(heightOf('FAILED', 0.8)).toBe(0.8);
    expect(heightOf('RESTORING', 0.42)).toBe(0.8);
  });

  test('a word we have not heard of stays as it came, half high', () => {
    expect(titled('SWAPPING_hosts')).toBe('SWAPPING_hosts');
    expect(heightOf('SWAPPING_hosts', 1)).toBe(0.5);
  });

  test('is said in sentences', () => {
    const lane = { kind: 'node', key: 'a', node: rising, role: 'broker' } as const;
    const shape = shapeOf(rising, [], at(5));
    expect(laneSentence(lane, shape, 2000)).toBe(
      'Broker in us-east-1a, 10.20.0.14. Running for 1 minute. Provisioned took 42 seconds. Provisioning took 2 minutes 47 seconds. Genesis took 29 seconds. Seen 2 seconds ago.',
    );
    expect(readout(lane, shape, undefined).what).toMatch(/^ is running since \d\d:\d\d:\d\d, 1:00 so far\.$/);
  });
});

describe('groups', () => {
  test('before nodes are listed one lane stands for each node asked for', () => {
    const [group, ...rest] = groupsOf([], asked(3), 'broker');
    expect(group?.lanes.map((lane) => lane.kind)).toEqual(['asked', 'asked', 'asked']);
    expect(rest).toEqual([]);
  });

  test('listed nodes take the places of those asked for', () => {
    const [group] = groupsOf([node('a', [['GENESIS', T0]])], asked(3), 'broker');
    expect(group?.lanes.map((lane) => lane.kind)).toEqual(['node', 'asked', 'asked']);
  });

  test('a broker of which the provider says no role, or one nobody knows, takes the place of one asked for', () => {
    const nodes = [node('a', [['GENESIS', T0]], { roles: [] }), node('b', [['GENESIS', T0]], { roles: ['KAFKA_SOMETHING_NEW'] })];
    const groups = groupsOf(nodes, asked(2), 'broker');
    expect(groups.map((group) => [group.title, group.lanes.map((lane) => lane.kind)])).toEqual([['Brokers', ['node', 'node']]]);
  });

  test('dedicated controllers stand before the brokers', () => {
    const controller = node('c', [['GENESIS', T0]], { roles: ['KAFKA_DEDICATED_KRAFT_CONTROLLER'] });
    const groups = groupsOf([node('b', [['GENESIS', T0]]), controller], { ...asked(1), nodes: 2 }, 'broker');
    expect(groups.map((group) => group.title)).toEqual(['Dedicated controllers', 'Brokers']);
  });

  test('two data centres are two groups, each with its own lanes', () => {
    const two = asked(6, { dataCentres: ['A', 'B'].map((name) => ({ name, cloudProvider: 'AWS_VPC', region: name, nodeSize: 's', nodes: 3 })) });
    expect(groupsOf([], two, 'node').map((group) => [group.title, group.lanes.length])).toEqual([['A', 3], ['B', 3]]);
  });
});

describe('heights', () => {
  test('lanes shrink as nodes grow', () => {
    expect([3, 5, 6, 9, 10, 24, 25].map((count) => LANE_PX[densityFor(count, false)])).toEqual([60, 60, 46, 46, 26, 26, 14]);
  });

  test('a small window leaves out the largest', () => {
    expect(densityFor(3, true)).toBe('normal');
  });

  test('racks stand in beyond 24', () => {
    expect([byRack(24), byRack(25)]).toEqual([false, true]);
  });

  test('bars stay inside their lane', () => {
    for (const density of ['large', 'normal', 'compact', 'dense'] as const) {
      const box = barBox(density);
      expect(box.top + box.height).toBeLessThan(LANE_PX[density]);
    }
    expect(columns('compact').who).toBe(218);
  });

  test('of a thousand rows only those in view are drawn', () => {
    const { first, last } = visibleRows(1000, 14, 7000, 420);
    expect([first, last]).toEqual([492, 538]);
  });
});

describe('racks', () => {
  const many = Array.from({ length: 30 }, (_, i) =>
    node(`n${i}`, [['GENESIS', T0], ['PROVISIONING', at(1)], ['RUNNING', at(5, i)]], { rack: `us-east-1${'abc'[i % 3]}` }));

  test('nodes fall into their racks', () => {
    expect(racksOf(many).map((rack) => [rack.title, rack.nodes.length])).toEqual([['us-east-1a', 10], ['us-east-1b', 10], ['us-east-1c', 10]]);
  });

  test('a stack counts nodes at least that far', () => {
    const stack = stackOf(many);
    expect(stack[2]).toHaveLength(30);
    expect(stack[5][14]).toEqual({ t: at(5, 14), count: 15 });
  });

  test('its outline is closed at the floor and ends at the last look', () => {
    const path = stackPath([{ t: 0, count: 1 }, { t: 10, count: 2 }], 2, 20, (t) => t, 100, 0);
    expect(path).toBe('M0.0 100H0.0V50.0H10.0V0.0H20.0V100Z');
  });

  test('a node in a stage for twice the median of its peers is behind', () => {
    const late = node('late', [['GENESIS', T0], ['PROVISIONING', at(1)]]);
    expect(behindPeers([...many, late], at(8))).toEqual([]);
    expect(behindPeers([...many, late], at(10))).toMatchObject([{ node: { id: 'late' }, reason: '9:00, peers took 4' }]);
  });

  test('with fewer than five peers nobody is behind', () => {
    const late = node('late', [['PROVISIONING', at(1)]]);
    expect(behindPeers([...many.slice(0, 4), late], at(60))).toEqual([]);
  });

  test('what is deferred is always named, first', () => {
    const put = node('put', [['GENESIS', T0], ['DEFERRED', at(3)]]);
    const late = node('late', [['PROVISIONING', at(1)]]);
    expect(behindPeers([...many, late, put], at(60)).map((one) => one.node.id)).toEqual(['put', 'late']);
  });

  test('stages are elapsed furthest first', () => {
    expect(countsNow([node('a', [['GENESIS', T0]]), node('b', [['JOINING', T0]]), node('c', [['RUNNING', T0]])])).toEqual(['1 joining', '1 genesis']);
  });
});

test('what is sure only roughly has no seconds', () => {
  expect([59_000, 170_000, 3 * 3_600_000].map(roughly)).toEqual([null, '2 min', '3 h']);
});
