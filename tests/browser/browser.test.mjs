// The page in Chromium, served by `slipway serve`: launch by click, see RUNNING, every screen looked at in both themes.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accessible, nothingCutOff, offIsLegible, picture, THEMES } from './axe.mjs';
import { browser, ROOT, serve } from './serve.mjs';

/** The embedded sandbox takes about a minute to RUNNING. */
const RUNNING_MS_MAX = 150_000;

let served, chromium, page;
const complaints = [];
const looked = [];

before(async () => {
  mkdirSync(join(ROOT, 'tests/output/browser'), { recursive: true });
  served = await serve();
  chromium = await browser();
  // No motion, so that a colour half-way through a transition is not taken for one of ours.
  const context = await chromium.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  await page.goto(served.url);
});

after(async () => {
  await chromium?.close();
  if (looked.length > 0) console.log(`Looked at, without an axe violation:\n  ${looked.join('\n  ')}`);
  await served?.stop();
});

/** A screen: how to get to it, then what is looked at there. Where it is not reached, what would follow is not tried. */
async function look(t, name, arrive) {
  let reached = false;
  await t.test(`${name}: is reached`, async () => {
    await arrive();
    reached = true;
  });
  if (!reached) {
    await picture(page, `${name.replaceAll(/\W+/g, '-')}-not-reached`);
    throw new Error(`${name} was not reached`);
  }
  for (const theme of THEMES) {
    await t.test(`${name}, ${theme}: axe finds nothing`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      await picture(page, `${name.replaceAll(/\W+/g, '-')}-${theme}`);
      await accessible(page);
      await offIsLegible(page);
      looked.push(`${name}, ${theme}`);
    });
  }
  await t.test(`${name}: fits a window of 960 × 640`, () => nothingCutOff(page));
}

const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor();
const link = (name) => page.getByRole('link', { name, exact: true });
const button = (name) => page.getByRole('button', { name });
const side = (name) => page.getByRole('navigation').getByRole('link', { name });
const focused = () => page.evaluate(() => document.activeElement.tagName);
const station = (name, state) => page.getByRole('list', { name: 'Stations' }).locator(`li.${state}`, { hasText: name });

test('before anything was launched', { timeout: 120_000 }, async (t) => {
  await look(t, 'first run', () => link('Launch Kafka…').waitFor());
  await look(t, 'profiles, none yet', async () => {
    await side('Profiles').click();
    await heading('Profiles');
  });
  await look(t, 'activity, nothing yet', async () => {
    await side('Activity').click();
    await heading('Activity');
  });
});

test('the skip link is the first stop of the keyboard', { timeout: 30_000 }, async () => {
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await focused(), 'BODY', 'at first the focus is at the start of the document');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Go to content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
});

test('whoever goes to another page by keyboard goes on at its heading', { timeout: 30_000 }, async () => {
  for (const name of ['Profiles', 'Settings']) {
    await side(name).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((name) => document.activeElement.matches('h1') && document.activeElement.textContent === name, name);
  }
  await page.goBack();
  await page.waitForFunction(() => document.activeElement.matches('h1') && document.activeElement.textContent === 'Profiles');
});

test('a launch by click, watched until it is RUNNING', { timeout: 300_000 }, async (t) => {
  await look(t, 'profile, Kafka', async () => {
    await page.goto(new URL('/#/welcome', served.url).href);
    await link('Launch Kafka…').click();
    await page.getByLabel('Cluster name').fill('browser-test');
    await page.getByLabel('Profile name').fill('Browser test');
    await page.getByText('All changes kept').waitFor();
  });
  await look(t, 'review', async () => {
    await button('Launch…').click();
    await page.getByRole('dialog').getByRole('button', { name: /^Launch \d+ nodes?$/ }).waitFor();
  });
  await look(t, 'run, provisioning', async () => {
    // The sheet has stood there for longer than the half second within which a click is not meant.
    await page.getByRole('dialog').getByRole('button', { name: /^Launch \d+ nodes?$/ }).click();
    await page.waitForFunction(() => location.hash.startsWith('#/runs/'));
    await heading('browser-test');
    await page.evaluate(() => (window.sameDocument = true));
    await station('Provisioning', 'current').waitFor({ timeout: 30_000 });
  });
  // Somebody else looks at another page meanwhile.
  const elsewhere = await page.context().newPage();
  await elsewhere.goto(new URL('/#/clusters', served.url).href);
  await look(t, 'run, running', async () => {
    await station('Running', 'done').waitFor({ timeout: RUNNING_MS_MAX });
    assert.equal(await page.evaluate(() => window.sameDocument), true, 'the page was told, not loaded anew');
  });
  await t.test('a screen reader hears it on another page too', async () => {
    await elsewhere.getByRole('status').filter({ hasText: 'browser-test: running at Instaclustr' }).waitFor({ state: 'attached' });
    await elsewhere.close();
  });
  await look(t, 'run, as table', async () => {
    await button('As table').click();
    await page.getByRole('table').first().waitFor();
  });
});

