// A made-up run as a plan: when each node reaches each stage. `detail.ts` turns a plan and a moment into what the
// engine would answer at that moment, so the same plan serves a still picture and a run that goes on.

import type { Application, Asked, ClusterRef, NextStep, Problem, RunKind, RunView, StepView, Stage } from '../bindings';

/** Seconds after sending at which a node reaches a stage; absent stages are skipped. */
export interface NodePlan {
  id: string;
  dataCentre: string;
  rack: string;
  address: string;
  roles?: string[];
  steps: [status: string, atSeconds: number][];
}

/** A stretch of looks that did not go well, in seconds after sending. */
export interface Trouble {
  outcome: 'slowed' | 'failed' | 'missing' | 'notLooking';
  from: number;
  to: number;
  note?: string;
}

/** A made-up run. */
export interface RunSpec {
  id: string;
  /** The launch, where it made several. */
  launchId?: string;
  /** Whether a refusal was to stop the rest of the launch. */
  stopOnRefusal?: boolean;
  accountId: string;
  account: string;
  profile: string;
  profileId: string | null;
  application: Application;
  clusterName: string;
  asked: Asked;
  /** When the intent was committed, ms. */
  createdAt: number;
  /** Whether and when it was sent, ms. */
  sentAt: number | null;
  /** A stage that holds whatever the nodes do; absent while the provider builds. */
  held?: Stage;
  /** The provider's word where it isn't that of the nodes. */
  status?: string;
  clusterId: string | null;
  nodes: NodePlan[];
  troubles?: Trouble[];
  /** Seconds between looks. */
  lookEvery?: number;
  /** The last look, in seconds after sending; looks go on when absent. */
  lookedUntil?: number;
  problem?: Problem;
  needsYou?: boolean;
  next?: NextStep;
  candidates?: ClusterRef[];
  endedAt?: number;
  /** How long ones like it took; no history when absent. */
  estimate?: RunView['estimate'];
  /** Its firewall rules, where they are not those that come up with the cluster. */
  steps?: StepView[];
  /** What it does; makes a cluster when absent. */
  kind?: RunKind;
  /** For a resize: seconds for each node. */
  replaceEvery?: number;
}

const RACKS: Record<string, string[]> = {
  US_EAST_1: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  US_WEST_2: ['us-west-2a', 'us-west-2b', 'us-west-2c'],
  EU_CENTRAL_1: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  EU_WEST_1: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']
};

/** A number in [0, 1) from text: the same text gives the same number, so that pictures stand still. */
export function chance(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  return ((hash >>> 8) % 10_000) / 10_000;
}

/** How long a life takes, seconds after sending: when stages begin and how much nodes differ. */
export interface Pace {
  listed: number;
  provisioning: number;
  provisioned: number;
  joining: number;
  running: number;
  spread: number;
}

/** The embedded sandbox: about a minute. */
export const SANDBOX_PACE: Pace = { listed: 1, provisioning: 4, provisioned: 18, joining: 28, running: 42, spread: 10 };
/** A small cluster at the provider. */
export const SMALL_PACE: Pace = { listed: 4, provisioning: 29, provisioned: 205, joining: 252, running: 296, spread: 130 };
/** Sixty nodes. */
export const LARGE_PACE: Pace = { listed: 6, provisioning: 60, provisioned: 420, joining: 600, running: 700, spread: 900 };

/** Nodes of one data centre, spread over its racks. */
export function nodesOf(prefix: string, dataCentre: string, region: string, count: number, pace: Pace, net: string, roles: string[] = []): NodePlan[] {
  const racks = RACKS[region] ?? ['a', 'b', 'c'];
  return Array.from({ length: count }, (_, index): NodePlan => {
    const seed = `${prefix}-${dataCentre}-${index}`;
    const late = Math.round(chance(seed) * pace.spread);
    const early = Math.round(late / 4);
    return {
      id: `${Math.floor(chance(`${seed}x`) * 0xfffffff).toString(16).padStart(7, '0')}${index.toString(16).padStart(3, '0')}-4c1f-4d9a-9e02-7711aa00${index.toString(16).padStart(4, '0')}`,
      dataCentre,
      rack: racks[index % racks.length] ?? 'a',
      address: `${net}.${index % racks.length}.${10 + Math.floor(index / racks.length)}`,
      roles,
      steps: [
        ['GENESIS', pace.listed],
        ['PROVISIONING', pace.provisioning + early],
        ['PROVISIONED', pace.provisioned + late - early],
        ['JOINING', pace.joining + late],
        ['RUNNING', pace.running + late]
      ]
    };
  });
}
