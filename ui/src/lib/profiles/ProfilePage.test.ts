import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Finding } from '$lib/backend/bindings';
import { aRun } from '$lib/runs/testing';
import { aDraft, anAccount, anError, aPreview, aProfile, aReview, aWarning } from './testing';

const { backend, go } = vi.hoisted(() => ({
  backend: {
    profile: vi.fn(),
    new_profile: vi.fn(),
    preview: vi.fn(),
    save_profile: vi.fn(),
    duplicate_profile: vi.fn(),
    remove_profile: vi.fn(),
    catalogue: vi.fn(),
    own_address: vi.fn(),
    run: vi.fn(),
    review: vi.fn(),
    launch: vi.fn()
  },
  go: vi.fn()
}));
vi.mock('$lib/backend', async () => ({ ...(await vi.importActual<object>('$lib/backend/backend')), backend }));
vi.mock('$lib/router', async () => ({ ...(await vi.importActual<object>('$lib/router')), go }));

const { app } = await import('$lib/state/app.svelte');
const { default: ProfilePage } = await import('./ProfilePage.svelte');

beforeEach(() => {
  for (const mock of [...Object.values(backend), go]) mock.mockReset();
  backend.profile.mockResolvedValue(aProfile());
  backend.new_profile.mockResolvedValue(aDraft({ name: '', clusterName: '' }));
  backend.save_profile.mockImplementation(({ draft }: { draft: object }) => Promise.resolve(aProfile({ draft: draft as never, revision: 2 })));
  backend.catalogue.mockResolvedValue({ application: 'kafka', versions: ['4.1.2'], clouds: [], opens: ['KAFKA', 'KAFKA_CONNECT'], readAt: null, shipped: '2026-11-20' });
  backend.own_address.mockResolvedValue({ v4: null, v6: null, foundAt: null, problem: null, settings: { allowed: null, finders: ['https://one.example', 'https://two.example'] } });
  backend.review.mockResolvedValue(aReview());
  backend.launch.mockResolvedValue({ id: 'launch-1', createdAt: 1, runs: [{ id: 'run-1' }] });
  app.accountsById.clear();
  app.accountsById.set('account-1', anAccount());
});
afterEach(cleanup);

async function opens(findings: Finding[] = []): Promise<void> {
  backend.preview.mockResolvedValue(aPreview(findings));
  render(ProfilePage, { id: 'profile-1' });
  await screen.findByLabelText('Cluster name');
  await screen.findByText('"orders-kafka-dev"');
}

test('a problem stands at its field, is tied to it, and lights its line', async () => {
  await opens([anError('dataCentres.0.network', { message: 'Bits are set behind the /16.', fixes: [{ label: 'Use 10.21.0.0/16', value: '10.21.0.0/16' }] })]);
  const field = screen.getByLabelText('Cluster network (CIDR)');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  const message = document.getElementById(field.getAttribute('aria-describedby') ?? '');
  expect(message?.textContent).toContain('Bits are set behind the /16.');
  expect(screen.getByText('Line 4, network: Bits are set behind the /16.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Use 10.21.0.0/16' }));
  expect((field as HTMLInputElement).value).toBe('10.21.0.0/16');
});

test('launch with a problem opens no review and goes to the first problem', async () => {
  await opens([anError('dataCentres.0.nodes')]);
  await fireEvent.click(screen.getByRole('button', { name: 'Launch…' }));
  await waitFor(() => expect(document.activeElement?.id).toBe('field-dataCentres-0-nodes'));
  expect(backend.review).not.toHaveBeenCalled();
});

