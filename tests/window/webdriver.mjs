// The few W3C WebDriver calls that are needed, straight to WebKitWebDriver: no tauri-driver in between.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** How a page is waited for: the script runs within it, again after each change, until it gives something. */
const WAIT_MS_MAX = 150_000;

/** Starts the driver with `env` on a session bus of its own. What it starts has the same bus and environment. */
export async function openDriver(env) {
  const port = await freePort();
  const child = spawn('dbus-run-session', ['--', 'WebKitWebDriver', `--port=${port}`], {
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
    // A group of its own, so that the bus and what it started go with it.
    detached: true
  });
  let ended = null;
  once(child, 'exit').then(([code]) => (ended = code ?? 'a signal'));
  const driver = { url: `http://127.0.0.1:${port}`, close: () => endGroup(child) };
  try {
    // The driver prints nothing when it is up, so there is only asking; each try that fails costs nothing.
    for (const end = Date.now() + 30_000; ; ) {
      const up = await ask(driver, 'GET', '/status').catch(() => null);
      if (up) return driver;
      if (ended !== null) throw new Error(`dbus-run-session -- WebKitWebDriver ended with ${ended}`);
      if (Date.now() > end) throw new Error('WebKitWebDriver did not answer within 30 s');
      await later(50);
    }
  } catch (error) {
    driver.close();
    throw error;
  }
}

/** Starts `binary` under the driver and gives what can be done in its page. */
export async function openSession(driver, binary, args = []) {
  const { sessionId } = await ask(driver, 'POST', '/session', {
    capabilities: {
      alwaysMatch: {
        'webkitgtk:browserOptions': { binary, args },
        timeouts: { script: WAIT_MS_MAX, pageLoad: 60_000, implicit: 0 }
      }
    }
  });
  const call = (method, path, body) => ask(driver, method, `/session/${sessionId}${path}`, body);
  const run = (script, ...args) => call('POST', '/execute/sync', { script, args });
  const page = {
    /** Runs `script` (a function's body) in the page. */
    run,
    /** Waits until `find` (a function's body) gives something, and gives that. */
    async until(what, find, ...args) {
      try {
        return await call('POST', '/execute/async', { script: watch(find), args });
      } catch (error) {
        const seen = await run('return document.body?.innerText ?? ""').catch(() => '(the page is gone)');
        throw new Error(`waited for ${what}: ${error.message}\nThe page reads:\n${seen}`, { cause: error });
      }
    },
    /** The visible, enabled control of this role and name (a text, or a pattern); waits for it. */
    control: (role, name) => page.until(`${role} ${name}`, FIND_CONTROL, role, name.source ?? `^${name}$`),
    /** Clicks as a person does: the driver moves the pointer there. */
    async click(role, name) {
      const element = await page.control(role, name);
      await call('POST', `/element/${element[ELEMENT]}/click`, {});
    },
    /** Types into the field of this label, key by key. */
    async type(label, text) {
      const field = await page.until(`the field ${label}`, FIND_FIELD, label);
      await call('POST', `/element/${field[ELEMENT]}/value`, { text });
    },
    /** Lets so many milliseconds pass in the page: for a rule of ours that something holds no sooner. */
    after: (ms) => call('POST', '/execute/async', { script: 'setTimeout(arguments[1], arguments[0])', args: [ms] }),
    /** Picture of the page, a PNG. */
    picture: async () => Buffer.from(await call('GET', '/screenshot'), 'base64'),
    close: () => call('DELETE', '')
  };
  return page;
}

// The body is put into the script as text: the page's policy forbids making functions of strings, and rightly.
const watch = (find) => `
  const args = [...arguments];
  const done = args.pop();
  const look = function () { ${find} };
  let observer = null;
  const check = () => {
    const found = look.apply(null, args);
    if (!found) return;
    observer?.disconnect();
    done(found);
  };
  observer = new MutationObserver(check);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  check();
`;

const FIND_CONTROL = `
  const [role, pattern] = arguments;
  const name = new RegExp(pattern);
  const tags = {
    button: 'button, [role=button]', link: 'a[href], [role=link]', tab: '[role=tab]', heading: 'h1, h2, h3, [role=heading]',
    checkbox: 'input[type=checkbox], [role=checkbox]', dialog: 'dialog, [role=dialog]'
  };
  const words = (element) => (element.getAttribute('aria-label') ?? element.textContent).replace(/\\s+/g, ' ').trim();
  return [...document.querySelectorAll(tags[role])].find((element) => {
    const shown = element.getClientRects().length > 0;
    const off = element.disabled || element.getAttribute('aria-disabled') === 'true';
    return shown && !off && name.test(words(element));
  });
`;

const FIND_FIELD = `
  const [label] = arguments;
  const named = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === label);
  return named?.control ?? null;
`;

async function ask(driver, method, path, body) {
  const response = await fetch(driver.url + path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function endGroup(child) {
  try {
    process.kill(-child.pid);
  } catch {
    // It has ended already.
  }
}
