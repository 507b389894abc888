// From a state's word to how it is drawn: tone, glyph, and the word for people. Pure, so that badge, list, sidebar and
// timeline never tell two stories.

import type { RunView, Stage } from '$lib/backend';

/** Which triple of colour tokens (`--ok`, `--ok-soft`, `--ok-fill`). */
export type Tone = 'ok' | 'progress' | 'wait' | 'warn' | 'bad' | 'idle';

/** Which glyph stands before the word. */
export type Glyph =
  | { kind: 'ramp'; filled: number }
  | { kind: 'seal' | 'scaling' | 'fall' | 'unclear' | 'deferred' | 'failed' | 'degraded' | 'gone' | 'file' | 'sending' };

/** How a state is drawn. */
export interface Look {
  word: string;
  tone: Tone;
  glyph: Glyph;
}

const ramp = (filled: number): Glyph => ({ kind: 'ramp', filled });

const PROVIDER: Record<string, Look> = {
  GENESIS: { word: 'Genesis', tone: 'idle', glyph: ramp(0) },
  PROVISIONING: { word: 'Provisioning', tone: 'progress', glyph: ramp(1) },
  PROVISIONED: { word: 'Provisioned', tone: 'progress', glyph: ramp(2) },
  JOINING: { word: 'Joining', tone: 'progress', glyph: ramp(3) },
  RESTORING: { word: 'Restoring', tone: 'progress', glyph: ramp(3) },
  RUNNING: { word: 'Running', tone: 'ok', glyph: ramp(4) },
  DEFERRED: { word: 'Deferred', tone: 'wait', glyph: { kind: 'deferred' } },
  DEGRADED: { word: 'Degraded', tone: 'warn', glyph: { kind: 'degraded' } },
  FAILED: { word: 'Failed', tone: 'bad', glyph: { kind: 'failed' } },
  DELETING: { word: 'Deleting', tone: 'idle', glyph: { kind: 'fall' } },
  DELETED: { word: 'Deleted', tone: 'idle', glyph: { kind: 'gone' } }
};

/** How the provider's word is drawn. A word that is not known is shown as it came. */
export function providerLook(word: string): Look {
  return PROVIDER[word] ?? { word, tone: 'idle', glyph: ramp(0) };
}

const STAGE: Record<Stage, Look> = {
  intended: { word: 'To be sent', tone: 'idle', glyph: { kind: 'sending' } },
  sending: { word: 'Sending', tone: 'progress', glyph: { kind: 'sending' } },
  unclear: { word: 'Unclear', tone: 'wait', glyph: { kind: 'unclear' } },
  provisioning: { word: 'Provisioning', tone: 'progress', glyph: ramp(1) },
  running: { word: 'Running', tone: 'ok', glyph: ramp(4) },
  refused: { word: 'Refused', tone: 'bad', glyph: { kind: 'failed' } },
  deferred: { word: 'Deferred', tone: 'wait', glyph: { kind: 'deferred' } },
  failed: { word: 'Failed', tone: 'bad', glyph: { kind: 'failed' } },
  withdrawn: { word: 'Withdrawn', tone: 'idle', glyph: { kind: 'gone' } },
  deleting: { word: 'Deleting', tone: 'idle', glyph: { kind: 'fall' } },
  gone: { word: 'Gone', tone: 'idle', glyph: { kind: 'gone' } }
};

/** How a stage of a run is drawn. */
export function stageLook(stage: Stage): Look {
  return STAGE[stage];
}

/** Whether a run was never sent because another of its launch was refused. One that a person withdrew has no problem. */
export function isStopped(run: RunView): boolean {
  return run.stage === 'withdrawn' && run.problem !== null;
}

/** How a run is drawn: by the provider's own word while its cluster is there, else by the stage. */
export function runLook(run: RunView): Look {
  if (run.kind === 'resize' && run.stage === 'provisioning') return { word: 'Resizing', tone: 'progress', glyph: { kind: 'scaling' } };
  if (run.kind === 'resize' && run.stage === 'running') return { word: 'Resized', tone: 'ok', glyph: ramp(4) };
  if (isStopped(run)) return { ...stageLook('withdrawn'), word: 'Not sent' };
  if ((run.stage === 'provisioning' || run.stage === 'running') && run.status !== null) return providerLook(run.status);
  return stageLook(run.stage);
}
