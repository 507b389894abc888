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

/** Least contrast of text to its ground (WCAG 2, 1.4.3). */
const CONTRAST_MIN = 4.5;

/**
 * Fails where the words of a control that is off are hard to read. axe leaves these out, and nobody should have to guess what they would do.
 */
export async function offIsLegible(page) {
  const pale = await page.evaluate((least) => {
    const parts = (colour) => {
      const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
      return { rgb: [r, g, b], a };
    };
    const over = (top, a, below) => top.map((channel, at) => channel * a + below[at] * (1 - a));
    const light = (rgb) => {
      const [r, g, b] = rgb.map((channel) => channel / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    // What lies behind an element, from the page up to the element itself.
    const ground = (element) => {
      const below = element.parentElement === null ? [255, 255, 255] : ground(element.parentElement);
      const { rgb, a } = parts(getComputedStyle(element).backgroundColor);
      return over(rgb, a, below);
    };
    const opacity = (element) => (element === null ? 1 : Number(getComputedStyle(element).opacity) * opacity(element.parentElement));
    const contrast = (element) => {
      const behind = ground(element);
      const { rgb, a } = parts(getComputedStyle(element).color);
      const [low, high] = [light(over(rgb, a * opacity(element), behind)), light(behind)].sort((x, y) => x - y);
      return (high + 0.05) / (low + 0.05);
    };
    return [...document.querySelectorAll(':disabled, [aria-disabled=true]')]
      .filter((element) => element.getClientRects().length > 0 && element.textContent.trim() !== '')
      .map((element) => ({ words: element.textContent.trim(), contrast: contrast(element) }))
      .filter((found) => found.contrast < least);
  }, CONTRAST_MIN);
  assert.deepEqual(pale, [], 'words of a control that is off are hard to read');
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
