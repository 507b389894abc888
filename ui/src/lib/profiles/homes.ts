// Which control of the form shows what was found at a field.

import type { Application, Finding, ProfileDraft } from '$lib/backend/bindings';

const COMMON = [
  'name',
  'account',
  'application',
  'version',
  'clusterName',
  'slaTier',
  'description',
  'clientEncryption',
  'privateNetworkCluster',
  'pciComplianceMode',
  'access',
  'peerings',
  'users',
  'topics',
  'exclusionWindows',
  'extra'
];

const KAFKA = [
  'kafka.replicationFactor',
  'kafka.partitions',
  'kafka.autoCreateTopics',
  'kafka.allowDeleteTopics'
];

const CASSANDRA = ['cassandra.lucene', 'cassandra.passwordAuth'];

const DATA_CENTRE = ['name', 'cloudProvider', 'region', 'network', 'nodeSize', 'nodes', 'tags'];

const CASSANDRA_DATA_CENTRE = ['replicationFactor', 'continuousBackup'];

/** The fields that the form has a control for. */
export function fieldsOf(application: Application, dataCentres: number, rules = 0): string[] {
  const kafka = application === 'kafka';
  const each = kafka ? DATA_CENTRE : [...DATA_CENTRE, ...CASSANDRA_DATA_CENTRE];
  const shown = kafka ? Math.min(dataCentres, 1) : dataCentres;
  const places = Array.from({ length: shown }, (_, index) => each.map((name) => `dataCentres.${index}.${name}`));
  const access = Array.from({ length: rules }, (_, index) => [`access.${index}.from`, `access.${index}.opens`]);
  return [...COMMON, ...(kafka ? KAFKA : CASSANDRA), ...places.flat(), ...access.flat()];
}

/** The control that shows a path: itself, or the nearest one around it; `null` where the form has none. */
export function homeOf(path: string, fields: readonly string[]): string | null {
  const around = fields.filter((field) => path === field || path.startsWith(`${field}.`));
  return around.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** What no control shows: it is listed above the form, so that nothing is lost. */
export function homeless<T extends Pick<Finding, 'field'>>(findings: readonly T[], draft: ProfileDraft): T[] {
  const fields = fieldsOf(draft.application, draft.dataCentres.length);
  return findings.filter((finding) => homeOf(finding.field, fields) === null);
}