test('after a launch', { timeout: 180_000 }, async (t) => {
  await look(t, 'clusters', async () => {
    await side('Clusters').click();
    await heading('Clusters');
    await page.getByRole('main').getByText('Running').first().waitFor();
  });
  await look(t, 'profiles', async () => {
    await side('Profiles').click();
    await heading('Profiles');
  });
  await look(t, 'activity', async () => {
    await side('Activity').click();
    await heading('Activity');
    await page.getByRole('main').getByRole('link').first().waitFor();
  });
  await look(t, 'profile, Cassandra', async () => {
    await page.goto(new URL('/#/profiles/new/cassandra', served.url).href);
    await button('Launch…').waitFor();
  });
  await look(t, 'accounts', async () => {
    await page.goto(new URL('/#/accounts', served.url).href);
    await heading('Accounts');
  });
  await look(t, 'accounts, a new one', () => page.goto(new URL('/#/accounts/new', served.url).href));
  await look(t, 'settings', async () => {
    await side('Settings').click();
    await heading('Settings');
  });
});

test('a field that is wrong says so at the field, and nothing is sent', { timeout: 90_000 }, async (t) => {
  await look(t, 'profile, with a problem', async () => {
    await page.goto(new URL('/#/profiles/new/kafka', served.url).href);
    const name = page.getByLabel('Cluster name');
    await name.fill('ab');
    await name.blur();
    await page.locator('[aria-invalid=true]').first().waitFor();
  });
  await t.test('Launch goes to the problem and opens nothing', async () => {
    await button('Launch…').click({ force: true });
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    assert.equal(await page.getByRole('dialog').count(), 0);
  });
});

test('a pinned profile stands first, here and after a reload', { timeout: 60_000 }, async () => {
  await page.goto(new URL('/#/profiles', served.url).href);
  await button('Duplicate Browser test').click();
  await heading('Browser test 2');
  await side('Profiles').click();
  const first = page.getByRole('list', { name: 'Profiles' }).getByRole('listitem').first().getByRole('link').first();
  assert.notEqual(await first.textContent(), 'Browser test 2');
  await button('Pin Browser test 2').press('Enter');
  await first.filter({ hasText: 'Browser test 2' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Pin Browser test 2');
  await page.reload();
  await first.filter({ hasText: 'Browser test 2' }).waitFor();
});

test('a launch of several is reviewed as one', { timeout: 90_000 }, async (t) => {
  await look(t, 'review, several', async () => {
    await page.goto(new URL('/#/profiles', served.url).href);
    await page.getByRole('main').getByRole('link', { name: 'Browser test 2' }).first().click();
    await button('Launch…').click();
    await button('More copies').click();
    await button('Add a size').click();
    await page.getByText('4 clusters', { exact: true }).waitFor();
    await button(/^Launch 4 clusters, 12 nodes$/).waitFor();
  });
  await t.test('each has a name and a network of its own', async () => {
    const values = (label) => page.getByLabel(label).evaluateAll((fields) => fields.map((field) => field.value));
    for (const label of [/^Name of cluster/, /^Network of cluster/]) assert.equal(new Set(await values(label)).size, 4);
    await button('Cancel').click();
  });
});

test('the theme can be chosen, and holds after a reload', { timeout: 60_000 }, async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(new URL('/#/settings', served.url).href);
  await page.getByText('Dark', { exact: true }).click();
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), 'dark');
  await page.reload();
  await heading('Settings');
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await page.getByText('System', { exact: true }).click();
});

