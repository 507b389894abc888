/** How far a node's status word stands on the rise, and how it is drawn. The provider's words are [openapi] `Node.nodeStatus`. */

import { providerLook } from '$lib/components/states';

/** 1 GENESIS, 2 PROVISIONING, 3 PROVISIONED, 4 JOINING or RESTORING, 5 RUNNING. */
export type Step = 1 | 2 | 3 | 4 | 5;

/** The forms a stage takes in a lane. */
export type Form = 'rise' | 'deferred' | 'failed' | 'degraded' | 'deleting' | 'unknown';

/** Share of the lane's height for each step, 0–1. */
export const STEP_HEIGHT: Readonly<Record<Step, number>> = { 1: 0.2, 2: 0.42, 3: 0.61, 4: 0.8, 5: 1 };

const STEPS: ReadonlyMap<string, Step> = new Map([
  ['GENESIS', 1],
  ['PROVISIONING', 2],
  ['PROVISIONED', 3],
  ['JOINING', 4],
  ['RESTORING', 4],
  ['RUNNING', 5],
]);

const FORMS: ReadonlyMap<string, Form> = new Map([
  ['DEFERRED', 'deferred'],
  ['FAILED', 'failed'],
  ['DEGRADED', 'degraded'],
  ['DELETING', 'deleting'],
  ['DELETED', 'deleting'],
]);

/** The words of the rise in order, for table heads and legends. */
export const RISE_WORDS = ['GENESIS', 'PROVISIONING', 'PROVISIONED', 'JOINING', 'RUNNING'] as const;

/** The step of a word on the rise; nothing for words beside it. */
export function stepOf(status: string): Step | undefined {
  return STEPS.get(status);
}

/** How a word is drawn. A word we have not heard of is `unknown`. */
export function formOf(status: string): Form {
  return STEPS.has(status) ? 'rise' : (FORMS.get(status) ?? 'unknown');
}

/**
 * Height of a stage, 0–1 of the lane. What is deferred, failed or being deleted keeps the height reached before it.
 *
 * `before` is the height of the stage before, 0 where there was none.
 */
export function heightOf(status: string, before: number): number {
  const step = stepOf(status);
  if (step !== undefined) return STEP_HEIGHT[step];
  switch (formOf(status)) {
    case 'degraded':
      return 1;
    case 'deferred':
    case 'failed':
    case 'deleting':
      return before === 0 ? STEP_HEIGHT[1] : before;
    case 'unknown':
    case 'rise':
      return 0.5;
  }
}

/** The provider's word as people read it: `PROVISIONING` → «Provisioning». Words we have not heard of stay as they came. */
export function titled(status: string): string {
  return providerLook(status).word;
}
