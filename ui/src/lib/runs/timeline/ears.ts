/** The timeline in sentences: for the readout line, and for ears. */

import type { Lane } from './lanes';
import { ROLE_WORD, barTime } from './lanes';
import { clock, clockShort, inWords, shortId } from '$lib/format';
import type { Bar, LaneShape } from './lanes';
import type { NodeView } from '$lib/backend/bindings';
import type { Picture } from './picture';
import { titled } from './stages';
import { roughly } from './words';

/** How a node is named: its rack, its private address, its short id. Never an invented name. */
export function nodeName(node: NodeView): string {
  return [node.rack ?? 'no rack yet', node.privateAddress ?? 'no address yet', shortId(node.id)].join(', ');
}

/** A lane in full sentences. `age` is how old the last good look is, in ms; absent before the first. */
export function laneSentence(lane: Lane, shape: LaneShape, age: number | null): string {
  if (lane.kind === 'asked') return `${ROLE_WORD[lane.role]} asked for. Instaclustr does not list it yet.`;
  const node = lane.node;
  const sentences = [`${ROLE_WORD[lane.role]} in ${node.rack ?? 'no rack yet'}, ${node.privateAddress ?? 'no address yet'}.`];
  if (node.gone) sentences.push('No longer listed by Instaclustr.');
  const present = shape.bars[shape.bars.length - 1];
  if (present) sentences.push(`${titled(present.status)} ${forWords(present)}.`);
  for (const bar of [...shape.bars].reverse()) {
    if (!bar.present) sentences.push(`${titled(bar.status)} took ${tookWords(bar)}.`);
  }
  if (age !== null) sentences.push(`Seen ${inWords(age)} ago.`);
  return sentences.join(' ');
}

function forWords(bar: Bar): string {
  if (!bar.atLeast) return `for ${inWords(bar.end - bar.start)}`;
  const sure = roughly(bar.end - bar.start);
  return sure === null ? `by ${clockShort(bar.seen)}` : `for at least ${sure}`;
}

function tookWords(bar: Bar): string {
  if (!bar.atLeast) return inWords(bar.end - bar.start);
  const sure = roughly(bar.end - bar.start);
  return sure === null ? 'a time that was not seen' : `at least ${sure}`;
}

/** The readout: who in bold, then what. `bar` is the stage in focus; the present one where none is. */
export function readout(lane: Lane, shape: LaneShape, bar: Bar | undefined): { who: string; what: string } {
  if (lane.kind === 'asked') {
    return { who: ROLE_WORD[lane.role], what: ' asked for. Its rack and address show when Instaclustr names them.' };
  }
  const who = nodeName(lane.node);
  const shown = bar ?? shape.bars[shape.bars.length - 1];
  if (!shown) return { who, what: ': no stage seen yet.' };
  const word = titled(shown.status);
  const time = barTime(shown);
  if (shown.present) {
    if (shown.blurredStart) return { who, what: ` is ${lower(word)} by ${clockShort(shown.seen)}; when exactly was not seen.` };
    return { who, what: ` is ${lower(word)} since ${clock(shown.seen)}, ${time ?? ''} so far.` };
  }
  if (shown.atLeast) return { who, what: `: ${word} from ${clockShort(shown.start)}, ${time ?? 'less than a minute'} seen.` };
  return { who, what: `: ${word} from ${clock(shown.start)} to ${clock(shown.end)}, ${time ?? ''}.` };
}

function lower(word: string): string {
  // A word of the provider that we don't know stays as it came.
  return word === word.toUpperCase() ? word : word.charAt(0).toLowerCase() + word.slice(1);
}

/** The node that came last, where all are running. */
export function lastToRun(picture: Picture): { who: string; what: string } {
  let last: { node: NodeView; bar: Bar } | undefined;
  for (const node of picture.nodes) {
    const bar = picture.shapes.get(node.id)?.bars.find((one) => one.step === 5);
    if (bar && (last === undefined || bar.seen > last.bar.seen)) last = { node, bar };
  }
  if (last === undefined || picture.nodes.length < 2) return { who: '', what: '' };
  const at = last.bar.blurredStart ? `by ${clockShort(last.bar.seen)}` : `at ${clock(last.bar.seen)}`;
  return { who: nodeName(last.node), what: ` was the last to run, ${at}.` };
}

/** What the Now column says under the stage: «for 0:44», «by 14:44», «at least 2 min», «seen 14:20». */
export function nowNote(shape: LaneShape, stale: boolean, seenAt: number | null): string {
  const present = shape.bars[shape.bars.length - 1];
  if (!present) return 'not seen yet';
  if (stale && seenAt !== null) return `seen ${clockShort(seenAt)}`;
  if (present.form === 'failed') return `at ${clock(present.seen)}`;
  if (present.blurredStart) return present.step === 5 ? `by ${clockShort(present.seen)}` : sureFor(present);
  return `for ${barTime(present) ?? ''}`;
}

function sureFor(bar: Bar): string {
  const sure = roughly(bar.end - bar.start);
  return sure === null ? `by ${clockShort(bar.seen)}` : `at least ${sure}`;
}
