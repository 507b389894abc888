import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { CentreResize, ResizeAsk, ResizeReview, RunDetail, RunEvent, RunView } from '$lib/backend/bindings';
import { aDetail, anAccount, anEvent, anUnclearRun, aRun, aStep } from './testing';
import { at, node, seen, T0 } from './timeline/testing';

const { backend } = vi.hoisted(() => ({
  backend: { run: vi.fn(), run_events: vi.fn(), launch_state: vi.fn(), resolve: vi.fn(), delete_cluster: vi.fn(), review_resize: vi.fn(), resize_cluster: vi.fn(), refresh: vi.fn(), own_address: vi.fn(), find_address: vi.fn(), save_finders: vi.fn(), keep_password: vi.fn(), reveal_password: vi.fn(), list_clusters: vi.fn(), overview: vi.fn(), events: vi.fn() },
}));
vi.mock('$lib/backend', async () => ({ ...(await vi.importActual<object>('$lib/backend/backend')), backend }));

const { app } = await import('$lib/state/app.svelte');
const { default: RunPage } = await import('./RunPage.svelte');

const own = { v4: null, v6: null, foundAt: null, problem: null, settings: { allowed: null, finders: ['https://one.example', 'https://two.example'] } };

const nodes = [
  node('9a27373a-1', [['GENESIS', at(0, 2)], ['PROVISIONING', at(0, 31)], ['RUNNING', at(4)]]),
  node('5be1c204-2', [['GENESIS', at(0, 2)], ['PROVISIONING', at(0, 48)]], { rack: 'us-east-1b', privateAddress: null }),
];

function shows(run: RunView, rest: Partial<RunDetail> = {}, events: RunEvent[] = []): void {
  backend.run.mockResolvedValue(aDetail(run, rest));
  backend.run_events.mockImplementation(({ after }: { after: number }) => Promise.resolve({ items: events.filter((event) => event.seq > after), more: false }));
  app.runs.set(run.id, run);
  render(RunPage, { id: run.id });
}

beforeEach(() => {
  for (const mock of Object.values(backend)) mock.mockReset();
  backend.resolve.mockImplementation(() => Promise.resolve(aRun()));
  backend.refresh.mockResolvedValue({});
  backend.own_address.mockResolvedValue(own);
  backend.find_address.mockResolvedValue(own);
  backend.save_finders.mockResolvedValue(own);
  backend.launch_state.mockImplementation(({ id }: { id: string }) => Promise.resolve({ id, createdAt: T0, stopOnRefusal: false, runs: [], lost: 0 }));
  backend.list_clusters.mockResolvedValue({ items: [], next: null, reading: [] });
  app.runs.clear();
  app.accountsById.clear();
  app.accountsById.set('account-1', anAccount());
  app.now = at(5, 12);
});

afterEach(cleanup);

test('a run of several leads to its launch', async () => {
  const run = aRun();
  backend.launch_state.mockResolvedValue({ id: run.launchId, createdAt: T0, stopOnRefusal: false, runs: [run, aRun({ id: 'run-2' })], lost: 0 });
  shows(run);
  expect((await screen.findByRole('link', { name: 'part of a launch of 2' })).getAttribute('href')).toBe('#/launches/launch-1');
});

