// The built desktop app, on a display in memory, driven as a person does: click Launch, see the run reach RUNNING.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { decodePng, differing, MOVED_MAX } from './compare.mjs';
import { coloursOf, openScreen, png } from './screen.mjs';
import { openDriver, openSession } from './webdriver.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTPUT = join(ROOT, 'tests/output');
const APP = resolve(ROOT, process.env.SLIPWAY_DESKTOP_BIN ?? 'target/debug/slipway-desktop');

/** The picture of the window in the README. */
const KNOWN = join(ROOT, 'docs/window.png');

/** `cargo xtask pictures` makes that picture anew: then there is nothing to hold it against. */
const MAKING = process.env.SLIPWAY_PICTURES === 'make';

/** The launch button of the review takes nothing within half a second of its opening. */
const STEADY_MS = 600;

/** By then a page that is painted anew is on the display. */
const REPAINT_MS = 300;

let folder, screen, driver, page;

before(async () => {
  assert.ok(existsSync(APP), `${APP} is not there: cargo xtask test window builds it`);
  mkdirSync(OUTPUT, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'slipway-window-'));
  const inside = (name) => {
    mkdirSync(join(folder, name), { mode: 0o700 });
    return join(folder, name);
  };
  screen = await openScreen(inside('screen'));
  driver = await openDriver({
    ...process.env,
    DISPLAY: screen.display,
    WAYLAND_DISPLAY: '',
    // Locale C is where the browser's language is no valid tag: what works here works anywhere.
    LANG: 'C.UTF-8',
    SLIPWAY_HOME: inside('home'),
    XDG_DATA_HOME: inside('data'),
    XDG_CONFIG_HOME: inside('config'),
    XDG_CACHE_HOME: inside('cache'),
    XDG_RUNTIME_DIR: inside('runtime'),
    TAURI_WEBVIEW_AUTOMATION: 'true'
  });
  page = await openSession(driver, APP);
});

after(async () => {
  // Where the app died on the way there is no session left to end.
  await page?.close().catch(() => {});
  driver?.close();
  screen?.close();
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Keeps what the page and the whole window look like now. */
async function keep(name) {
  writeFileSync(join(OUTPUT, `${name}-page.png`), await page.picture());
  writeFileSync(join(OUTPUT, `${name}.png`), png(screen.picture()));
}

test('the window opens on the page of this build', { timeout: 90_000 }, async () => {
  await page.until('the page', 'return document.querySelector("main h1")?.textContent');
  assert.equal(await page.run('return location.protocol'), 'tauri:');
  await keep('window-first');
  assert.ok(coloursOf(screen.picture()) > 20, 'the window on the display is not drawn');
});

test('a click on Launch makes a cluster that is watched until it is RUNNING', { timeout: 240_000 }, async () => {
  await page.click('link', 'Launch Kafka…');
  await page.type('Cluster name', 'window-test');
  await page.click('button', 'Launch…');
  await page.control('button', /^Launch \d+ nodes?$/);
  await page.after(STEADY_MS);
  await page.click('button', /^Launch \d+ nodes?$/);
  await page.until('the run’s page', 'return location.hash.startsWith("#/runs/")');
  // Whoever reloads would see the new state in any case; this mark is gone after a reload.
  await page.run('window.sameDocument = true');
  await page.until('the station Provisioning', station('Provisioning', 'current'));
  await page.until('a node that is not running yet', `return /of \\d+ (broker|node)/.test(document.body.innerText)`);
  await keep('window-provisioning');
  await page.until('the station Running', station('Running', 'done'));
  assert.equal(await page.run('return window.sameDocument'), true, 'the page was told, not loaded anew');
  await keep('window');
});

test('the window looks like its picture in the README', { timeout: 60_000, skip: MAKING && 'the picture is made anew' }, async () => {
  const plots = await page.run(`
    return [...document.querySelectorAll('main svg')].map((one) => one.getBoundingClientRect()).map((box) =>
      ({ left: box.left - 2, top: box.top - 2, right: box.right + 2, bottom: box.bottom + 2 }))`);
  const known = decodePng(readFileSync(KNOWN));
  const moved = differing(decodePng(readFileSync(join(OUTPUT, 'window.png'))), known, plots);
  const share = `${(moved * 100).toFixed(1)} %`;
  console.log(`Edges that are not where docs/window.png has them: ${share}`);
  assert.ok(moved <= MOVED_MAX, `${share} of the edges are elsewhere than in docs/window.png: look at tests/output/window.png, then run cargo xtask pictures`);
});

test('each node has its rack and its address by then', { timeout: 60_000 }, async () => {
  const words = await page.run('return document.querySelector("main").innerText');
  const nodes = Number(/(\d+) of \1 brokers/.exec(words)?.[1]);
  assert.ok(nodes >= 3, `${nodes} nodes`);
  assert.doesNotMatch(words, /no rack yet|no address yet/);
});

test('what is painted is what the page holds', { timeout: 60_000 }, async () => {
  const { left, top, right, bottom } = await page.run(`
    const boxes = [...document.querySelectorAll('.lane .who')].map((one) => one.getBoundingClientRect());
    const edge = (which, name) => Math.round(Math[which](...boxes.map((box) => box[name])));
    return { left: edge('min', 'left'), top: edge('min', 'top'), right: edge('max', 'right'), bottom: edge('max', 'bottom') }`);
  const before = screen.picture();
  await page.run('document.body.hidden = true; document.body.offsetHeight; document.body.hidden = false');
  await page.after(REPAINT_MS);
  const after = screen.picture();
  let stale = 0;
  for (let y = top; y < bottom; y += 1) {
    const row = (picture) => picture.rgb.subarray((y * picture.width + left) * 3, (y * picture.width + right) * 3);
    if (row(before).compare(row(after)) !== 0) stale += 1;
  }
  assert.ok(bottom > top && right > left, 'the names of the nodes are in the window');
  assert.equal(stale, 0, 'rows of pixels changed by painting the same page once more: what stood there was old');
});

/** In the page: the station of this name in this state. */
function station(name, state) {
  return `return [...document.querySelectorAll('[aria-label="Stations"] > li')].some((one) =>
    one.querySelector('.name').textContent === '${name}' && one.classList.contains('${state}'))`;
}
