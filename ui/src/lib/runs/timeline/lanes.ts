/** One lane per node: its bars, what is blurred between them, and the words over them. */

import type { Asked, NodeView } from '$lib/backend/bindings';
import type { Gap } from './observed';
import { isBlurred } from './observed';
import { formOf, heightOf, stepOf, titled } from './stages';
import type { Form, Step } from './stages';
import { elapsed } from '$lib/format';
import { roughly } from './words';

/** A stage in a lane. Moments in ms; what lies between two bars with a blurred change is a slope. */
export interface Bar {
  status: string;
  form: Form;
  /** Its place on the rise; absent beside it. */
  step: Step | undefined;
  /** 0–1 of the lane. */
  height: number;
  /** Height of the bar before it, 0–1; 0 for the first. */
  from: number;
  start: number;
  end: number;
  /** First look that showed it. */
  seen: number;
  /** Whether it is the present stage. */
  present: boolean;
  /** Whether its beginning or its end was not seen: its duration is a lower bound. */
  atLeast: boolean;
  /** Whether the change into it was not seen. */
  blurredStart: boolean;
}

/** A change that was not seen: from the height before to the height after, between two looks. */
export interface Slope {
  from: number;
  to: number;
  heightFrom: number;
  heightTo: number;
}

/** A lane's drawing. */
export interface LaneShape {
  bars: Bar[];
  slopes: Slope[];
}

/**
 * The bars of a node.
 *
 * `until` is up to where it is known (now, or the last good look). A change seen within the usual distance of looks stands at the
 * look that showed it; one that happened in the dark makes the bar before end at the last look that showed it. Where looks are overdue
 * (`stale`) the present stage lasts at least until the last of them.
 */
export function shapeOf(node: NodeView, gaps: readonly Gap[], until: number, stale = false): LaneShape {
  const bars: Bar[] = [];
  const slopes: Slope[] = [];
  let reached = 0;
  node.stages.forEach((stage, index) => {
    const next = node.stages[index + 1];
    const blurredStart = isBlurred(stage.after, stage.seen, gaps);
    const blurredEnd = next !== undefined && isBlurred(next.after, next.seen, gaps);
    const end = next === undefined ? Math.max(node.goneAt ?? until, stage.seen) : blurredEnd ? Math.max(stage.seen, next.after ?? next.seen) : next.seen;
    const height = heightOf(stage.status, reached);
    const last = bars[bars.length - 1];
    if (blurredStart && last) slopes.push({ from: last.end, to: stage.seen, heightFrom: last.height, heightTo: height });
    bars.push({
      status: stage.status,
      form: formOf(stage.status),
      step: stepOf(stage.status),
      height,
      from: reached,
      start: stage.seen,
      end,
      seen: stage.seen,
      present: next === undefined,
      atLeast: blurredStart || blurredEnd || (stale && next === undefined),
      blurredStart,
    });
    reached = height;
  });
  return { bars, slopes };
}

/** How a bar's time reads: «2:47», «≥ 3 min», or nothing where less than a minute is sure. */
export function barTime(bar: Bar): string | null {
  if (!bar.atLeast) return elapsed(bar.end - bar.start);
  const sure = roughly(bar.end - bar.start);
  return sure === null ? null : `≥ ${sure}`;
}

/** Width of a text of size 11, px at the usual text size. Plex Sans averages a little under 6 px; figures are 6.3. */
export function textWidth(text: string): number {
  return text.length * 6.1;
}

/** The longest form of a bar's words that fits into `px`: «Provisioning 2:47», «Genesis», «0:29», nothing. */
export function barLabel(bar: Bar, px: number, measure: (text: string) => number = textWidth): string {
  const word = titled(bar.status);
  const time = barTime(bar);
  const forms = time === null ? [word] : bar.atLeast ? [`${word} ${time}`, time] : [`${word} ${time}`, word, time];
  return forms.find((form) => measure(form) + 4 <= px) ?? '';
}

