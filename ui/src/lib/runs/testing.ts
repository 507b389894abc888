// Builders for the run page's tests.

import type { RunDetail, RunEvent, RunView, StepState, StepView } from '$lib/backend/bindings';
import { asked, at, T0 } from './timeline/testing';

/** A run that was accepted a second after it was sent. */
export function aRun(rest: Partial<RunView> = {}): RunView {
  return {
    id: 'run-1',
    revision: 1,
    launchId: 'launch-1',
    kind: 'create',
    accountId: 'account-1',
    account: 'Northwind Data',
    profile: 'orders',
    profileId: 'profile-1',
    application: 'kafka',
    clusterName: 'orders-kafka-dev',
    cluster: { id: '4650aa98-e894-4675', name: 'orders-kafka-dev', application: 'kafka' },
    stage: 'provisioning',
    status: 'PROVISIONING',
    operationStatus: null,
    asked: asked(3),
    nodesRunning: 0,
    nodesSeen: 0,
    attempt: 1,
    createdAt: T0,
    sentAt: T0,
    acceptedAt: at(0, 1),
    runningAt: null,
    endedAt: null,
    seenAt: null,
    paceMs: null,
    problem: null,
    needsYou: false,
    next: null,
    estimate: null,
    steps: [],
    deleteAt: null,
    can: [],
    ...rest,
  };
}

/** One whose answer was lost. */
export function anUnclearRun(rest: Partial<RunView> = {}): RunView {
  return aRun({
    stage: 'unclear',
    status: null,
    cluster: null,
    acceptedAt: null,
    next: { what: 'lookUp', at: at(2, 10) },
    can: ['found', 'sendAgain', 'withdraw'],
    problem: { code: 'unclear', message: 'No answer came within 30 s.', place: { kind: 'run', id: 'run-1' }, remedy: null, server: null },
    ...rest,
  });
}

/** The run with nothing else known. */
export function aDetail(run: RunView, rest: Partial<RunDetail> = {}): RunDetail {
  return { run, nodes: [], looks: [], requests: [], mark: 'run-1-1', candidates: [], changes: [], replacements: [], ...rest };
}

/** A firewall rule of a run. */
export function aStep(state: StepState, rest: Partial<StepView> = {}): StepView {
  return { what: 'rule', title: 'KAFKA for 203.0.113.7/32', user: null, password: null, network: '203.0.113.7/32', mine: false, opens: 'KAFKA', state, status: null, problem: null, due: null, ...rest };
}

/** A line of what happened. */
export function anEvent(seq: number, kind: RunEvent['kind'], text: string, rest: Partial<RunEvent> = {}): RunEvent {
  return { seq, at: at(0, seq), kind, text, node: null, problem: null, ...rest };
}

export { anAccount } from '$lib/profiles/testing';
