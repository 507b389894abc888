// A stand-in for the engine's rules: enough of them that each kind of finding can be looked at. The true ones live in
// the engine alone.

import type { AccessDraft, AccountView, BilledNodes, Fact, Finding, Fix, Preview, PreviewLine, PreviewRequest, ProfileDraft } from '../bindings';

/** Findings and requests of a draft. */
export function previewOf(draft: ProfileDraft, account: AccountView | undefined): Preview {
  return { findings: findings(draft), requests: [request(draft, account), ...draft.access.map((rule, at) => accessRequest(rule, at))] };
}

/** Some of what can be wrong. */
export function findings(draft: ProfileDraft): Finding[] {
  const found: Finding[] = [];
  const add = (field: string, severity: Finding['severity'], value: string, message: string, source: string | null = null, fixes: Fix[] = []): void => {
    found.push({ field, severity, message, source, value, accepted: draft.accepted[field] === value, fixes });
  };
  if (draft.name === '') add('name', 'error', '', 'The profile needs a name.');
  if (draft.clusterName.length < 3) add('clusterName', 'error', draft.clusterName, 'Must have 3 to 32 characters.');
  else if (!/^[A-Za-z0-9_-]+$/.test(draft.clusterName)) add('clusterName', 'error', draft.clusterName, 'Only letters, digits, «-» and «_».');
  else if (draft.clusterName.length > 32)
    add('clusterName', 'warning', draft.clusterName, `Has ${draft.clusterName.length} characters. The Terraform provider allows 32.`, 'Terraform provider');
  draft.dataCentres.forEach((dc, index) => {
    const at = `dataCentres.${index}`;
    const [host = '', prefix = ''] = dc.network.split('/');
    if (!/^10\.\d+\.\d+\.\d+\/\d+$/.test(dc.network)) add(`${at}.network`, 'error', dc.network, 'Must be within 10.0.0.0/8, as 10.20.0.0/16.');
    else if (prefix === '16' && !host.endsWith('.0.0')) {
      const right = `${host.split('.').slice(0, 2).join('.')}.0.0/16`;
      add(`${at}.network`, 'error', dc.network, `Bits are set behind the /16. The network is ${right}.`, null, [{ label: `Use ${right}`, value: right }]);
    } else if (Number(prefix) > 22) add(`${at}.network`, 'warning', dc.network, 'The provider documents /16 to /22.', 'API documentation');
    const racks = dc.replicationFactor ?? 3;
    const nodes = dc.nodes ?? 0;
    if (nodes === 0 || nodes % racks !== 0) {
      const lower = Math.max(racks, Math.floor(nodes / racks) * racks);
      const options = [...new Set([lower, lower + racks])];
      add(`${at}.nodes`, 'error', String(nodes), `Must be a multiple of the ${racks} racks.`, null, options.map((n) => ({ label: `Use ${n}`, value: String(n) })));
    }
    if (draft.slaTier === 'PRODUCTION' && dc.nodeSize.includes('-DEV-'))
      add(`${at}.nodeSize`, 'error', dc.nodeSize, 'A developer size can’t be used with PRODUCTION.');
  });
  return found;
}

interface Piece {
  key: string | null;
  value: unknown;
  field: string | null;
  extra?: boolean;
}

function body(draft: ProfileDraft): Piece[] {
  const kafka = draft.application === 'kafka';
  return [
    { key: 'name', value: draft.clusterName, field: 'clusterName' },
    ...(draft.description === '' ? [] : [{ key: 'description', value: draft.description, field: 'description' }]),
    { key: kafka ? 'kafkaVersion' : 'cassandraVersion', value: draft.version, field: 'version' },
    { key: 'slaTier', value: draft.slaTier, field: 'slaTier' },
    { key: 'privateNetworkCluster', value: draft.privateNetworkCluster, field: 'privateNetworkCluster' },
    { key: 'pciComplianceMode', value: draft.pciComplianceMode, field: 'pciComplianceMode' },
    ...(kafka
      ? [
          { key: 'defaultReplicationFactor', value: draft.kafka.replicationFactor, field: 'kafka.replicationFactor' },
          { key: 'defaultNumberOfPartitions', value: draft.kafka.partitions, field: 'kafka.partitions' },
          { key: 'autoCreateTopics', value: draft.kafka.autoCreateTopics, field: 'kafka.autoCreateTopics' },
          { key: 'allowDeleteTopics', value: draft.kafka.allowDeleteTopics, field: 'kafka.allowDeleteTopics' },
          { key: 'clientToClusterEncryption', value: draft.clientEncryption, field: 'clientEncryption' }
        ]
      : [
          { key: 'luceneEnabled', value: draft.cassandra.lucene, field: 'cassandra.lucene' },
          { key: 'passwordAndUserAuth', value: draft.cassandra.passwordAuth, field: 'cassandra.passwordAuth' }
        ])
  ];
}

