// Made-up accounts: every way an account can be reached.

import type { AccountSurvey, AccountTest, AccountView, Problem } from '../bindings';

const MIN = 60_000;

function problem(code: Problem['code'], id: string, label: string, message: string, remedy: string): Problem {
  return { code, message, place: { kind: 'account', id, label }, remedy, server: null };
}

/** The accounts at a moment. */
export function accounts(now: number): AccountView[] {
  const base = {
    revision: 1,
    url: 'https://api.instaclustr.com',
    key: { kind: 'keyring' },
    readOnly: false,
    rate: 1,
    builtIn: false,
    writesRefusedAt: null,
    reach: { kind: 'good' },
    driver: { kind: 'here' },
    seenAt: now - 2_000
  } as const satisfies Partial<AccountView>;
  return [
    { ...base, id: 'acc-dev', label: 'Northwind Data', word: 'dev', colour: 'moss', user: 'mkeller-dev', key: { kind: 'command', command: 'pass show slipway/dev' }, providerAccountId: 'd07be611', clusters: 7 },
    { ...base, id: 'acc-prod', label: 'Northwind EU', word: 'prod', colour: 'oxide', user: 'audit-bot', key: { kind: 'environment', variable: 'SLIPWAY_KEY_PROD' }, readOnly: true, providerAccountId: '90ab33f7', clusters: 3 },
    { ...base, id: 'acc-pay', label: 'Fjord Payments', word: 'pay-prod', colour: 'plum', user: 'payments-ops', providerAccountId: '1b3e55d0', clusters: 2, seenAt: now - 40_000, driver: { kind: 'other', who: 'serve (4711)', since: now - 30 * MIN } },
    {
      ...base,
      id: 'acc-stage',
      label: 'Northwind Stage',
      word: 'stage',
      colour: 'harbour',
      user: 'mkeller-stage',
      providerAccountId: '77aa0c15',
      writesRefusedAt: null,
      clusters: 1,
      seenAt: now - 18 * MIN,
      reach: {
        kind: 'refused',
        problem: {
          ...problem('keyRefused', 'acc-stage', 'Northwind Stage', 'Instaclustr refused the key of mkeller-stage (HTTP 401).', 'Make a new Provisioning key under Account Settings, API Keys, and put it here.'),
          server: { status: 401, messages: [{ field: null, path: null, message: 'Unauthorized' }], body: '' }
        }
      }
    },
    {
      ...base,
      id: 'acc-lab',
      label: 'Acme Lab',
      word: 'lab',
      colour: 'ochre',
      user: 'svc-lab',
      providerAccountId: null,
      writesRefusedAt: null,
      clusters: null,
      seenAt: null,
      driver: { kind: 'nobody' },
      reach: { kind: 'noKey', problem: problem('noKey', 'acc-lab', 'Acme Lab', 'No keyring answered: nothing on D-Bus owns Secret Service.', 'Choose how the key is read: a variable, a command or a file.') }
    },
    { ...base, id: 'sandbox', label: 'Sandbox', word: 'sandbox', colour: 'slate', url: 'http://127.0.0.1:41234', user: 'sandbox', key: { kind: 'builtIn' }, builtIn: true, providerAccountId: '5a4db0c5', clusters: 2 }
  ];
}

/** What a test of an account finds. */
export function testOf(account: AccountView, now: number): AccountTest {
  const bad = account.reach.kind === 'refused' || account.reach.kind === 'noKey' ? account.reach.problem : null;
  const noKey = account.reach.kind === 'noKey';
  const refused = account.reach.kind === 'refused';
  const host = new URL(account.url).host;
  return {
    id: account.id,
    at: now,
    links: [
      { name: 'key', state: noKey ? 'failed' : 'good', text: noKey ? 'No key to be had.' : 'The key was read.', problem: noKey ? bad : null },
      { name: 'connection', state: noKey ? 'notReached' : 'good', text: noKey ? 'Not reached.' : `${host} answers.`, problem: null },
      { name: 'authentication', state: noKey ? 'notReached' : refused ? 'failed' : 'good', text: noKey ? 'Not reached.' : refused ? `HTTP 401 for ${account.user}.` : `HTTP 200 for ${account.user}.`, problem: refused ? bad : null },
      { name: 'reading', state: bad === null ? 'good' : 'notReached', text: bad === null ? `${account.clusters ?? 0} clusters of account ${account.providerAccountId ?? ''} listed.` : 'Not reached.', problem: null },
      { name: 'writing', state: 'notTried', text: 'The API says so only at a write, and a test writes nothing.', problem: null }
    ],
    document: bad === null && !account.builtIn ? { kind: 'compared', at: now, format: '2.0', version: '2.0.0', paths: 139, differences: ['region: the provider knows IL_CENTRAL_1', 'Kafka cluster v2: the provider knows a field dataCentres[].tlsVersion'] } : null
  };
}

/** A survey of an account that has nothing in it. */
export function surveyOf(_account: AccountView, now: number): AccountSurvey {
  return { at: now, version: '0.1.0', document: { kind: 'missing', code: 404, why: 'the provider has none for us' }, looks: [] };
}
