// Builders for the tests of the profiles.

import type { AccountView, DataCentreDraft, Finding, Preview, PreviewLine, Profile, ProfileDraft, ClusterReview, Review } from '$lib/backend/bindings';

/** A data centre of three small nodes. */
export function aCentre(rest: Partial<DataCentreDraft> = {}): DataCentreDraft {
  return {
    name: 'AWS_VPC_US_EAST_1',
    cloudProvider: 'AWS_VPC',
    region: 'US_EAST_1',
    network: '10.20.0.0/16',
    nodeSize: 'KFK-DEV-t4g.small-5',
    nodes: 3,
    replicationFactor: null,
    continuousBackup: false,
    tags: {},
    ...rest
  };
}

/** A Kafka draft with nothing to say against it. */
export function aDraft(rest: Partial<ProfileDraft> = {}): ProfileDraft {
  return {
    name: 'orders',
    account: 'account-1',
    application: 'kafka',
    clusterName: 'orders-kafka-dev',
    description: '',
    version: '4.1.2',
    slaTier: 'NON_PRODUCTION',
    privateNetworkCluster: false,
    pciComplianceMode: false,
    clientEncryption: true,
    kafka: { replicationFactor: 3, partitions: 3, autoCreateTopics: true, allowDeleteTopics: true },
    cassandra: { lucene: false, passwordAuth: true },
    dataCentres: [aCentre()],
    access: [],
    peerings: [],
    users: [],
    topics: [],
    exclusionWindows: [],
    extra: {},
    accepted: {},
    ...rest
  };
}

/** A saved profile. */
export function aProfile(rest: Partial<Profile> = {}): Profile {
  return { id: 'profile-1', revision: 1, draft: aDraft(), savedAt: 1_000, ...rest };
}

/** An error at a field. */
export function anError(field: string, rest: Partial<Finding> = {}): Finding {
  return { field, severity: 'error', message: `${field} is wrong.`, source: null, value: '', accepted: false, fixes: [], ...rest };
}

/** A warning at a field. */
export function aWarning(field: string, rest: Partial<Finding> = {}): Finding {
  return anError(field, { severity: 'warning', message: `${field} is unusual.`, source: 'a list', value: 'it', ...rest });
}

/** A line of a request. */
export function aLine(text: string, field: string | null = null, extra = false): PreviewLine {
  return { text, field, extra };
}

/** What the core says of a draft. */
export function aPreview(findings: Finding[] = []): Preview {
  const lines = [
    aLine('{'),
    aLine('  "name": "orders-kafka-dev",', 'clusterName'),
    aLine('  "dataCentres": [', 'dataCentres'),
    aLine('      "network": "10.20.0.0/16",', 'dataCentres.0.network'),
    aLine('      "numberOfNodes": 3', 'dataCentres.0.nodes'),
    aLine('  ]'),
    aLine('}')
  ];
  const path = '/cluster-management/v2/resources/applications/kafka/clusters/v2';
  return { findings, requests: [{ title: 'Create', onceRunning: false, ifLost: 'Sent once.', method: 'POST', path, lines, curl: `curl ${path}` }] };
}

/** An account. */
export function anAccount(rest: Partial<AccountView> = {}): AccountView {
  return {
    id: 'account-1',
    revision: 1,
    label: 'Northwind Data',
    word: 'dev',
    colour: 'moss',
    url: 'https://api.instaclustr.com',
    user: 'mkeller-dev',
    key: { kind: 'keyring' },
    readOnly: false,
    rate: 1,
    builtIn: false,
    reach: { kind: 'good' },
    providerAccountId: 'd07be611',
    writesRefusedAt: null,
    clusters: 7,
    seenAt: 1_000,
    driver: { kind: 'here' },
    ...rest
  };
}

/** A review of one cluster with nothing in the way. */
export function aReview(cluster: Partial<ClusterReview> = {}, rest: Partial<Review> = {}): Review {
  return { account: anAccount(), problems: [], notes: [], clusters: [aClusterReview(cluster)], ...rest };
}

/** One cluster of a review. */
export function aClusterReview(rest: Partial<ClusterReview> = {}): ClusterReview {
  return {
    name: 'orders-kafka-dev',
    errors: [],
    warnings: [],
    billed: [{ count: 3, nodeSize: 'KFK-DEV-t4g.small-5', role: 'brokers', dataCentre: 'AWS_VPC_US_EAST_1' }],
    facts: [{ label: 'Brokers', value: '3 × KFK-DEV-t4g.small-5', mono: false }],
    openTo: [],
    requests: aPreview().requests,
    ...rest
  };
}
