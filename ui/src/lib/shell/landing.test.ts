import { afterEach, expect, it, vi } from 'vitest';
import { land } from './landing';

function piece(tag: string, words: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

function page(content: HTMLElement): HTMLElement {
  const main = document.createElement('main');
  main.tabIndex = -1;
  main.append(content);
  document.body.replaceChildren(piece('button', 'elsewhere'), main);
  return main;
}

afterEach(() => {
  document.body.replaceChildren();
});

it('the heading gets the focus, and is no stop of Tab', () => {
  const main = page(piece('h1', 'Profiles'));
  land(main);
  expect(document.activeElement?.textContent).toBe('Profiles');
  expect(document.querySelector('h1')?.tabIndex).toBe(-1);
});

it('a heading that comes later gets it then', async () => {
  const main = page(piece('p', 'Reading…'));
  land(main);
  expect(document.activeElement).toBe(main);
  main.replaceChildren(piece('h1', 'orders-kafka'));
  await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('orders-kafka'));
});

it('whoever has gone on by then stays there', async () => {
  const main = page(piece('p', 'Reading…'));
  const seen = vi.fn();
  land(main);
  document.querySelector('button')?.focus();
  new MutationObserver(seen).observe(main, { childList: true });
  main.replaceChildren(piece('h1', 'orders-kafka'));
  await vi.waitFor(() => expect(seen).toHaveBeenCalled());
  expect(document.activeElement?.textContent).toBe('elsewhere');
});
