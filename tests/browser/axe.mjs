// Looking at a screen: accessibility in both themes, nothing cut off, a picture of it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './serve.mjs';

const { source } = createRequire(join(ROOT, 'ui/package.json'))('axe-core');

export const THEMES = ['light', 'dark'];

/** The smallest window, and the one that pictures are taken in. */
const SMALLEST = { width: 960, height: 640 };
const USUAL = { width: 1280, height: 800 };

/** Fails with every violation that axe finds on what is shown now. */
export async function accessible(page) {
  // By the debugger's own way in: the page's policy forbids scripts from elsewhere, and it stays as it is in a test.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.target.join(' ') + '  ' + node.html) }));
  });
  const told = violations.map(({ id, help, at }) => `${id}: ${help}\n    ${at.slice(0, 5).join('\n    ')}`);
  assert.equal(told.length, 0, `axe:\n  ${told.join('\n  ')}`);
}

/** Fails where something is wider than the smallest window. */
export async function nothingCutOff(page) {
  await page.setViewportSize(SMALLEST);
  const wide = await page.evaluate(() => {
    const of = (element) => element !== null && element.scrollWidth > element.clientWidth + 1;
    return ['html', 'main', '[role=dialog]'].filter((name) => of(document.querySelector(name)));
  });
  await page.setViewportSize(USUAL);
  assert.deepEqual(wide, [], 'wider than a window of 960 × 640');
}

/** Keeps a picture of what is shown now. */
export function picture(page, name) {
  return page.screenshot({ path: join(ROOT, 'tests/output/browser', `${name}.png`) });
}
