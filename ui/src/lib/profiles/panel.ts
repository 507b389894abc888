// What the request panel lights up and lists: pure, from the preview and what is shown at the fields.

import type { Finding, PreviewLine, PreviewRequest } from '$lib/backend/bindings';
import { isWithin } from './field-path';
import { keyOf } from './json-line';

/** How a line is lit: the worst first. */
export type LineTone = 'error' | 'warning' | 'focus' | 'extra' | 'plain';

/** One entry of the list below the request. */
export interface PanelNote {
  /** What it is. */
  tone: 'error' | 'warning' | 'extra';
  /** «Line 17, network: …». */
  text: string;
  /** The field to jump to. */
  field: string;
}

/** Whether a line belongs to a field: it comes from it or from something inside it. */
export function lineOfField(line: PreviewLine, field: string): boolean {
  return line.field !== null && isWithin(line.field, field);
}

/** How each line is lit. `focused` is the field with the focus. */
export function tones(lines: readonly PreviewLine[], findings: readonly Finding[], focused: string | null): LineTone[] {
  return lines.map((line) => {
    const found = findings.filter((finding) => lineOfField(line, finding.field));
    if (found.some((finding) => finding.severity === 'error')) return 'error';
    if (found.length > 0) return 'warning';
    if (focused !== null && lineOfField(line, focused)) return 'focus';
    return line.extra ? 'extra' : 'plain';
  });
}

/** The list below a request: findings in the order of the form, then what comes from extra JSON. */
export function notes(request: PreviewRequest, findings: readonly Finding[]): PanelNote[] {
  const fromFindings = findings.map((finding): PanelNote => {
    const at = request.lines.findIndex((line) => lineOfField(line, finding.field));
    const line = request.lines[at];
    const name = (line === undefined ? null : keyOf(line.text)) ?? lastName(finding.field);
    const place = line === undefined ? `Not in the request, ${name}` : `Line ${at + 1}, ${name}`;
    const sent = finding.severity === 'warning' && finding.accepted ? ' Sent anyway.' : '';
    return { tone: finding.severity, text: `${place}: ${finding.message}${sent}`, field: finding.field };
  });
  return [...fromFindings, ...extraNotes(request.lines)];
}

function extraNotes(lines: readonly PreviewLine[]): PanelNote[] {
  return stretches(lines).map(([from, to]) => ({
    tone: 'extra',
    text: from === to ? `Line ${from} comes from extra JSON` : `Lines ${from}–${to} come from extra JSON`,
    field: 'extra'
  }));
}

/** Runs of neighbouring lines from extra JSON, numbered from 1. */
function stretches(lines: readonly PreviewLine[]): [number, number][] {
  const found: [number, number][] = [];
  lines.forEach((line, index) => {
    if (!line.extra) return;
    const last = found.at(-1);
    if (last?.[1] === index) last[1] = index + 1;
    else found.push([index + 1, index + 1]);
  });
  return found;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** A path below the account's URL as the panel shows it: the common head is left out. */
export function shortPath(path: string): string {
  const at = path.search(/\/applications\//);
  return at < 0 ? path.replace(/^\/cluster-management\/v2\/resources/, '…') : `…${path.slice(at)}`;
}