describe('access', () => {
  const sent = () => backend.preview.mock.calls.at(-1)?.[0].draft.access;

  test('this computer is let in by a switch, and ranges beside it', async () => {
    await opens();
    const itself = screen.getByRole('switch', { name: /Let this computer in/ });
    expect((itself as HTMLInputElement).checked).toBe(false);
    await fireEvent.click(itself);
    await waitFor(() => expect(sent()).toEqual([{ from: 'mine', opens: 'KAFKA' }]));
    await fireEvent.click(screen.getByRole('button', { name: 'Let a range in' }));
    const range = screen.getByRole('textbox', { name: 'Range (CIDR)' });
    await waitFor(() => expect(document.activeElement).toBe(range));
    await fireEvent.input(range, { target: { value: '10.0.0.0/8' } });
    await waitFor(() => expect(sent()).toEqual([{ from: 'mine', opens: 'KAFKA' }, { from: '10.0.0.0/8', opens: 'KAFKA' }]));
    await fireEvent.click(itself);
    await waitFor(() => expect(sent()).toEqual([{ from: '10.0.0.0/8', opens: 'KAFKA' }]));
    await fireEvent.click(screen.getByRole('button', { name: 'Remove this range' }));
    await waitFor(() => expect(sent()).toEqual([]));
  });

  test('who lets everybody in types that first', async () => {
    await opens();
    backend.review.mockResolvedValue(aReview({ openTo: ['0.0.0.0/0'] }));
    await fireEvent.click(screen.getByRole('button', { name: 'Launch…' }));
    const button = await screen.findByRole('button', { name: 'Launch 3 nodes' });
    await fireEvent.click(button, { detail: 1 });
    expect(backend.launch).not.toHaveBeenCalled();
    await fireEvent.input(screen.getByRole('textbox', { name: 'Type 0.0.0.0/0 to let everybody in' }), { target: { value: '0.0.0.0/0' } });
    await fireEvent.click(button, { detail: 1 });
    await waitFor(() => expect(backend.launch.mock.calls[0]?.[0]).toMatchObject({ openTo: ['0.0.0.0/0'] }));
  });
});

