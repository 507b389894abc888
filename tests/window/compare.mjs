// Whether a picture of the window still shows the layout of an older one.
//
// Two runs never give the same pixels: times, ids and addresses differ, bars are as long as a node took, and another machine draws letters
// in its own way. What a layout is made of stays: the long straight edges of cards, columns, buttons and hairlines. They are looked for in
// both pictures, and those that stand in one alone are counted. What is drawn from data is left out by the caller.

import { inflateSync } from 'node:zlib';

/** A colour channel that changes by so much from one pixel to the next makes an edge. Hairlines have 22; letters do not get long enough. */
const STEP_MIN = 12;
/** Shorter edges are letters and glyphs, px. */
const RUN_MIN = 40;
/** The same layout: what two runs of the same build differ by stays well below, and one panel that moves is well above. */
export const MOVED_MAX = 0.02;
/** An edge may be so far off and be the same, px. */
const OFF_MAX = 2;

/**
 * The share of edges that stand in one picture alone, 0 for the same layout, 1 for nothing in common. Pictures of different size have
 * nothing in common.
 * @param without rectangles `{ left, top, right, bottom }` in px that are left out of both.
 */
export function differing(one, other, without = []) {
  if (one.width !== other.width || one.height !== other.height) return 1;
  const [a, b] = [edges(one, without), edges(other, without)];
  let all = 0;
  let alone = 0;
  for (const way of ['across', 'down']) {
    for (const [here, there] of [[a[way], b[way]], [b[way], a[way]]]) {
      for (let at = 0; at < here.length; at += 1) {
        if (here[at] === 0) continue;
        all += 1;
        if (!near(there, at, way === 'across' ? one.width : 1)) alone += 1;
      }
    }
  }
  return all === 0 ? 0 : alone / all;
}

/** Whether there is an edge at most {@link OFF_MAX} to either side; `step` leads to the next pixel across the edge. */
function near(marks, at, step) {
  for (let off = -OFF_MAX; off <= OFF_MAX; off += 1) if (marks[at + off * step] === 1) return true;
  return false;
}

/** The pixels that belong to a long edge: `across` the picture from left to right, and `down` it. */
function edges(picture, without) {
  const { width, height } = picture;
  const [across, down] = [new Uint8Array(width * height), new Uint8Array(width * height)];
  const left = (x, y) => without.some((box) => x >= box.left && x < box.right && y >= box.top && y < box.bottom);
  for (let y = 1; y < height; y += 1) runs(width, (x) => apart(picture, x, y, x, y - 1) && !left(x, y), (x) => (across[y * width + x] = 1));
  for (let x = 1; x < width; x += 1) runs(height, (y) => apart(picture, x, y, x - 1, y) && !left(x, y), (y) => (down[y * width + x] = 1));
  return { across, down };
}

/** Marks every place of `0..length` that is in an unbroken run of at least {@link RUN_MIN}. */
function runs(length, is, mark) {
  let from = 0;
  for (let at = 0; at <= length; at += 1) {
    if (at < length && is(at)) continue;
    if (at - from >= RUN_MIN) for (let one = from; one < at; one += 1) mark(one);
    from = at + 1;
  }
}

function apart({ width, rgb }, x, y, otherX, otherY) {
  const [a, b] = [(y * width + x) * 3, (otherY * width + otherX) * 3];
  return [0, 1, 2].some((channel) => Math.abs(rgb[a + channel] - rgb[b + channel]) >= STEP_MIN);
}

/** The pixels of a PNG file as `screen.mjs` writes it: 8 bits a channel, RGB, rows unfiltered. */
export function decodePng(file) {
  let at = 8;
  let width = 0;
  let height = 0;
  const packed = [];
  while (at < file.length) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      if (data[8] !== 8 || data[9] !== 2) throw new Error('not a PNG as the window test writes it: run cargo xtask pictures');
    }
    if (type === 'IDAT') packed.push(data);
    at += 12 + length;
  }
  const rows = inflateSync(Buffer.concat(packed));
  const line = width * 3;
  const rgb = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    const from = y * (line + 1);
    if (rows[from] !== 0) throw new Error('a PNG with filtered rows: run cargo xtask pictures');
    rows.copy(rgb, y * line, from + 1, from + 1 + line);
  }
  return { width, height, rgb };
}
