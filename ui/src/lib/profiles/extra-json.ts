// The text of the extra JSON, and what can be said about it without the rules of the core.

/** What a text holds. */
export type ExtraJson =
  | { kind: 'object'; value: Record<string, unknown> }
  | { kind: 'wrong'; message: string };

/** Reads the text of the field. Nothing at all is an empty object. */
export function readExtra(text: string): ExtraJson {
  if (text.trim() === '') return { kind: 'object', value: {} };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'wrong', message: `Not JSON: ${reason(error, text)} Nothing of it is kept until it can be read.` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'wrong', message: 'Must be an object: { "key": value }. Nothing of it is kept until it is one.' };
  }
  return { kind: 'object', value: value as Record<string, unknown> };
}

/** The text of an object as the field shows it: nothing for an empty one. */
export function extraText(value: Record<string, unknown>): string {
  return Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);
}

/** Engines word it differently; the place is told in lines where it can be known. */
function reason(error: unknown, text: string): string {
  const words = error instanceof Error ? error.message.replace(/^JSON\.parse: |^JSON Parse error: /, '') : '';
  const position = /position (\d+)/.exec(words)?.[1];
  if (position === undefined) return `${words.replace(/\.$/, '')}.`;
  const line = text.slice(0, Number(position)).split('\n').length;
  return `it breaks off or is wrong at line ${line}.`;
}