function request(draft: ProfileDraft, account: AccountView | undefined): PreviewRequest {
  const lines: PreviewLine[] = [{ text: '{', field: null, extra: false }];
  const line = (text: string, field: string | null = null, extra = false): void => {
    lines.push({ text, field, extra });
  };
  for (const piece of body(draft)) line(`  "${piece.key}": ${JSON.stringify(piece.value)},`, piece.field);
  for (const [key, value] of Object.entries(draft.extra)) line(`  "${key}": ${JSON.stringify(value)},`, 'extra', true);
  line('  "dataCentres": [');
  draft.dataCentres.forEach((dc, index) => {
    const at = `dataCentres.${index}`;
    line('    {');
    line(`      "name": ${JSON.stringify(dc.name)},`, `${at}.name`);
    line(`      "cloudProvider": ${JSON.stringify(dc.cloudProvider)},`, `${at}.cloudProvider`);
    line(`      "region": ${JSON.stringify(dc.region)},`, `${at}.region`);
    line(`      "network": ${JSON.stringify(dc.network)},`, `${at}.network`);
    line(`      "nodeSize": ${JSON.stringify(dc.nodeSize)},`, `${at}.nodeSize`);
    line(`      "numberOfNodes": ${JSON.stringify(dc.nodes)},`, `${at}.nodes`);
    if (draft.application === 'cassandra') line(`      "replicationFactor": ${JSON.stringify(dc.replicationFactor)},`, `${at}.replicationFactor`);
    line('      "tags": [');
    for (const [key, value] of Object.entries(dc.tags)) line(`        { "key": ${JSON.stringify(key)}, "value": ${JSON.stringify(value)} },`, `${at}.tags`);
    line('        { "key": "slipway-run", "value": "…" }');
    line('      ]');
    line(index === draft.dataCentres.length - 1 ? '    }' : '    },');
  });
  line('  ]');
  line('}');
  const path = `/cluster-management/v2/resources/applications/${draft.application}/clusters/v2`;
  return {
    title: 'Create',
    onceRunning: false,
    ifLost: 'Sent once. If the answer is lost, Slipway looks for it and does not send again by itself.',
    method: 'POST',
    path,
    lines,
    curl: `curl -u '${account?.user ?? 'USER'}':"$SLIPWAY_KEY" -H 'Content-Type: application/json' ${account?.url ?? 'https://api.instaclustr.com'}${path} -d '${lines.map((l) => l.text).join('\n')}'`
  };
}

/** A firewall rule as it will be sent. */
function accessRequest(rule: AccessDraft, at: number): PreviewRequest {
  const path = '/cluster-management/v2/resources/network-firewall-rules/v2';
  const network = rule.from === 'mine' ? '… (this computer’s address, /32)' : rule.from;
  const lines = [
    { text: '{', field: null, extra: false },
    { text: '  "clusterId": "…",', field: null, extra: false },
    { text: `  "network": ${JSON.stringify(network)},`, field: `access.${at}.from`, extra: false },
    { text: `  "type": ${JSON.stringify(rule.opens)}`, field: `access.${at}.opens`, extra: false },
    { text: '}', field: null, extra: false }
  ];
  return { title: `Access for ${rule.from}`, onceRunning: true, ifLost: 'If the answer is lost, Slipway reads what the cluster has and sends what is missing.', method: 'POST', path, lines, curl: '' };
}

/** What will be billed. */
export function billed(draft: ProfileDraft): BilledNodes[] {
  return draft.dataCentres.map((dc) => ({
    count: dc.nodes ?? 0,
    nodeSize: dc.nodeSize,
    role: draft.application === 'kafka' ? 'brokers' : 'nodes',
    dataCentre: dc.name
  }));
}

/** The facts of the review. */
export function facts(draft: ProfileDraft): Fact[] {
  const product = draft.application === 'kafka' ? 'Kafka' : 'Cassandra';
  return [
    { label: 'Cluster', value: draft.clusterName, mono: false },
    { label: 'Application', value: `${product} ${draft.version}`, mono: false },
    { label: 'SLA tier', value: draft.slaTier, mono: false },
    ...draft.dataCentres.flatMap((dc): Fact[] => [
      { label: dc.name, value: `${dc.nodes ?? 0} × ${dc.nodeSize}, ${dc.region}`, mono: false },
      { label: 'Cluster network (CIDR)', value: dc.network, mono: true }
    ])
  ];
}
