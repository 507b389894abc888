// Made-up profiles, and what a new draft holds.

import type { Application, Catalogue, DataCentreDraft, Profile, ProfileDraft, ProfileRow } from '../bindings';

/** A new draft with sensible values. */
export function newDraft(application: Application): ProfileDraft {
  return {
    name: '',
    account: null,
    application,
    clusterName: '',
    description: '',
    version: application === 'kafka' ? '4.1.2' : '5.0.6',
    slaTier: 'NON_PRODUCTION',
    privateNetworkCluster: false,
    pciComplianceMode: false,
    clientEncryption: false,
    kafka: { replicationFactor: 3, partitions: 3, autoCreateTopics: true, allowDeleteTopics: true },
    cassandra: { lucene: false, passwordAuth: true },
    dataCentres: [dataCentre(application)],
    access: [{ from: 'mine', opens: application === 'kafka' ? 'KAFKA' : 'CASSANDRA' }],
    peerings: [],
    users: [],
    topics: [],
    exclusionWindows: [],
    extra: {},
    accepted: {}
  };
}

function dataCentre(application: Application): DataCentreDraft {
  return {
    name: application === 'kafka' ? 'AWS_VPC_US_EAST_1' : 'US_EAST_1',
    cloudProvider: 'AWS_VPC',
    region: 'US_EAST_1',
    network: '10.20.0.0/16',
    nodeSize: application === 'kafka' ? 'KFK-DEV-t4g.small-5' : 'CAS-DEV-t4g.small-5',
    nodes: 3,
    replicationFactor: 3,
    continuousBackup: false,
    tags: {}
  };
}

/** The saved profiles at a moment. */
export function profiles(now: number): Profile[] {
  const kafka = newDraft('kafka');
  const cassandra = newDraft('cassandra');
  const first = dataCentre('cassandra');
  const drafts: ProfileDraft[] = [
    { ...kafka, name: 'orders-kafka-dev', clusterName: 'orders-kafka-dev', account: 'acc-dev' },
    { ...cassandra, name: 'telemetry-cassandra', clusterName: 'telemetry-cassandra', account: 'acc-dev', dataCentres: [{ ...first, nodes: 60, nodeSize: 'CAS-PRD-r6g.large-400', network: '10.128.0.0/16' }] },
    {
      ...cassandra,
      name: 'ledger-cassandra',
      clusterName: 'ledger-cassandra',
      account: 'acc-dev',
      dataCentres: [
        { ...first, name: 'frankfurt', region: 'EU_CENTRAL_1', network: '10.60.0.0/16' },
        { ...first, name: 'dublin', region: 'EU_WEST_1', network: '10.61.0.0/16' }
      ]
    },
    { ...kafka, name: 'scratch-kafka', clusterName: 'scratch-kafka', account: 'sandbox' },
    { ...kafka, name: 'audit-kafka', clusterName: 'au', account: null, dataCentres: [{ ...dataCentre('kafka'), network: '10.20.4.0/16', nodes: 4 }], extra: { maintenanceMode: 'STANDARD' } }
  ];
  return drafts.map((draft, index) => ({ id: `pro-${index + 1}`, revision: 1, draft, savedAt: now - (index + 1) * 3_600_000 }));
}

/** The row of a profile. */
export function rowOf(profile: Profile): ProfileRow {
  const { draft } = profile;
  const nodes = draft.dataCentres.reduce((sum, dc) => sum + (dc.nodes ?? 0), 0);
  const regions = draft.dataCentres.map((dc) => dc.region).join(', ');
  const product = draft.application === 'kafka' ? 'Kafka' : 'Cassandra';
  return {
    id: profile.id,
    revision: profile.revision,
    name: draft.name,
    account: draft.account,
    application: draft.application,
    clusterName: draft.clusterName,
    summary: `${product} ${draft.version} · ${nodes} × ${draft.dataCentres[0]?.nodeSize ?? ''} · ${regions}`,
    savedAt: profile.savedAt
  };
}

/** What can be chosen. */
export function catalogue(application: Application, readAt: number | null): Catalogue {
  const prefix = application === 'kafka' ? 'KFK' : 'CAS';
  const sizes = [
    { name: `${prefix}-DEV-t4g.small-5`, developer: true },
    { name: `${prefix}-DEV-t4g.medium-80`, developer: true },
    { name: `${prefix}-PRD-r6g.large-400`, developer: false },
    { name: `${prefix}-PRD-r7g.xlarge-800`, developer: false }
  ];
  return {
    application,
    versions: application === 'kafka' ? ['4.2.1', '4.1.2', '3.9.2'] : ['5.0.6', '4.1.10', '4.0.18'],
    clouds: [
      { name: 'AWS_VPC', title: 'Amazon Web Services', regions: ['US_EAST_1', 'US_WEST_2', 'EU_CENTRAL_1', 'EU_WEST_1', 'AP_SOUTHEAST_2'], nodeSizes: sizes },
      { name: 'GCP', title: 'Google Cloud', regions: ['us-east1', 'europe-west4', 'australia-southeast1'], nodeSizes: [{ name: `${prefix}-DEV-n1-standard-1-30`, developer: true }, { name: `${prefix}-PRD-n2-standard-4-250`, developer: false }] },
      { name: 'AZURE_AZ', title: 'Microsoft Azure', regions: ['CENTRAL_US', 'EAST_US_2', 'WEST_EUROPE'], nodeSizes: [{ name: `${prefix}-DEV-Standard_D2s_v3-64`, developer: true }] }
    ],
    readAt,
    opens: application === 'kafka' ? ['KAFKA', 'KAFKA_CONNECT', 'KAFKA_REST_PROXY'] : ['CASSANDRA', 'CASSANDRA_CQL', 'SPARK'],
    shipped: '2026-11-20'
  };
}
