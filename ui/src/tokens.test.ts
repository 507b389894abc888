import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname);
const css = readFileSync(join(SOURCE, 'tokens.css'), 'utf8');

function block(start: string): Map<string, string> {
  const from = css.indexOf(start);
  const body = css.slice(css.indexOf('{', from) + 1, css.indexOf('}', from));
  return new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]));
}

const light = block(':root {');
const dark = block(':root:not([data-theme="light"]) {');
const darkChosen = block(':root[data-theme="dark"] {');

function luminance(hex: string): number {
  const channel = (i: number): number => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['bg', 'bg-side', 'surface', 'surface-inset', 'hover', 'selected'];
const STATES = ['ok', 'progress', 'wait', 'warn', 'bad', 'idle'];
const ACCOUNTS = ['oxide', 'moss', 'harbour', 'plum', 'ochre', 'slate'];

const TEXT_PAIRS: [string, string][] = [
  ...['text', 'text-2', 'text-3', 'accent-text'].flatMap((fg) => GROUNDS.map((bg): [string, string] => [fg, bg])),
  ...STATES.flatMap((s): [string, string][] => [[s, `${s}-soft`], [s, 'surface'], ['text', `${s}-soft`]]),
  ...ACCOUNTS.map((a): [string, string] => [`acc-${a}`, `acc-${a}-soft`]),
  ...['accent', 'accent-hover', 'accent-active', 'bad-fill', 'bad-hover'].map((bg): [string, string] => ['text-on-fill', bg]),
  ...['key', 'string', 'number', 'literal', 'punct', 'comment'].flatMap((c): [string, string][] => [[`code-${c}`, 'surface-inset'], [`code-${c}`, 'code-line']]),
  ['accent-text', 'accent-soft']
];
const SHAPE_PAIRS: [string, string][] = [
  ...['line-control', 'focus', 'unseen'].flatMap((fg) => ['bg', 'surface'].map((bg): [string, string] => [fg, bg])),
  ...STATES.map((s): [string, string] => [`${s}-fill`, 'surface']),
  ['rise-edge', 'rise-track'],
  ['unseen', 'hover']
];

describe.each([
  ['light', light],
  ['dark', dark]
])('contrast in %s', (_, theme) => {
  const of = (name: string): string => theme.get(name) ?? light.get(name) ?? '';
  it.each(TEXT_PAIRS)('of %s on %s is enough for text', (fg, bg) => {
    expect(contrast(of(fg), of(bg))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SHAPE_PAIRS)('of %s on %s is enough for shapes', (fg, bg) => {
    expect(contrast(of(fg), of(bg))).toBeGreaterThanOrEqual(3);
  });
});

it('dark by system and dark by choice are the same', () => {
  expect([...darkChosen]).toEqual([...dark]);
});

it('no component names a colour of its own', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svelte'));
  expect(files.length).toBeGreaterThan(10);
  const found = files.filter((file) => {
    const style = /<style>[\s\S]*<\/style>/.exec(readFileSync(join(SOURCE, file), 'utf8'))?.[0] ?? '';
    return /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsl/i.test(style);
  });
  expect(found).toEqual([]);
});
