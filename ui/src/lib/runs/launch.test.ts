import { describe, expect, it } from 'vitest';
import type { RunView } from '$lib/backend/bindings';
import { isStopped, runLook } from '$lib/components/states';
import { isOld, launchesOfSeveral, nodesWords, progressWords, settledAt, waitsFor } from './launch';
import { anUnclearRun, aRun } from './testing';
import { at, T0 } from './timeline/testing';

const problem = { code: 'notSent', message: 'Not sent.', place: { kind: 'app' }, remedy: null, server: null } as const;
const running = aRun({ stage: 'running', nodesSeen: 3, nodesRunning: 3, runningAt: at(4) });
const refused = aRun({ stage: 'refused', cluster: null, acceptedAt: null, endedAt: at(0, 2), problem: { ...problem, code: 'refused' } });
const waiting = aRun({ stage: 'intended', attempt: 0, sentAt: null, acceptedAt: null, cluster: null, clusterName: 'orders-4' });
const stopped: RunView = { ...waiting, stage: 'withdrawn', endedAt: at(0, 3), problem };
const withdrawn: RunView = { ...stopped, problem: null };

describe('a launch as a whole', () => {
  it('counts each cluster once, what runs first', () => {
    expect(progressWords([running, running, running, refused])).toBe('3 of 4 running, 1 refused');
    expect(progressWords([waiting, aRun(), anUnclearRun()])).toBe('0 of 3 running, 1 to be sent, 1 unclear, 1 provisioning');
    expect(progressWords([running])).toBe('1 of 1 running');
  });
  it('tells what a refusal stopped from what a person withdrew', () => {
    expect(progressWords([refused, stopped, withdrawn])).toBe('0 of 3 running, 1 refused, 1 not sent, 1 withdrawn');
    expect([refused, stopped, withdrawn].filter(isStopped)).toEqual([stopped]);
    expect([stopped, withdrawn].map((run) => runLook(run).word)).toEqual(['Not sent', 'Withdrawn']);
  });
  it('counts the nodes of what is there or may still come', () => {
    expect(nodesWords([running, aRun({ nodesSeen: 3, nodesRunning: 1 }), refused, stopped])).toBe('4 of 6 nodes running');
    expect(nodesWords([refused, stopped])).toBe('');
  });
  it('is settled once nothing is under way, at the last of it', () => {
    expect(settledAt([running, refused])).toBe(at(4));
    expect(settledAt([running, waiting])).toBeNull();
  });
});

describe('what a run waits for', () => {
  it('is the one before it, where they are sent one after the other', () => {
    const sending = aRun({ stage: 'sending', clusterName: 'orders-3' });
    expect(waitsFor(waiting, [running, sending], T0)).toBe('waits for the answer to orders-3');
    expect(waitsFor(waiting, [], T0)).toBe('');
  });
  it('is what Slipway does next, a person, or nothing', () => {
    expect(waitsFor(aRun({ next: { what: 'look', at: T0 + 6_000 } }), [], T0)).toBe('waits for Instaclustr, next look in 6 s');
    expect(waitsFor(anUnclearRun({ next: { what: 'lookUp', at: T0 + 6_000 } }), [], T0)).toBe('is looked for, next look in 6 s');
    expect(waitsFor(anUnclearRun({ needsYou: true }), [], T0)).toBe('waits for you');
    expect(waitsFor(running, [], T0)).toBe('');
  });
});

it('what was seen is old once three looks were missed', () => {
  const run = aRun({ seenAt: T0, paceMs: 4_000 });
  expect([12_000, 12_001].map((ms) => isOld(run, T0 + ms))).toEqual([false, true]);
  expect(isOld({ ...run, endedAt: T0 }, T0 + 60_000)).toBe(false);
});

it('a launch is of several once two of its runs are known', () => {
  expect([...launchesOfSeveral([aRun({ launchId: 'a' }), aRun({ launchId: 'b' }), aRun({ launchId: 'a' })])]).toEqual(['a']);
});
