import { expect, test } from 'vitest';

import { shapeOf } from './lanes';
import { columnsOf, csvOf, looksOf, rowsOf } from './table';
import { at, node, seen, T0 } from './testing';

const one = node('9a27373a-1', [['GENESIS', T0], ['PROVISIONING', at(0, 29)], ['RUNNING', at(3)]]);
const shapes = new Map([[one.id, shapeOf(one, [], at(4))]]);

test('every stage of the rise has a column, and each other word that was seen', () => {
  expect(columnsOf([one])).toEqual(['GENESIS', 'PROVISIONING', 'PROVISIONED', 'JOINING', 'RUNNING']);
  expect(columnsOf([node('b', [['DEFERRED', T0]])])).toContain('DEFERRED');
});

test('a cell holds the clock time over the duration, an empty one where the stage was not seen', () => {
  const [row] = rowsOf([one], shapes, columnsOf([one]), 'broker');
  expect(row?.cells.map((cell) => cell?.took ?? null)).toEqual(['0:29', '2:31', null, null, 'for 1:00']);
  expect(row?.cells[4]?.present).toBe(true);
});

test('looks are counted by what came of them', () => {
  const looks = looksOf([seen(T0, at(1)), { outcome: 'failed', from: at(1, 4), to: at(1, 8), looks: 2, note: 'name not found' }]);
  expect(looks.map((look) => [look.label, look.count])).toEqual([['Done', 31], ['Slowed by the API', 0], ['Failed', 2], ['Cluster not known', 0]]);
});

test('CSV quotes what has commas and never starts a formula', () => {
  const odd = node('=cmd', [['GENESIS', T0]], { rack: 'a,"b"' });
  const rows = rowsOf([odd], new Map(), ['GENESIS'], 'broker');
  const line = csvOf(rows, ['GENESIS']).split('\r\n')[1];
  expect(line?.startsWith(`'=cmd,AWS_VPC_US_EAST_1,"a,""b""",`)).toBe(true);
});
