/** The timeline as a table: the same facts in rows, and as CSV. */

import type { LookSpan, NodeView } from '$lib/backend/bindings';
import type { LaneShape, Role } from './lanes';
import { barTime, ROLE_WORD, roleOf } from './lanes';
import { clock, clockShort, counted, shortId } from '$lib/format';
import { formOf, RISE_WORDS, titled } from './stages';

/** One stage of one node. */
export interface Cell {
  /** «14:02:42», or «by 14:44». */
  at: string;
  /** «2:47», «for 0:31», «≥ 3 min». */
  took: string;
  present: boolean;
}

/** One node. */
export interface Row {
  key: string;
  node: NodeView;
  role: string;
  roleRest: string;
  cells: (Cell | null)[];
}

/** The stages that get a column: those of the rise, then every other one that was seen. */
export function columnsOf(nodes: readonly NodeView[]): string[] {
  const rise: readonly string[] = RISE_WORDS;
  const others = new Set<string>();
  for (const node of nodes) for (const stage of node.stages) if (!rise.includes(stage.status)) others.add(stage.status);
  return [...rise, ...others];
}

/** The rows of the table. */
export function rowsOf(nodes: readonly NodeView[], shapes: ReadonlyMap<string, LaneShape>, columns: readonly string[], usual: Role): Row[] {
  return nodes.map((node) => {
    const bars = shapes.get(node.id)?.bars ?? [];
    const role = roleOf(node, usual);
    return {
      key: node.id,
      node,
      role: ROLE_WORD[role],
      roleRest: role === 'broker' && node.roles.includes('KAFKA_KRAFT_CONTROLLER') ? 'and controller' : '',
      cells: columns.map((status) => {
        // A stage entered twice shows its newest time; the timeline shows both.
        const bar = bars.filter((one) => one.status === status).pop();
        if (!bar) return null;
        const time = barTime(bar);
        return {
          at: bar.blurredStart ? `by ${clockShort(bar.seen)}` : clock(bar.seen),
          took: time === null ? '' : bar.present ? `for ${time}` : time,
          present: bar.present,
        };
      }),
    };
  });
}

/** How looking went, for the card under the table. */
export function looksOf(looks: readonly LookSpan[]): { label: string; count: number; note: string }[] {
  const count = (outcome: LookSpan['outcome']) => looks.filter((one) => one.outcome === outcome).reduce((sum, one) => sum + one.looks, 0);
  const last = (outcome: LookSpan['outcome']) => looks.filter((one) => one.outcome === outcome).pop();
  const note = (outcome: LookSpan['outcome']) => {
    const span = last(outcome);
    return span ? [`last at ${clock(span.to)}`, span.note].filter(Boolean).join(', ') : '';
  };
  return [
    { label: 'Done', count: count('seen'), note: note('seen') },
    { label: 'Slowed by the API', count: count('slowed'), note: note('slowed') },
    { label: 'Failed', count: count('failed'), note: note('failed') },
    { label: 'Cluster not known', count: count('missing'), note: note('missing') },
  ];
}

/** The sentence under the table: how far apart looks were. */
export function spacing(intervalMs: number): string {
  const seconds = Math.max(1, Math.round(intervalMs / 1000));
  return `Each time is when the stage was first seen; looks are about ${counted(seconds, 'second')} apart. The moment itself lies between two looks.`;
}

/** The table as CSV [rfc4180], times as ISO 8601. */
export function csvOf(rows: readonly Row[], columns: readonly string[]): string {
  const head = ['node', 'data_centre', 'rack', 'private_address', 'public_address', 'role', ...columns.map((one) => `${one.toLowerCase()}_seen`), 'now'];
  const lines = rows.map((row) => {
    const seen = (status: string) => row.node.stages.filter((one) => one.status === status).pop()?.seen;
    const times = columns.map((status) => {
      const at = seen(status);
      return at === undefined ? '' : new Date(at).toISOString();
    });
    const { node } = row;
    return [node.id, node.dataCentre, node.rack ?? '', node.privateAddress ?? '', node.publicAddress ?? '', row.role, ...times, node.status];
  });
  return [head, ...lines].map((line) => line.map(quoted).join(',')).join('\r\n') + '\r\n';
}

function quoted(text: string): string {
  // A leading sign would be read as a formula by a spreadsheet.
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** «Provisioning» for a column's head; a word we don't know as it came. */
export function columnTitle(status: string): string {
  return formOf(status) === 'unknown' ? status : titled(status);
}

/** «10.20.0.14 · 9a27373a», with «none yet» before there is an address. */
export function nodeLine(node: NodeView): string {
  return `${node.privateAddress ?? 'none yet'} · ${shortId(node.id)}`;
}
