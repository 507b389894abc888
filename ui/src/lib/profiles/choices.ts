// What the lists of the form offer: from the catalogue, in its words.

import type { Catalogue, CloudChoice, DataCentreDraft } from '$lib/backend/bindings';

/** One entry of a list. */
export interface Choice {
  /** What the draft keeps. */
  value: string;
  /** What is read. */
  label: string;
}

/** SLA tiers as the provider spells them. */
export const SLA_TIERS: Choice[] = [
  { value: 'NON_PRODUCTION', label: 'Non-production' },
  { value: 'PRODUCTION', label: 'Production' }
];

/** Versions, newest first; the newest of each line (`4.1`) says so. */
export function versionChoices(catalogue: Catalogue | null): Choice[] {
  const seen = new Set<string>();
  return (catalogue?.versions ?? []).map((version) => {
    const line = version.split('.').slice(0, 2).join('.');
    const newest = !seen.has(line);
    seen.add(line);
    return { value: version, label: newest ? `${version}, newest of ${line}` : version };
  });
}

/** Clouds by the name people use. */
export function cloudChoices(catalogue: Catalogue | null): Choice[] {
  return (catalogue?.clouds ?? []).map((cloud) => ({ value: cloud.name, label: cloud.title }));
}

/** Regions of a cloud as the provider spells them. */
export function regionChoices(catalogue: Catalogue | null, cloud: string): Choice[] {
  return (cloudOf(catalogue, cloud)?.regions ?? []).map((region) => ({ value: region, label: region }));
}

/** Node sizes of a cloud, smallest first. */
export function sizeChoices(catalogue: Catalogue | null, cloud: string): Choice[] {
  return (cloudOf(catalogue, cloud)?.nodeSizes ?? []).map((size) => ({
    value: size.name,
    label: size.developer ? `${size.name}, developer` : size.name
  }));
}

/** The cloud of that name. */
export function cloudOf(catalogue: Catalogue | null, name: string): CloudChoice | undefined {
  return catalogue?.clouds.find((cloud) => cloud.name === name);
}

/**
 * A data centre moved to another cloud. Region and size of the old cloud mean nothing there, so the first ones listed
 * take their place; where the cloud is not listed they stay, and the checks say what they think.
 */
export function movedToCloud(centre: DataCentreDraft, catalogue: Catalogue | null, name: string): DataCentreDraft {
  const cloud = cloudOf(catalogue, name);
  const region = cloud?.regions.includes(centre.region) === false ? (cloud.regions[0] ?? '') : centre.region;
  const fits = cloud?.nodeSizes.some((size) => size.name === centre.nodeSize) ?? true;
  const nodeSize = fits ? centre.nodeSize : (cloud?.nodeSizes[0]?.name ?? '');
  return renamed(centre, { ...centre, cloudProvider: name, region, nodeSize });
}

/** A data centre moved to another region. */
export function movedToRegion(centre: DataCentreDraft, region: string): DataCentreDraft {
  return renamed(centre, { ...centre, region });
}

/** A name that was made of cloud and region goes along; one that a person chose stays. */
function renamed(before: DataCentreDraft, after: DataCentreDraft): DataCentreDraft {
  return before.name === madeName(before) ? { ...after, name: madeName(after) } : after;
}

function madeName(centre: DataCentreDraft): string {
  return `${centre.cloudProvider}_${centre.region}`;
}

/** One more data centre, after the pattern of the last one: same sizes, a name and a network of its own. */
export function nextDataCentre(centres: readonly DataCentreDraft[], region: string): DataCentreDraft {
  const last = centres.at(-1);
  const names = new Set(centres.map((centre) => centre.name));
  const base: DataCentreDraft = last ?? {
    name: '',
    cloudProvider: '',
    region,
    network: '',
    nodeSize: '',
    nodes: null,
    replicationFactor: null,
    continuousBackup: false,
    tags: {}
  };
  const moved = movedToRegion(base, region);
  return { ...moved, name: freeName(moved.name, names), network: nextNetwork(centres), tags: { ...base.tags } };
}

/** A region of the cloud that no data centre uses yet. */
export function freeRegion(centres: readonly DataCentreDraft[], catalogue: Catalogue | null): string {
  const last = centres.at(-1);
  if (last === undefined) return '';
  const used = new Set(centres.map((centre) => centre.region));
  return cloudOf(catalogue, last.cloudProvider)?.regions.find((region) => !used.has(region)) ?? last.region;
}

/** `DC1` → `DC2`, `EU` → `EU_2`. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const numbered = /^(.*?)(\d{1,6})$/.exec(wanted);
  const head = numbered?.[1] ?? `${wanted}_`;
  let count = Number(numbered?.[2] ?? 1) + 1;
  while (taken.has(`${head}${count}`)) count += 1;
  return `${head}${count}`;
}

/** The next second octet that no network uses: `10.20.0.0/16` → `10.21.0.0/16`; empty where the pattern is another. */
function nextNetwork(centres: readonly DataCentreDraft[]): string {
  const last = centres.at(-1)?.network ?? '';
  const parts = /^10\.(\d{1,3})\.0\.0\/(\d{1,2})$/.exec(last);
  if (parts === null) return '';
  const used = new Set(centres.map((centre) => centre.network.split('.')[1]));
  for (let step = 1; step < 256; step += 1) {
    const octet = String((Number(parts[1]) + step) % 256);
    if (!used.has(octet)) return `10.${octet}.0.0/${parts[2]}`;
  }
  return '';
}