/** What a node does in the cluster, as told apart in groups and counts. */
export type Role = 'broker' | 'controller' | 'zookeeper' | 'node';

/**
 * The role of a node, from the provider's role words [openapi] `nodeRoles`. A broker that is a controller too is a broker; one of which
 * nothing is said, or nothing known, is what nodes of this application usually are.
 */
export function roleOf(node: NodeView, usual: Role): Role {
  const roles = node.roles;
  if (roles.includes('KAFKA_BROKER')) return 'broker';
  if (roles.includes('KAFKA_DEDICATED_KRAFT_CONTROLLER')) return 'controller';
  if (roles.includes('KAFKA_DEDICATED_ZOOKEEPER')) return 'zookeeper';
  return usual;
}

/** The role in words, with a capital: «Broker». */
export const ROLE_WORD: Readonly<Record<Role, string>> = {
  broker: 'Broker',
  controller: 'Controller',
  zookeeper: 'ZooKeeper',
  node: 'Node',
};

/** Lane of a node the provider lists. */
export interface NodeLane {
  kind: 'node';
  key: string;
  node: NodeView;
  role: Role;
}

/** Lane of a node that is asked for and not listed yet. */
export interface AskedLane {
  kind: 'asked';
  key: string;
  role: Role;
}

/** A lane. */
export type Lane = NodeLane | AskedLane;

/** Lanes under one line: a data centre, or a role where one data centre has several. */
export interface Group {
  key: string;
  title: string;
  /** «data centre, 6 nodes in 3 racks». */
  note: string;
  lanes: Lane[];
}

/**
 * The lanes in groups: per data centre, and within it dedicated controllers before brokers. One data centre and one role make one
 * group, which is drawn without a line. What is asked for and not listed yet follows the nodes of its data centre.
 */
export function groupsOf(nodes: readonly NodeView[], asked: Asked, role: Role): Group[] {
  const names = [...new Set([...asked.dataCentres.map((centre) => centre.name), ...nodes.map((node) => node.dataCentre)])];
  const several = names.length > 1;
  const groups: Group[] = [];
  const inCentres = asked.dataCentres.reduce((sum, centre) => sum + centre.nodes, 0);
  for (const name of names) {
    const here = nodes.filter((node) => node.dataCentre === name);
    const wanted = asked.dataCentres.find((centre) => centre.name === name);
    // Dedicated controllers are asked for besides the nodes of a data centre; only Kafka has them, and it has one data centre.
    const extra = name === names[0] ? Math.max(0, asked.nodes - inCentres) : 0;
    for (const part of ['zookeeper', 'controller', 'broker', 'node'] as const) {
      const listed = here.filter((node) => roleOf(node, role) === part);
      const alive = listed.filter((node) => !node.gone).length;
      const expected = part === role ? (wanted?.nodes ?? 0) : part === 'controller' && !here.some((node) => roleOf(node, role) === 'zookeeper') ? extra : 0;
      const missing = Math.max(0, expected - alive);
      if (listed.length + missing === 0) continue;
      const lanes: Lane[] = listed.map((node) => ({ kind: 'node', key: node.id, node, role: part }));
      for (let i = 0; i < missing; i += 1) lanes.push({ kind: 'asked', key: `asked ${name} ${part} ${i}`, role: part });
      const racks = new Set(listed.map((node) => node.rack).filter((rack) => rack !== null)).size;
      const inRacks = racks > 1 ? ` in ${racks} racks` : '';
      const total = alive + missing;
      groups.push({
        key: `${name} ${part}`,
        title: several ? name : part === 'controller' ? 'Dedicated controllers' : part === 'zookeeper' ? 'Dedicated ZooKeeper' : part === 'broker' ? 'Brokers' : 'Nodes',
        note: several ? `data centre, ${total} nodes${inRacks}` : [listed[0]?.nodeSize, racks > 1 ? `${racks} racks` : null].filter(Boolean).join(', '),
        lanes,
      });
    }
  }
  return groups;
}
