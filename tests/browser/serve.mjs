// `slipway serve` on a home of its own, and the browser that looks at it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SLIPWAY = resolve(ROOT, process.env.SLIPWAY_BIN ?? 'target/debug/slipway');
const CHROMIUM = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';

// The page's own packages hold what drives the browser: nothing is installed twice.
const { chromium } = createRequire(join(ROOT, 'ui/package.json'))('playwright-core');

/** Serves the page; `url` opens it once. */
export async function serve() {
  if (!existsSync(SLIPWAY)) throw new Error(`${SLIPWAY} is not there: cargo xtask test browser builds it`);
  const home = mkdtempSync(join(tmpdir(), 'slipway-browser-'));
  const child = spawn(SLIPWAY, ['--home', home, '--json', 'serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const first = once(createInterface({ input: child.stdout }), 'line').then(([line]) => JSON.parse(line).url);
  const early = ended.then(([code]) => {
    throw new Error(`slipway serve ended with ${code} before it had an address`);
  });
  const url = await Promise.race([first, early]);
  early.catch(() => {});
  return {
    url,
    /** Ends it as a person would, and gives its exit code. */
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
      return code;
    }
  };
}

/** A browser with a profile of its own that talks to nobody but the page. */
export function browser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  });
}
