import { describe, expect, it } from 'vitest';
import { detailOf } from '$lib/backend/memory/detail';
import { runSpecs } from '$lib/backend/memory/runs';
import { byDay, happened, isUnderWay } from './activity';

const NOW = new Date(2026, 10, 24, 14, 0, 0).getTime();
const runs = runSpecs(NOW).map((spec) => detailOf(spec, NOW).run);
const line = (name: string): string | undefined => happened(runs).find(({ run }) => run.clusterName === name)?.words;

describe('a line of activity', () => {
  it('says what came of the run, with the code of a refusal', () => {
    expect(line('audit-cassandra')).toBe('was refused, HTTP 400');
    expect(line('bench-kafka-4')).toBe('was not sent, as its launch stopped');
    expect(line('payments-ledger')).toBe('is unclear and needs you');
    expect(line('fresh-kafka')).toBe('is accepted, no node yet');
    expect(line('orders-kafka-dev')).toBe('is accepted, 1 of 3 nodes running');
  });
  it('stands under its day, newest first', () => {
    const days = byDay(happened(runs), NOW);
    expect(days[0]?.word).toBe('Today');
    const all = days.flatMap((day) => day.lines.map((l) => l.at));
    expect(all).toEqual([...all].sort((a, b) => b - a));
  });
  it('counts as under way until it runs or ends', () => {
    const under = runs.filter(isUnderWay).map((run) => run.stage);
    expect(under).not.toContain('running');
    expect(under).not.toContain('refused');
    expect(under).toContain('unclear');
  });
});