describe('a run under way', () => {
  const run = aRun({ nodesSeen: 2, nodesRunning: 1, asked: { ...aRun().asked, nodes: 2, dataCentres: aRun().asked.dataCentres.map((centre) => ({ ...centre, nodes: 2 })) } });
  const known = { nodes, looks: [seen(at(0, 1), at(5, 10))] };

  test('each lane is said in sentences', async () => {
    shows(run, known);
    expect(await screen.findByRole('button', { name: /^Broker in us-east-1a, 10\.20\.0\.14\. Running for 1 minute 12 seconds\. .* Seen 2 seconds ago\.$/ })).toBeDefined();
    expect(screen.getByRole('button', { name: /^Broker in us-east-1b, no address yet\./ })).toBeDefined();
  });

  test('a lane takes the place and the names that its node gets later', async () => {
    const early = ['b', 'c', 'a'].map((id) => node(`${id}-node`, [['GENESIS', at(0, 2)]], { rack: null, privateAddress: null }));
    const three = aRun({ revision: 1 });
    shows(three, { nodes: [...early].sort((x, y) => x.id.localeCompare(y.id)), looks: [seen(at(0, 1), at(0, 3))] });
    expect(await screen.findAllByText('no rack yet')).toHaveLength(3);
    const racks = new Map([['b-node', 'us-east-1a'], ['c-node', 'us-east-1b'], ['a-node', 'us-east-1c']]);
    const late = early.map((one) => ({ ...one, rack: racks.get(one.id) ?? null, privateAddress: `10.0.0.${one.id.charCodeAt(0)}` }));
    backend.run.mockResolvedValue(aDetail({ ...three, revision: 2 }, { nodes: late, looks: [seen(at(0, 1), at(0, 5))] }));
    app.runs.set(three.id, { ...three, revision: 2 });
    await waitFor(() => { expect(screen.queryAllByText('no rack yet')).toHaveLength(0); });
    expect(screen.queryAllByText(/no address yet/)).toHaveLength(0);
  });

  test('one lane is a tab stop; arrows move between lanes and through stages, and the readout follows', async () => {
    shows(run, known);
    const first = await screen.findByRole('button', { name: /us-east-1a, / });
    const second = screen.getByRole('button', { name: /us-east-1b, / });
    expect([first.tabIndex, second.tabIndex]).toEqual([0, -1]);
    first.focus();
    await fireEvent.keyDown(first, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(second);
    expect([first.tabIndex, second.tabIndex]).toEqual([-1, 0]);
    await fireEvent.keyDown(second, { key: 'ArrowLeft' });
    expect(document.querySelector('.readout')?.textContent).toMatch(/^us-east-1b, no address yet, 5be1c204: Genesis from .*, 0:46\.$/);
  });

  test('T shows the same facts as a table', async () => {
    shows(run, known);
    await fireEvent.keyDown(await screen.findByRole('button', { name: /us-east-1a, / }), { key: 't' });
    expect(screen.getByRole('columnheader', { name: 'Provisioned' })).toBeDefined();
    expect(screen.getByRole('rowheader', { name: /us-east-1b/ })).toBeDefined();
  });

  test('«Look again now» asks the back end to look', async () => {
    shows(run, known);
    await fireEvent.click(await screen.findByRole('button', { name: 'Look again now' }));
    expect(backend.refresh).toHaveBeenCalledWith({ kind: 'run', id: 'run-1' });
  });

  test('a newer view of the run makes the page ask anew', async () => {
    shows(run, known);
    await screen.findByRole('button', { name: /us-east-1a, / });
    const asked = backend.run.mock.calls.length;
    app.runs.set('run-1', { ...run, revision: 9 });
    await waitFor(() => { expect(backend.run.mock.calls.length).toBeGreaterThan(asked); });
  });

  test('before nodes are listed what was asked for stands as that', async () => {
    shows(aRun(), { looks: [seen(at(0, 1), at(5, 10))] });
    expect(await screen.findAllByRole('button', { name: 'Broker asked for. Instaclustr does not list it yet.' })).toHaveLength(3);
  });
});

describe('an unclear run', () => {
  const told = [anEvent(1, 'sending', 'Request sent.'), anEvent(2, 'unclear', 'No answer within 30 s.'), anEvent(3, 'lookedUp', 'No cluster with this run’s tag yet. Looking again.')];

  test('shows the tag, the looks and the three ways out', async () => {
    app.now = at(2, 4);
    shows(anUnclearRun(), {}, told);
    expect(await screen.findByText('slipway-run = run-1-1')).toBeDefined();
    expect(screen.getByText('next look in 6 s')).toBeDefined();
    expect(screen.getByText(/No cluster with this run’s tag yet/)).toBeDefined();
    for (const name of ['It is there: pick it…', 'Send again…', 'Withdraw']) expect(screen.getByRole('button', { name })).toBeDefined();
  });

  test('of a restore shows the name that is looked for, and no tag', async () => {
    shows({ ...anUnclearRun(), kind: 'restore', clusterName: 'orders-restored' }, {}, told);
    expect((await screen.findAllByText('orders-restored')).some((one) => one.tagName === 'CODE')).toBe(true);
    expect(screen.queryByText(/slipway-run/)).toBeNull();
  });

  test('withdrawing is sent as decided', async () => {
    shows(anUnclearRun(), {}, told);
    await fireEvent.click(await screen.findByRole('button', { name: 'Withdraw' }));
    expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'withdraw' } });
  });

  test('nothing is sent again before the warning was answered', async () => {
    shows(anUnclearRun(), {}, told);
    await fireEvent.click(await screen.findByRole('button', { name: 'Send again…' }));
    expect(backend.resolve).not.toHaveBeenCalled();
    expect(await screen.findByText(/there are two clusters, and both are billed: 3 brokers each/)).toBeDefined();
    await fireEvent.click(screen.getByRole('button', { name: 'Send again' }));
    expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'sendAgain' } });
  });

  test('a cluster that may be the one can be picked', async () => {
    shows(anUnclearRun(), { candidates: [{ id: 'c-1', name: 'orders-kafka-dev', application: 'kafka' }] }, told);
    await fireEvent.click(await screen.findByRole('button', { name: 'It is there: pick it…' }));
    await fireEvent.click(await screen.findByRole('radio', { name: /c-1/ }));
    await fireEvent.click(screen.getByRole('button', { name: 'It is this one' }));
    expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'found', cluster: 'c-1' } });
  });

  test('a read-only account offers nothing that writes', async () => {
    app.accountsById.set('account-1', anAccount({ readOnly: true }));
    shows(anUnclearRun(), {}, told);
    expect(await screen.findByRole('button', { name: 'Withdraw' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Send again…' })).toBeNull();
  });
});

describe('access', () => {
  const running = { stage: 'running' as const, runningAt: at(7, 32), can: ['tryAgain' as const, 'deleteAt' as const] };
  const problem = { code: 'refused' as const, message: 'Instaclustr refused it (HTTP 400).', place: { kind: 'run' as const, id: 'run-1' }, remedy: 'Change what it names.', server: null };

  test('each rule stands there with what is in its way, and only what is missing is tried again', async () => {
    shows(aRun({ ...running, steps: [aStep('done'), aStep('refused', { network: '10.0.0.0/8', problem })] }));
    const access = within(await screen.findByRole('region', { name: 'Access' }));
    expect(access.getAllByRole('listitem').map((one) => one.textContent.replace(/\s+/g, ' ').trim())).toEqual(['203.0.113.7/32 KAFKA allowed', '10.0.0.0/8 KAFKA refused Instaclustr refused it (HTTP 400). Change what it names.']);
    expect(access.queryByRole('textbox')).toBeNull();
    await fireEvent.click(access.getByRole('button', { name: 'Try what is missing again' }));
    expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'tryAgain', address: null, user: null } });
  });

  test('where this computer’s address is not known another can be typed', async () => {
    shows(aRun({ ...running, steps: [aStep('asks', { network: null, mine: true })] }));
    await fireEvent.input(await screen.findByRole('textbox', { name: 'Let in for this computer' }), { target: { value: ' 198.51.100.0/24 ' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Try what is missing again' }));
    expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'tryAgain', address: '198.51.100.0/24', user: null } });
  });

  test('… or third parties may be asked for it, once a person allows that', async () => {
    shows(aRun({ ...running, steps: [aStep('asks', { network: null, mine: true })] }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Allow asking one.example, two.example' }));
    await waitFor(() => { expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'tryAgain', address: null, user: null } }); });
    expect(backend.save_finders).toHaveBeenCalledWith({ allowed: true, finders: own.settings.finders });
  });
});

