import { afterEach, expect, it, vi } from 'vitest';
import { land } from './landing';

function page(html: string): HTMLElement {
  document.body.innerHTML = `<button>elsewhere</button><main tabindex="-1">${html}</main>`;
  const main = document.querySelector('main');
  if (main === null) throw new Error('no main');
  return main;
}
afterEach(() => {
  document.body.innerHTML = '';
});

it('the heading gets the focus, and is no stop of Tab', () => {
  const main = page('<h1>Profiles</h1>');
  land(main);
  expect(document.activeElement?.textContent).toBe('Profiles');
  expect(document.querySelector('h1')?.tabIndex).toBe(-1);
});

it('a heading that comes later gets it then', async () => {
  const main = page('<p>Reading…</p>');
  land(main);
  expect(document.activeElement).toBe(main);
  main.innerHTML = '<h1>orders-kafka</h1>';
  await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('orders-kafka'));
});

it('whoever has gone on by then stays there', async () => {
  const main = page('<p>Reading…</p>');
  const seen = vi.fn();
  land(main);
  document.querySelector('button')?.focus();
  new MutationObserver(seen).observe(main, { childList: true });
  main.innerHTML = '<h1>orders-kafka</h1>';
  await vi.waitFor(() => expect(seen).toHaveBeenCalled());
  expect(document.activeElement?.textContent).toBe('elsewhere');
});