describe('what else a cluster is given', () => {
  const sent = () => backend.preview.mock.calls.at(-1)?.[0].draft;
  const fill = (name: string, value: string) => fireEvent.input(screen.getByRole('textbox', { name }), { target: { value } });

  test('a peering asks for what its cloud names', async () => {
    await opens();
    await fireEvent.click(screen.getByRole('button', { name: 'Join a network' }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'VPC' })));
    await fill('VPC', 'vpc-1');
    await fill('AWS account', '123456789012');
    await fill('Its ranges (CIDR)', '10.99.0.0/16');
    await waitFor(() => expect(sent()?.peerings).toEqual([{ dataCentre: '', owner: '123456789012', network: 'vpc-1', region: '', resourceGroup: '', adObjectId: '', subnets: '10.99.0.0/16' }]));
    expect(screen.queryByRole('textbox', { name: 'Resource group' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove this peering' }));
    await waitFor(() => expect(sent()?.peerings).toEqual([]));
  });

  test('topics, users and hours without maintenance are taken in and out', async () => {
    await opens();
    await fireEvent.click(screen.getByRole('button', { name: 'Add a topic' }));
    const topic = within(screen.getByRole('group', { name: 'Topic 1' }));
    await fireEvent.input(topic.getByRole('textbox', { name: 'Name' }), { target: { value: 'orders' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Add a user' }));
    const user = within(screen.getByRole('group', { name: 'User 1' }));
    await fireEvent.input(user.getByRole('textbox', { name: 'Name' }), { target: { value: 'app' } });
    await fireEvent.click(user.getByRole('switch', { name: 'I give the password' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Add an exclusion window' }));
    await waitFor(() => expect(sent()).toMatchObject({
      topics: [{ name: 'orders', partitions: null, replicationFactor: null }],
      users: [{ name: 'app', permissions: 'standard', mechanism: 'SCRAM-SHA-256', asksPassword: true }],
      exclusionWindows: [{ day: 'SATURDAY', startHour: 0, hours: 48 }]
    }));
    await fireEvent.click(screen.getByRole('button', { name: 'Remove this topic' }));
    await waitFor(() => expect(sent()?.topics).toEqual([]));
  });
});

test('a line of the request leads to its field', async () => {
  await opens();
  await fireEvent.click(screen.getByRole('button', { name: /"numberOfNodes"/ }));
  await waitFor(() => expect(document.activeElement?.id).toBe('field-dataCentres-0-nodes'));
});

test('the review names account, nodes and bill, and a click launches once', async () => {
  await opens();
  await fireEvent.click(screen.getByRole('button', { name: 'Launch…' }));
  const button = await screen.findByRole('button', { name: 'Launch 3 nodes' });
  expect(screen.getByText(/Slipway does not know the price/)).toBeTruthy();
  await fireEvent.click(button, { detail: 1 });
  await waitFor(() => expect(go).toHaveBeenCalledWith('/runs/run-1'));
  expect(backend.launch).toHaveBeenCalledTimes(1);
  expect(backend.launch.mock.calls[0]?.[0]).toMatchObject({ accountId: 'account-1', profileId: 'profile-1', drafts: [aDraft()] });
});

test('a warning that is not accepted keeps the launch button off', async () => {
  await opens([aWarning('version')]);
  backend.review.mockResolvedValue(aReview({ warnings: [aWarning('version')] }));
  await fireEvent.click(screen.getByRole('button', { name: 'Launch…' }));
  const button = await screen.findByRole('button', { name: 'Launch 3 nodes' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await fireEvent.click(button, { detail: 1 });
  expect(backend.launch).not.toHaveBeenCalled();
});

test('where the account is not known yet, the review begins with that choice', async () => {
  app.accountsById.set('account-2', anAccount({ id: 'account-2', label: 'Other', word: 'other' }));
  backend.profile.mockResolvedValue(aProfile({ draft: aDraft({ account: null }) }));
  await opens();
  await fireEvent.click(screen.getByRole('button', { name: 'Launch…' }));
  const field = await screen.findByLabelText('Account', { selector: '#review-account' });
  await waitFor(() => expect(document.activeElement).toBe(field));
  const button = screen.getByRole('button', { name: 'Launch' });
  button.focus();
  await fireEvent.click(button, { detail: 1 });
  expect(document.activeElement).toBe(field);
  expect(backend.launch).not.toHaveBeenCalled();
});

test('a new profile goes to its own address once it is kept, and stays in sight', async () => {
  backend.preview.mockResolvedValue(aPreview());
  const { rerender } = render(ProfilePage, { id: 'new:kafka' });
  const field = await screen.findByLabelText('Cluster name');
  field.focus();
  await fireEvent.input(field, { target: { value: 'orders' } });
  await waitFor(() => expect(go).toHaveBeenCalledWith('/profiles/profile-1', { replace: true }), { timeout: 2_000 });
  await rerender({ id: 'profile-1' });
  expect(document.activeElement).toBe(field);
  expect(backend.profile).not.toHaveBeenCalled();
});

test('a profile that cannot be read says why, and can be tried again', async () => {
  backend.profile.mockRejectedValueOnce({ code: 'store', message: 'The store is locked.', place: { kind: 'home' }, remedy: null, server: null });
  backend.preview.mockResolvedValue(aPreview());
  render(ProfilePage, { id: 'profile-1' });
  expect(await screen.findByText('The store is locked.')).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByLabelText('Cluster name')).toBeTruthy();
});

test('without the lists everything can still be typed', async () => {
  backend.catalogue.mockRejectedValue(new Error('no way'));
  await opens();
  const options = [...(screen.getByLabelText('Version') as HTMLSelectElement).options].map((option) => option.text);
  expect(options).toEqual(['4.1.2, not in the list', 'Another, typed']);
});

/** Opens the profile at the field that the provider refused in a run of `createdAt`. */
async function opensRefused(createdAt: number): Promise<HTMLInputElement> {
  const messages = [
    { field: 'dataCentres[0].network', path: 'dataCentres.0.network', message: 'overlaps with another one' },
    { field: 'dataCentres[0].awsSettings', path: 'dataCentres', message: 'are not allowed' },
    { field: null, path: null, message: 'of no field' }
  ];
  const problem = { code: 'refused' as const, message: 'Instaclustr refused it.', place: { kind: 'app' as const }, remedy: null, server: { status: 400, messages, body: '' } };
  backend.run.mockResolvedValue({ run: aRun({ createdAt, stage: 'refused', problem }) });
  backend.preview.mockResolvedValue(aPreview());
  render(ProfilePage, { id: 'profile-1', refusal: { run: 'run-1', field: 'dataCentres.0.network' } });
  const field = await screen.findByLabelText<HTMLInputElement>('Cluster network (CIDR)');
  await waitFor(() => expect(go).toHaveBeenCalledWith('/profiles/profile-1', { replace: true }));
  return field;
}

test('what the provider refused stands at its field, which has the focus, until it is changed', async () => {
  const field = await opensRefused(2_000);
  expect(document.activeElement).toBe(field);
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toContain('Instaclustr refused it: overlaps with another one');
  expect(screen.getByRole('list', { name: 'Found, with no field of its own' }).textContent).toContain('are not allowed');
  await fireEvent.input(field, { target: { value: '10.21.0.0/16' } });
  await waitFor(() => expect(field.getAttribute('aria-invalid')).toBeNull());
});

test('what was refused once may be sent again: the provider decides', async () => {
  await opensRefused(2_000);
  await fireEvent.click(screen.getByRole('button', { name: 'Launch…' }));
  await screen.findByRole('button', { name: 'Launch 3 nodes' });
});

test('the words of an old refusal do not stand at what was changed since', async () => {
  const field = await opensRefused(500);
  expect(document.activeElement).toBe(field);
  expect(field.getAttribute('aria-invalid')).toBeNull();
});
