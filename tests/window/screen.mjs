// A display in memory: Xvfb on a number of its own, and pictures of what is on it.
//
// Xvfb keeps its screen in a file (`-fbdir`) as an XWD picture; reading that needs no other program.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** Starts a display and gives its name (`:7`), a way to take a picture, and a way to end it. */
export async function openScreen(folder, { width = 1280, height = 800 } = {}) {
  const child = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-fbdir', folder],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] }
  );
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`Xvfb ended with ${code} before it had a display`);
  });
  // Xvfb picks a free number and writes it once it takes clients.
  const number = await Promise.race([once(child.stdio[3], 'data').then(([data]) => String(data).trim()), ended]);
  ended.catch(() => {});
  return {
    display: `:${number}`,
    picture: () => decodeXwd(readFileSync(join(folder, 'Xvfb_screen0'))),
    close: () => child.kill()
  };
}

/** The pixels of an XWD picture (version 7, 32 bits a pixel) as RGB rows. */
export function decodeXwd(file) {
  const field = (at) => file.readUInt32BE(at * 4);
  const [headerBytes, version, format] = [field(0), field(1), field(2)];
  const [width, height, lsbFirst] = [field(4), field(5), field(7) === 0];
  const [bitsPerPixel, bytesPerLine, colours] = [field(11), field(12), field(19)];
  if (version !== 7 || format !== 2 || bitsPerPixel !== 32) {
    throw new Error(`not an XWD picture as Xvfb makes it: version ${version}, format ${format}, ${bitsPerPixel} bits`);
  }
  const start = headerBytes + colours * 12;
  const [red, green, blue] = lsbFirst ? [2, 1, 0] : [1, 2, 3];
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, to += 3) {
      const from = start + y * bytesPerLine + x * 4;
      rgb[to] = file[from + red];
      rgb[to + 1] = file[from + green];
      rgb[to + 2] = file[from + blue];
    }
  }
  return { width, height, rgb };
}

/** How many different colours a picture has, counted up to `most`: one means that nothing is drawn. */
export function coloursOf({ rgb }, most = 1_000) {
  const seen = new Set();
  for (let at = 0; at < rgb.length && seen.size < most; at += 3) seen.add(rgb.readUIntBE(at, 3));
  return seen.size;
}

/** A PNG file of RGB rows. */
export function png({ width, height, rgb }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) rgb.copy(rows, y * (width * 3 + 1) + 1, y * width * 3, (y + 1) * width * 3);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'ascii'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