describe('set-up', () => {
  const running = { stage: 'running' as const, runningAt: at(7, 32), can: ['tryAgain' as const] };
  const problem = { code: 'notAllowed' as const, message: 'User app of orders needs a password.', place: { kind: 'run' as const, id: 'run-1' }, remedy: 'Give it one, and try again.', server: null };
  const user = { what: 'user' as const, title: 'app', user: 'app', network: null, opens: null };
  const lines = (card: { getAllByRole: (role: string) => HTMLElement[] }) => card.getAllByRole('listitem').map((one) => one.textContent.replace(/\s+/g, ' ').trim());

  test('each thing stands there with what it is and what it waits for', async () => {
    const waits = { ...problem, code: 'otherSide' as const, message: 'The peering with vpc-1 waits for its other side.', remedy: 'Accept it.' };
    const peering = { what: 'peering' as const, title: 'vpc-1 in US_EAST_1', network: null, opens: null };
    const topic = { what: 'topic' as const, title: 'orders', network: null, opens: null };
    shows(aRun({ ...running, steps: [aStep('done'), aStep('otherSide', { ...peering, problem: waits }), aStep('coming', topic)] }));
    const card = within(await screen.findByRole('region', { name: 'Set-up' }));
    expect(lines(card)).toEqual(['203.0.113.7/32 KAFKA allowed', 'vpc-1 in US_EAST_1 peering waits for the other side The peering with vpc-1 waits for its other side. Accept it.', 'orders topic accepted, not there yet']);
  });

  test('a password that is asked for is given, and what is missing tried again', async () => {
    backend.keep_password.mockResolvedValue({});
    shows(aRun({ ...running, steps: [aStep('asks', { ...user, password: 'mayBeGiven', problem })] }));
    const typed = await screen.findByLabelText('Password of app');
    expect(typed.getAttribute('type')).toBe('password');
    await fireEvent.input(typed, { target: { value: 'long enough' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Give it' }));
    await waitFor(() => expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'tryAgain', address: null, user: 'app' } }));
    expect(backend.keep_password).toHaveBeenCalledWith({ id: 'run-1', user: 'app', password: 'long enough' });
  });

  test('a password goes to the clipboard, and never onto the page', async () => {
    const write = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal('ClipboardItem', undefined);
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: write } });
    backend.reveal_password.mockResolvedValue({ password: 's3cret-of-app' });
    shows(aRun({ ...running, steps: [aStep('done', { ...user, password: 'kept' })] }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Copy the password of app' }));
    await screen.findByText('Copied');
    expect(write).toHaveBeenCalledWith('s3cret-of-app');
    expect(document.body.textContent).not.toContain('s3cret-of-app');
    vi.unstubAllGlobals();
  });
});

