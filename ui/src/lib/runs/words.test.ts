import { describe, expect, test } from 'vitest';

import type { Stage, StepView } from '$lib/backend/bindings';
import { supportText } from './support';
import { aRun, anEvent, anUnclearRun, aStep } from './testing';
import { asked, at, T0 } from './timeline/testing';
import { stepWords } from './steps';
import { emphasised, heard, nextWords, sinceWords, stationsOf, subline } from './words';

const STAGES: Stage[] = ['intended', 'sending', 'unclear', 'provisioning', 'running', 'refused', 'deferred', 'failed', 'withdrawn', 'deleting', 'gone'];

describe('how long it takes', () => {
  const estimate = { fromMs: 540_000, toMs: 840_000, runs: 5, like: 'same' as const, words: '9 to 14 min', late: false };

  test('is a range of the past, or nothing', () => {
    expect(sinceWords(aRun())).toBe('since the request · no history yet');
    expect(sinceWords(aRun({ estimate }))).toBe('since the request · usually 9 to 14 min (5 runs)');
    expect(sinceWords(aRun({ estimate: { ...estimate, late: true } }))).toBe('since the request · longer than usual (9 to 14 min, 5 runs)');
  });

  test('is of no matter once it runs', () => {
    expect(sinceWords(aRun({ stage: 'running', runningAt: at(7), estimate }))).toBe('from the request to Running');
  });
});

describe('stations', () => {
  test('claim only what was seen', () => {
    const stations = stationsOf(aRun({ nodesSeen: 3, nodesRunning: 1 }), null);
    expect(stations.map((one) => [one.name, one.state])).toEqual([['Accepted', 'done'], ['Provisioning', 'current'], ['Running', 'ahead'], ['Access', 'off']]);
    expect(stations[0]?.fact).toMatch(/^\d\d:\d\d:\d\d, after 0:01$/);
    expect(stations[1]?.fact).toBe('1 of 3 brokers running');
  });

  test('say that no node is listed yet', () => {
    expect(stationsOf(aRun(), null)[1]?.fact).toBe('no node yet of 3 brokers');
  });

  test('date what is old', () => {
    expect(stationsOf(aRun({ nodesSeen: 3 }), at(4))[1]?.fact).toMatch(/^0 of 3 brokers running, seen \d\d:\d\d$/);
  });

  test('an answer that was lost is neither accepted nor refused', () => {
    expect(stationsOf(anUnclearRun(), null).map((one) => one.state)).toEqual(['unclear', 'ahead', 'ahead', 'off']);
  });

  test('a run is done where it was seen running', () => {
    const run = aRun({ stage: 'running', runningAt: at(7, 32), nodesSeen: 3, nodesRunning: 3 });
    expect(stationsOf(run, null).map((one) => one.state)).toEqual(['done', 'done', 'done', 'off']);
    expect(stationsOf(run, null)[1]?.fact).toBe('took 7:31');
  });

  test('access is told by what the provider says of the rules', () => {
    const running = { stage: 'running' as const, runningAt: at(7, 32), nodesSeen: 3, nodesRunning: 3 };
    const access = (...steps: StepView[]) => {
      const station = stationsOf(aRun({ ...running, steps }), null)[3];
      return [station?.state, station?.fact];
    };
    const other = { network: '10.0.0.0/8' };
    expect(stationsOf(aRun({ steps: [aStep('waiting', { network: null, mine: true })] }), null)[3]?.fact).toBe('for this computer');
    expect(access(aStep('done'))).toEqual(['done', 'allowed for 203.0.113.7/32']);
    expect(access(aStep('done'), aStep('done', other))).toEqual(['done', 'allowed for 203.0.113.7/32 and 1 more']);
    expect(access(aStep('coming'))).toEqual(['current', 'asked for 203.0.113.7/32']);
    expect(access(aStep('done'), aStep('sending', other))).toEqual(['current', '1 of 2 rules open']);
    expect(access(aStep('done'), aStep('refused', other))).toEqual(['bad', '1 of 2 rules missing']);
    expect(access(aStep('asks', { network: null, mine: true }))).toEqual(['bad', 'not allowed for this computer']);
    expect(access(aStep('deferred'))).toEqual(['wait', 'put off for 203.0.113.7/32']);
    expect(access(aStep('unclear'))).toEqual(['unclear', 'unclear for 203.0.113.7/32']);
    expect(stationsOf(aRun({ ...running, stage: 'deleting', steps: [aStep('waiting')] }), null)[3]?.state).toBe('off');
    expect(stepWords(aStep('waiting'), false)).toBe('once the cluster runs');
    expect(stepWords(aStep('waiting'), true)).toBe('is asked for next');
  });

  test('every stage has a fact at every station', () => {
    for (const stage of STAGES) {
      for (const run of [aRun({ stage }), anUnclearRun({ stage })]) {
        expect(stationsOf(run, null).every((one) => one.fact !== ''), stage).toBe(true);
      }
    }
  });
});

