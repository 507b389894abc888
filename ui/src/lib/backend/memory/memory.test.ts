import { describe, expect, it } from 'vitest';
import { COMMANDS, type Event, type Stage } from '../bindings';
import { memoryBackend, runId } from '.';

const START = 1_764_000_000_000;

function made(scene: 'full' | 'first-run' | 'empty' | 'broken' = 'full'): { backend: ReturnType<typeof memoryBackend>; pass: (ms: number) => void } {
  let now = START;
  const backend = memoryBackend({ scene, now: () => now, everyMs: 0 });
  return { backend, pass: (ms) => (now += ms) };
}

describe('the scripted back end', () => {
  it('has every command of the door', () => {
    const { backend } = made();
    for (const name of COMMANDS) expect(backend[name]).toBeTypeOf('function');
  });
  it('has a run in every stage', async () => {
    const { backend } = made();
    const { items } = await backend.list_runs({ activeOnly: false, cursor: null, limit: 200 });
    const stages = new Set<Stage>(items.map((run) => run.stage));
    const all: Stage[] = ['intended', 'sending', 'unclear', 'provisioning', 'running', 'refused', 'deferred', 'failed', 'withdrawn', 'deleting', 'gone'];
    expect(all.filter((stage) => !stages.has(stage))).toEqual([]);
  });
  it('keeps every view under the 8 KiB of an event', async () => {
    const { backend } = made();
    const { runs } = await backend.overview();
    for (const run of runs.items) expect(JSON.stringify(run).length).toBeLessThan(8_192);
  });
  it('lets a launch rise until all nodes run, and tells of it', async () => {
    const { backend, pass } = made();
    const heard: Event[] = [];
    backend.events((event) => heard.push(event));
    const draft = { ...(await backend.new_profile({ application: 'kafka' })), name: 'p', clusterName: 'my-kafka' };
    const ask = { launchId: runId(500), accountId: 'sandbox', drafts: [draft], profileId: null, acceptWarnings: false, stopOnRefusal: false, deleteAfterMs: null, openTo: [] };
    const { runs } = await backend.launch(ask);
    expect(runs[0]?.stage).toBe('provisioning');
    pass(70_000);
    backend.advance();
    const detail = await backend.run({ id: runId(500) });
    expect(detail.run.stage).toBe('running');
    expect(detail.nodes.map((node) => node.status)).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);
    expect(heard.some((event) => event.kind === 'run' && event.run.id === runId(500) && event.run.stage === 'running')).toBe(true);
  });
  it('takes the same launch id twice for one launch', async () => {
    const { backend } = made();
    const draft = { ...(await backend.new_profile({ application: 'kafka' })), name: 'p', clusterName: 'my-kafka' };
    const ask = { launchId: runId(500), accountId: 'sandbox', drafts: [draft], profileId: null, acceptWarnings: false, stopOnRefusal: false, deleteAfterMs: null, openTo: [] };
    await backend.launch(ask);
    const before = (await backend.list_runs({ activeOnly: false, cursor: null, limit: 200 })).items.length;
    await backend.launch(ask);
    expect((await backend.list_runs({ activeOnly: false, cursor: null, limit: 200 })).items.length).toBe(before);
  });
  it('claims no stage of a node that no look has seen', async () => {
    const { backend } = made();
    const { nodes, looks } = await backend.run({ id: runId(7) });
    const seenAt = (moment: number): boolean => looks.some((look) => look.outcome === 'seen' && look.from <= moment && moment <= look.to);
    for (const node of nodes) for (const stage of node.stages) expect(seenAt(stage.seen)).toBe(true);
  });
  it('numbers what happened from 1 without holes', async () => {
    const { backend } = made();
    const { items } = await backend.run_events({ id: runId(1), after: 0, limit: null });
    expect(items.map((event) => event.seq)).toEqual(items.map((_, index) => index + 1));
  });
  it('answers everything with the reason where the store is broken', async () => {
    const { backend } = made('broken');
    await expect(backend.overview()).rejects.toMatchObject({ problem: { code: 'store' } });
    await expect(backend.list_clusters({ accountId: null, cursor: null, limit: null })).rejects.toMatchObject({ problem: { code: 'store' } });
  });
});