test('what the provider refused keeps its words whole', async () => {
  const problem = {
    code: 'refused' as const,
    message: 'Instaclustr refused the request.',
    place: { kind: 'run' as const, id: 'run-1' },
    remedy: null,
    server: { status: 400, messages: [{ field: 'dataCentres[0].network', path: 'dataCentres.0.network', message: 'must be a valid CIDR' }], body: '{"errors":[]}' },
  };
  shows(anUnclearRun({ stage: 'refused', endedAt: T0 + 1000, problem }));
  expect(await screen.findByText(/must be a valid CIDR/)).toBeDefined();
  const link = screen.getByRole('link', { name: /^Open the profile at this field ?: dataCentres\[0\].network$/ });
  expect(link.getAttribute('href')).toBe('#/profiles/profile-1/refused/run-1/dataCentres.0.network');
  expect(screen.getByRole('group', { name: 'The provider’s answer' }).textContent).toBe('HTTP 400\n{"errors":[]}');
});

test('a run that can’t be read says why and can be asked for again', async () => {
  backend.run.mockRejectedValue(new Error('no such run'));
  backend.run_events.mockResolvedValue({ items: [], more: false });
  render(RunPage, { id: 'gone' });
  expect(await screen.findByText(/no such run/)).toBeDefined();
  const asked = backend.run.mock.calls.length;
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(backend.run.mock.calls.length).toBeGreaterThan(asked);
});