describe('words', () => {
  test('the line under the name says what, how many and where', () => {
    expect(subline(aRun({ kind: 'restore' }))).toMatch(/^Restored from a backup · Kafka/);
    expect(subline(aRun({ kind: 'delete' }))).toMatch(/^Delete of the cluster · Kafka/);
    expect(subline(aRun({ kind: 'delete', asked: { version: '', nodes: 3, dataCentres: [] } }))).toBe('Delete of the cluster · Kafka · 3 nodes');
    expect(subline(aRun())).toBe('Kafka 4.1.2 · 3 × KFK-PRD-r7g.large-250 · AWS US_EAST_1');
  });

  test('dedicated controllers are named', () => {
    expect(subline(aRun({ asked: { ...asked(3), nodes: 6 } }))).toContain('3 × KFK-PRD-r7g.large-250, 3 dedicated controllers');
  });

  test('two data centres of one size are added up in sight', () => {
    const two = asked(12, { dataCentres: ['US_EAST_1', 'EU_WEST_1'].map((region) => ({ name: region, cloudProvider: 'AWS_VPC', region, nodeSize: 's', nodes: 6 })) });
    expect(subline(aRun({ asked: two }))).toBe('Kafka 4.1.2 · 6 + 6 × s · AWS US_EAST_1, EU_WEST_1');
  });

  test('the next step counts down and then stands', () => {
    expect(nextWords({ what: 'lookUp', at: T0 + 6_000 }, T0)).toBe('next look in 6 s');
    expect(nextWords({ what: 'send', at: T0 }, T0 + 1)).toBe('sending now');
    expect(nextWords(null, T0)).toBe('');
  });

  test('the stage in a sentence stands out', () => {
    const parts = emphasised(anEvent(1, 'node', 'us-east-1a, 10.20.0.14 is Running after 0:46 joining.'));
    expect(parts.filter((part) => part.strong).map((part) => part.text)).toEqual(['Running']);
    expect(parts.map((part) => part.text).join('')).toBe('us-east-1a, 10.20.0.14 is Running after 0:46 joining.');
  });
  test('what was refused says so with that word', () => {
    const parts = emphasised(anEvent(1, 'refused', 'Instaclustr refused it (HTTP 400): too small'));
    expect(parts.filter((part) => part.strong).map((part) => part.text)).toEqual(['refused']);
  });
});

describe('what is said aloud', () => {
  test('a node that runs is counted', () => {
    expect(heard(aRun({ nodesSeen: 3 }), aRun({ nodesSeen: 3, nodesRunning: 1 }))).toEqual({ text: '1 of 3 brokers running', urgent: false });
  });
  test('a lost answer is said at once', () => {
    expect(heard(aRun({ stage: 'sending' }), anUnclearRun())?.urgent).toBe(true);
  });
  test('a look that changed nothing is not said', () => {
    expect(heard(aRun(), aRun({ revision: 2, seenAt: at(1) }))).toBeNull();
  });
});

test('the text for Support holds ids, times and the provider’s words', () => {
  const text = supportText(aRun(), { code: 'clusterFailed', message: '', place: { kind: 'app' }, remedy: null, server: { status: 500, messages: [], body: 'no capacity' } });
  expect(text).toContain('Cluster id: 4650aa98-e894-4675');
  expect(text).toContain(new Date(T0).toISOString());
  expect(text).toContain('HTTP 500: no capacity');
});
