import { describe, expect, test } from 'vitest';
import { keyOf, pieces } from './json-line';
import { notes, shortPath, tones } from './panel';
import { aLine, anError, aPreview, aWarning } from './testing';

const request = aPreview().requests[0] ?? { title: '', onceRunning: false, ifLost: 'Sent once.', method: '', path: '', lines: [], curl: '' };

describe('the lines', () => {
  test('a problem outshines the focus, and the focus outshines extra JSON', () => {
    const lines = [aLine('a', 'name'), aLine('b', 'name'), aLine('c', 'extra', true), aLine('d', 'version'), aLine('e', null, true)];
    expect(tones(lines, [anError('name')], 'name')).toEqual(['error', 'error', 'extra', 'plain', 'extra']);
    expect(tones(lines, [aWarning('version')], 'extra')).toEqual(['plain', 'plain', 'focus', 'warning', 'extra']);
  });

  test('a field lights what stands inside it, not its namesake', () => {
    const lines = [aLine('a', 'dataCentres.1.tags.team'), aLine('b', 'dataCentres.10.tags')];
    expect(tones(lines, [], 'dataCentres.1')).toEqual(['focus', 'plain']);
  });
});

describe('the list below', () => {
  test('a finding names its line and the key as the provider spells it', () => {
    expect(notes(request, [anError('dataCentres.0.nodes', { message: 'Must be a multiple of the 3 racks.' })])).toEqual([
      { tone: 'error', text: 'Line 5, numberOfNodes: Must be a multiple of the 3 racks.', field: 'dataCentres.0.nodes' }
    ]);
  });

  test('a finding without a line says so', () => {
    expect(notes(request, [anError('name')])[0]?.text).toBe('Not in the request, name: name is wrong.');
  });

  test('an accepted warning says that it is sent anyway', () => {
    expect(notes(request, [aWarning('clusterName', { accepted: true })])[0]?.text).toMatch(/Sent anyway\.$/);
  });

  test('neighbouring lines from extra JSON are one entry', () => {
    const lines = [aLine('a'), aLine('b', null, true), aLine('c', null, true), aLine('d'), aLine('e', null, true)];
    expect(notes({ ...request, lines }, []).map((note) => note.text)).toEqual([
      'Lines 2–3 come from extra JSON',
      'Line 5 comes from extra JSON'
    ]);
  });

  test('the common head of the path is left out', () => {
    expect(shortPath(request.path)).toBe('…/applications/kafka/clusters/v2');
    expect(shortPath('/sandbox/ca')).toBe('/sandbox/ca');
  });
});

describe('the parts of a line', () => {
  test.each([
    '      "name": "a \\"b\\": c",',
    '  "nodes": -12.5e3,',
    '    { "key": "slipway-run", "value": "…" }',
    '  "on": true, "off": null',
    '"cut off',
    'x — y',
    ''
  ])('joined they are the line again: %s', (line) => {
    expect(pieces(line).map((piece) => piece.text).join('')).toBe(line);
  });

  test('a key is told from a string', () => {
    expect(pieces('"a": "b"').map((piece) => piece.part)).toEqual(['key', 'punct', 'space', 'string']);
  });

  test('the key of a line is what it sets', () => {
    expect(keyOf('  "network": "10.0.0.0/16",')).toBe('network');
    expect(keyOf('  "value"')).toBeNull();
  });
});
