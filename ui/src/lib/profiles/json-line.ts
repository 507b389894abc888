// Tells the parts of one line of indented JSON apart, for colour only: the text stays as it came.

/** What a piece of a line is. */
export type JsonPart = 'key' | 'string' | 'number' | 'literal' | 'punct' | 'space';

/** A piece of a line. */
export interface JsonPiece {
  /** What it is. */
  part: JsonPart;
  /** Its text. */
  text: string;
}

const PIECE = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|(\s+)|([^\s"\w-]+|.)/gu;

/** The pieces of a line; joined they are the line again. */
export function pieces(line: string): JsonPiece[] {
  const found: JsonPiece[] = [];
  for (const match of line.matchAll(PIECE)) {
    const [whole, string, colon, number, literal, space] = match;
    if (string !== undefined) {
      found.push({ part: colon === undefined ? 'string' : 'key', text: string });
      if (colon !== undefined) found.push({ part: 'punct', text: colon });
    } else if (number !== undefined) found.push({ part: 'number', text: number });
    else if (literal !== undefined) found.push({ part: 'literal', text: literal });
    else if (space !== undefined) found.push({ part: 'space', text: space });
    else found.push({ part: 'punct', text: whole });
  }
  return found;
}

/** The key that a line sets, if it sets one at its beginning. */
export function keyOf(line: string): string | null {
  return /^\s*\{?\s*"((?:[^"\\]|\\.)*)"\s*:/.exec(line)?.[1] ?? null;
}
