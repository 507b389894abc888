import { describe, expect, test } from 'vitest';
import type { Catalogue } from '$lib/backend/bindings';
import { freeRegion, movedToCloud, movedToRegion, nextDataCentre, versionChoices } from './choices';
import { extraText, readExtra } from './extra-json';
import { controlId, dataCentreOf, fromText, isWithin, putAt, valueAt } from './field-path';
import { fieldsOf, homeless, homeOf } from './homes';
import { errorWords, shown, warningWords, withAccepted } from './shown';
import { aCentre, aDraft, anError, aWarning } from './testing';

const catalogue: Catalogue = {
  application: 'kafka',
  versions: ['4.2.1', '4.2.0', '4.1.2'],
  clouds: [
    { name: 'AWS_VPC', title: 'Amazon Web Services', regions: ['US_EAST_1', 'EU_WEST_1'], nodeSizes: [{ name: 'KFK-DEV-t4g.small-5', developer: true }] },
    { name: 'GCP', title: 'Google Cloud', regions: ['us-east1'], nodeSizes: [{ name: 'KFK-DEV-n1-5', developer: true }] }
  ],
  readAt: null,
  opens: ['KAFKA'],
  shipped: '2026-11-20'
};

describe('paths', () => {
  test('a value is read and put where the path leads', () => {
    const draft = aDraft();
    putAt(draft, 'dataCentres.0.nodes', 6);
    expect(valueAt(draft, 'dataCentres.0.nodes')).toBe(6);
    expect(valueAt(draft, 'dataCentres.7.nodes')).toBeUndefined();
  });

  test('a path into nothing changes nothing', () => {
    const draft = aDraft();
    putAt(draft, 'dataCentres.7.nodes', 6);
    expect(draft).toEqual(aDraft());
  });

  test('the value of a fix gets the form that the field keeps', () => {
    expect(fromText('dataCentres.0.nodes', '6')).toBe(6);
    expect(fromText('dataCentres.0.network', '10.20.0.0/16')).toBe('10.20.0.0/16');
    expect(fromText('version', '5')).toBe('5');
    expect(fromText('clientEncryption', 'true')).toBe(true);
    expect(fromText('kafka.partitions', 'six')).toBeNull();
  });

  test('the data centre of a path is known', () => {
    expect(dataCentreOf('dataCentres.12.nodes')).toBe(12);
    expect(dataCentreOf('dataCentres')).toBeNull();
    expect(isWithin('dataCentres.1', 'dataCentres')).toBe(true);
    expect(controlId('dataCentres.0.nodes')).toBe('field-dataCentres-0-nodes');
  });
});

describe('homes', () => {
  test('what is found inside a field is shown at the field', () => {
    const fields = fieldsOf('cassandra', 2);
    expect(homeOf('dataCentres.1.tags.slipway-run', fields)).toBe('dataCentres.1.tags');
    expect(homeOf('dataCentres.1.replicationFactor', fields)).toBe('dataCentres.1.replicationFactor');
    expect(homeOf('dataCentres.2.nodes', fields)).toBeNull();
  });

  test('nothing that was found is lost', () => {
    const draft = aDraft({ dataCentres: [aCentre(), aCentre()] });
    const found = [anError('dataCentres'), anError('dataCentres.1.nodes'), anError('clusterName')];
    expect(homeless(found, draft).map((finding) => finding.field)).toEqual(['dataCentres', 'dataCentres.1.nodes']);
  });
});

describe('what is shown', () => {
  const found = [anError('clusterName'), anError('dataCentres.0.network')];

  test('a field that was not left says nothing', () => {
    expect(shown(found, { all: false, left: ['clusterName'], typing: null, held: [] })).toEqual([found[0]]);
  });

  test('while typing, a new problem waits and an old one goes when it is right', () => {
    const typing = { all: true, left: [], typing: 'clusterName' };
    expect(shown(found, { ...typing, held: [] })).toEqual([found[1]]);
    expect(shown(found, { ...typing, held: [anError('clusterName')] })).toEqual(found);
    expect(shown([], { ...typing, held: [anError('clusterName')] })).toEqual([]);
  });

  test('the head counts in words', () => {
    expect(errorWords(found)).toBe('2 to fix before launch');
    expect(errorWords([aWarning('name')])).toBeNull();
    expect(warningWords([aWarning('name'), aWarning('version', { accepted: true })])).toBe('2 warnings, 1 sent anyway');
    expect(warningWords([aWarning('name')])).toBe('1 warning');
  });

  test('send anyway holds for the value found', () => {
    expect(withAccepted({ other: 'x' }, aWarning('version', { value: '9.9.9' }), true)).toEqual({ other: 'x', version: '9.9.9' });
    expect(withAccepted({ version: '9.9.9' }, aWarning('version'), false)).toEqual({});
  });
});

describe('choices', () => {
  test('the newest version of each line says so', () => {
    expect(versionChoices(catalogue).map((choice) => choice.label)).toEqual(['4.2.1, newest of 4.2', '4.2.0', '4.1.2, newest of 4.1']);
  });

  test('another cloud brings a region and a size of its own', () => {
    const moved = movedToCloud(aCentre(), catalogue, 'GCP');
    expect(moved).toMatchObject({ cloudProvider: 'GCP', region: 'us-east1', nodeSize: 'KFK-DEV-n1-5', name: 'GCP_us-east1' });
  });

  test('an unlisted cloud leaves the rest as it is', () => {
    expect(movedToCloud(aCentre({ name: 'mine' }), catalogue, 'ONPREM')).toMatchObject({ region: 'US_EAST_1', name: 'mine' });
  });

  test('a name that a person chose stays when the region changes', () => {
    expect(movedToRegion(aCentre({ name: 'mine' }), 'EU_WEST_1').name).toBe('mine');
    expect(movedToRegion(aCentre(), 'EU_WEST_1').name).toBe('AWS_VPC_EU_WEST_1');
  });

  test('one more data centre has a region, a name and a network of its own', () => {
    const centres = [aCentre({ name: 'DC1' })];
    expect(nextDataCentre(centres, freeRegion(centres, catalogue))).toMatchObject({ name: 'DC2', region: 'EU_WEST_1', network: '10.21.0.0/16' });
  });
});

describe('extra JSON', () => {
  test('nothing is an empty object, and an empty object is nothing', () => {
    expect(readExtra('  ')).toEqual({ kind: 'object', value: {} });
    expect(extraText({})).toBe('');
  });

  test('what was kept reads back the same', () => {
    const value = { bundledUseOnly: false, list: [{ a: null }] };
    expect(readExtra(extraText(value))).toEqual({ kind: 'object', value });
  });

  test.each(['[1]', '"a"', 'null', '5'])('%s is no object', (text) => {
    expect(readExtra(text)).toMatchObject({ kind: 'wrong', message: expect.stringMatching(/Must be an object/) });
  });

  test('what breaks off is told', () => {
    expect(readExtra('{\n "a": }')).toMatchObject({ kind: 'wrong', message: expect.stringMatching(/^Not JSON:/) });
  });
});