describe('resizing', () => {
  const run = aRun({ stage: 'running', status: 'RUNNING', can: ['deleteAt'] });
  const [centre] = run.asked.dataCentres;
  const review = (nodes: number): ResizeReview => ({
    account: anAccount(),
    cluster: run.cluster ?? { id: '', name: '', application: 'kafka' },
    before: run.asked,
    after: centre === undefined ? run.asked : { ...run.asked, dataCentres: [{ ...centre, nodes }] },
    sizes: [[{ name: 'KFK-PRD-r7g.xlarge-500', developer: false }]],
    errors: [],
    warnings: [],
    problems: [],
    requests: nodes === centre?.nodes ? [] : [{ title: 'Resize', onceRunning: false, ifLost: 'Sent once.', method: 'PUT', path: '/x', lines: [], curl: '' }]
  });

  test('what is chosen is reviewed anew, and is sent as it was reviewed', async () => {
    backend.review_resize.mockImplementation(({ centres }: { centres: CentreResize[] }) => Promise.resolve(review(centres[0]?.nodes ?? centre?.nodes ?? 0)));
    backend.resize_cluster.mockResolvedValueOnce(aRun({ id: 'run-2', kind: 'resize' }));
    shows(run);
    await fireEvent.click(await screen.findByRole('button', { name: 'Resize…' }));
    const send = await screen.findByRole<HTMLButtonElement>('button', { name: 'Resize' });
    const brokers = await screen.findByLabelText('Brokers');
    expect(send.disabled).toBe(true);
    await fireEvent.input(brokers, { target: { value: '6' } });
    await waitFor(() => { expect(send.disabled).toBe(false); });
    await fireEvent.click(send);
    await waitFor(() => { expect(backend.resize_cluster).toHaveBeenCalledOnce(); });
    const [ask] = backend.resize_cluster.mock.calls[0] as [ResizeAsk];
    expect(ask.before).toEqual(run.asked);
    expect(ask.centres).toEqual([{ name: centre?.name, nodeSize: null, nodes: 6 }]);
  });

  test('each replaced node has its steps', async () => {
    const stages = [{ status: 'CREATING_REPLACEMENT', seen: at(5), after: null }, { status: 'REPLACED', seen: at(65), after: at(60) }];
    shows(aRun({ kind: 'resize', stage: 'provisioning' }), { replacements: [{ id: 'r', dataCentre: 'DC1', nodeId: '77ab1c04-1', newNodeId: null, status: 'REPLACED', stages }] });
    await screen.findByText('Replaced nodes');
    expect(screen.getByText('1 of 1')).toBeDefined();
    expect(screen.getByText(/Creating replacement/)).toBeDefined();
    expect(screen.getByText('77ab1c04 → none yet')).toBeDefined();
  });
});

describe('deleting', () => {
  const run = aRun({ stage: 'running', status: 'RUNNING', can: ['deleteAt'] });

  test('the name goes to the back end as it was typed, and what that says stands in the sheet', async () => {
    backend.delete_cluster.mockRejectedValueOnce({ code: 'notAllowed', message: 'The name does not match.', place: { kind: 'field', path: 'name' }, remedy: 'Type its name exactly.', server: null });
    backend.delete_cluster.mockResolvedValueOnce(aRun({ id: 'run-2', kind: 'delete' }));
    shows(run);
    await fireEvent.click(await screen.findByRole('button', { name: 'Delete cluster…' }));
    const field = await screen.findByLabelText(/Type the cluster’s name/);
    await fireEvent.input(field, { target: { value: 'orders' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Delete cluster' }));
    expect((await screen.findAllByText(/The name does not match/)).length).toBeGreaterThan(0);
    await fireEvent.input(field, { target: { value: 'orders-kafka-dev' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Delete cluster' }));
    await waitFor(() => { expect(backend.delete_cluster).toHaveBeenCalledTimes(2); });
    const asks = backend.delete_cluster.mock.calls.map(([ask]) => ask as { launchId: string; cluster: string; name: string });
    expect(asks.map((ask) => ask.name)).toEqual(['orders', 'orders-kafka-dev']);
    expect(new Set(asks.map((ask) => ask.launchId)).size).toBe(1);
  });

  test('a run on which nothing of the kind can be decided offers none', async () => {
    shows(aRun({ stage: 'deleting', status: 'DELETING' }));
    await screen.findByText('orders-kafka-dev');
    expect(screen.queryByRole('button', { name: 'Delete cluster…' })).toBeNull();
  });

  test('a deadline can be called off', async () => {
    shows(aRun({ stage: 'running', status: 'RUNNING', can: ['deleteAt'], deleteAt: at(60) }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Keep it' }));
    await waitFor(() => { expect(backend.resolve).toHaveBeenCalledWith({ id: 'run-1', decision: { kind: 'deleteAt', at: null } }); });
  });
});
