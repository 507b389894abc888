// What the run page says of the steps of a run. Words only; no rule of the provider lives here.

import type { StepState, StepView, StepWhat } from '$lib/backend/bindings';

const KINDS: Record<Exclude<StepWhat, 'rule'>, string> = {
  peering: 'peering',
  window: 'exclusion window',
  user: 'user',
  topic: 'topic'
};

const DONE: Record<StepWhat, string> = {
  rule: 'allowed',
  peering: 'joined',
  window: 'set',
  user: 'there',
  topic: 'there'
};

const TONES: Record<StepState, '' | 'ok' | 'bad' | 'wait'> = {
  waiting: '',
  asks: 'bad',
  sending: '',
  unclear: 'wait',
  coming: '',
  otherSide: 'wait',
  deferred: 'wait',
  done: 'ok',
  refused: 'bad'
};

/** What a step gives: «KAFKA» for a rule that opens it, «topic». */
export function stepKind(step: StepView): string {
  return step.what === 'rule' ? (step.opens ?? '') : KINDS[step.what];
}

/** How a step is coloured. */
export function stepTone(step: StepView): '' | 'ok' | 'bad' | 'wait' {
  return TONES[step.state];
}

/** Whether a person can have it tried again. */
export function isMissing(step: StepView): boolean {
  return step.state === 'asks' || step.state === 'refused';
}

/** How a step stands, in words. */
export function stepWords(step: StepView, runs: boolean): string {
  switch (step.state) {
    case 'waiting':
      if (!runs) return 'once the cluster runs';
      return step.problem === null ? 'is asked for next' : 'tried again by itself';
    case 'asks':
      return step.mine && step.network === null ? 'its address is not known' : 'needs you';
    case 'sending':
      return 'being asked for';
    case 'unclear':
      return step.what === 'rule' ? 'unclear, the rules are read' : 'unclear, it is looked for';
    case 'coming':
      return `accepted, ${step.what === 'rule' ? 'not open yet' : 'not there yet'}${step.status === null ? '' : ` (${step.status})`}`;
    case 'otherSide':
      return 'waits for the other side';
    case 'deferred':
      return 'put off by the provider';
    case 'done':
      return DONE[step.what];
    case 'refused':
      return 'refused';
  }
}