test('a cluster is resized once it was reviewed, node by node', { timeout: 240_000 }, async (t) => {
  await look(t, 'resize', async () => {
    await page.goto(new URL('/#/activity', served.url).href);
    await page.getByRole('main').getByRole('link', { name: 'browser-test' }).first().click();
    await button('Resize…').click();
    await page.getByLabel('Node size').selectOption('KFK-DEV-t4g.medium-80');
    await page.getByText('What will be sent', { exact: false }).waitFor();
  });
  await look(t, 'run, resizing', async () => {
    await page.getByRole('dialog').getByRole('button', { name: 'Resize', exact: true }).click();
    await page.getByRole('heading', { level: 2, name: 'Replaced nodes' }).waitFor({ timeout: 60_000 });
  });
  await look(t, 'run, resized', () => page.getByText('All is as asked', { exact: false }).first().waitFor({ timeout: 180_000 }));
});

test('a cluster is deleted by its name, and the delete is a run of its own', { timeout: 180_000 }, async (t) => {
  await look(t, 'delete', async () => {
    await page.goto(new URL('/#/activity', served.url).href);
    // The newest run stands first, and is the resize: the one that made the cluster deletes it.
    await page.getByRole('main').getByRole('link', { name: 'browser-test' }).last().click();
    await button('Delete cluster…').click();
    await page.getByLabel('Type the cluster’s name').waitFor();
  });
  await look(t, 'run, deleting', async () => {
    await page.getByLabel('Type the cluster’s name').fill('browser-test');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete cluster' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The newest run stands first.
    await side('Activity').click();
    await heading('Activity');
    await page.getByRole('main').getByRole('row', { name: /Delete/ }).getByRole('link').first().click();
    await heading('browser-test');
    await page.getByText('The delete of browser-test', { exact: false }).waitFor();
  });
  await look(t, 'run, deleted', () => page.getByText('Gone.', { exact: true }).first().waitFor({ timeout: 120_000 }));
});

test('a launch of several is watched on a page of its own', { timeout: 300_000 }, async (t) => {
  await look(t, 'launch, under way', async () => {
    await page.goto(new URL('/#/profiles', served.url).href);
    await page.getByRole('main').getByRole('link', { name: 'Browser test 2' }).first().click();
    await button('Launch…').click();
    await button('More copies').click();
    await button(/^Launch 2 clusters, 6 nodes$/).click();
    await page.waitForFunction(() => location.hash.startsWith('#/launches/'));
    await heading('Launch of 2 clusters');
    await page.getByText('0 of 2 running, 2 provisioning', { exact: true }).waitFor({ timeout: 60_000 });
    await page.evaluate(() => (window.sameDocument = true));
  });
  await t.test('its list is one stop of the keyboard', async () => {
    const names = page.getByRole('table').getByRole('link');
    await names.first().focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await names.nth(1).evaluate((link) => link === document.activeElement), true);
  });
  await look(t, 'launch, running', async () => {
    await page.getByText('2 of 2 running', { exact: true }).waitFor({ timeout: RUNNING_MS_MAX });
    assert.equal(await page.evaluate(() => window.sameDocument), true, 'the page was told, not loaded anew');
  });
  await look(t, 'run, of several', async () => {
    await page.getByRole('table').getByRole('link').first().press('Enter');
    await link('part of a launch of 2').waitFor();
  });
  await t.test('each of its runs leads back to it, and so does the list of runs', async () => {
    await link('part of a launch of 2').click();
    await heading('Launch of 2 clusters');
    await side('Activity').click();
    await page.getByRole('main').getByRole('link', { name: /^one of a launch/ }).first().click();
    await heading('Launch of 2 clusters');
  });
});

test('the browser had nothing to complain about', () => assert.deepEqual(complaints, []));

test('the server ends at once when it is told to', { timeout: 20_000 }, async () => {
  await chromium.close();
  chromium = undefined;
  assert.equal(await served.stop(), 0);
  served = undefined;
});
