// The comparison of two pictures of the window can say both: the same, and not the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePng, differing, MOVED_MAX } from './compare.mjs';
import { png } from './screen.mjs';

const [WIDTH, HEIGHT] = [640, 400];
const [GROUND, SURFACE, LINE, INK] = [0xf3f5f4, 0xffffff, 0xdde2e1, 0x14201f];

/** A window: a sidebar, and cards with a hairline around and a few words in each. `seed` makes other words of the same length. */
function drawn(cards, seed = 1) {
  const rgb = Buffer.alloc(WIDTH * HEIGHT * 3);
  const fill = (colour, left, top, right, bottom) => {
    for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) rgb.writeUIntBE(colour, (y * WIDTH + x) * 3, 3);
  };
  fill(GROUND, 0, 0, WIDTH, HEIGHT);
  fill(LINE, 112, 0, 113, HEIGHT);
  let chance = seed;
  for (const [left, top, right, bottom] of cards) {
    fill(LINE, left, top, right, bottom);
    fill(SURFACE, left + 1, top + 1, right - 1, bottom - 1);
    for (let x = left + 8; x < right - 12; x += 6) {
      chance = (chance * 48_271) % 2_147_483_647;
      fill(INK, x, top + 8 + (chance % 3), x + 1 + (chance % 4), top + 16);
    }
  }
  return { width: WIDTH, height: HEIGHT, rgb };
}

const CARDS = [
  [130, 20, 620, 180],
  [130, 192, 370, 380],
  [382, 192, 620, 380]
];
const moved = (at, dx, dy) => CARDS.map((card, index) => (index === at ? [card[0] + dx, card[1] + dy, card[2] + dx, card[3] + dy] : card));

test('other words in the same places are the same layout', () => {
  assert.ok(differing(drawn(CARDS, 7), drawn(CARDS, 1)) <= MOVED_MAX);
});

test('letters and lines that are drawn a little differently are the same layout', () => {
  const [soft, plain] = [drawn(CARDS), drawn(CARDS)];
  for (let at = 0; at < soft.rgb.length; at += 1) soft.rgb[at] = Math.min(255, soft.rgb[at] + (at % 5));
  assert.ok(differing(soft, plain) <= MOVED_MAX);
});

for (const [what, at, dx, dy] of [
  ['the smallest panel 6 px to the side', 2, 6, 0],
  ['a panel 4 px down', 1, 0, 4],
  ['the largest panel 8 px down', 0, 0, 8]
]) {
  test(`caught: ${what}`, () => assert.ok(differing(drawn(moved(at, dx, dy)), drawn(CARDS)) > MOVED_MAX));
}

test('caught: a panel that is gone, and one that is new', () => {
  assert.ok(differing(drawn(CARDS.slice(0, 2)), drawn(CARDS)) > MOVED_MAX);
  assert.ok(differing(drawn(CARDS), drawn(CARDS.slice(0, 2))) > MOVED_MAX);
});

test('what is left out does not count', () => {
  const [left, top, right, bottom] = [374, 184, 640, 400];
  assert.equal(differing(drawn(moved(2, 6, 0)), drawn(CARDS), [{ left, top, right, bottom }]), 0);
});

test('a window of another size has nothing in common', () => {
  const { rgb } = drawn(CARDS);
  assert.equal(differing({ width: WIDTH * 2, height: HEIGHT / 2, rgb }, drawn(CARDS)), 1);
});

test('a picture comes back from its file as it was', () => {
  const picture = drawn(CARDS);
  const read = decodePng(png(picture));
  assert.deepEqual([read.width, read.height], [WIDTH, HEIGHT]);
  assert.ok(read.rgb.equals(picture.rgb));
});
