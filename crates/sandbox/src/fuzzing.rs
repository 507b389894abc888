//! Bytes as requests: for a fuzz target, and for the test that replays what one found.

use bytes::Bytes;
use http::{Method, Request, Response};
use instaclustr_api::Secret;
use serde_json::Value;

use crate::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User, Watch};

/// Where the time begins.
const START_MS: i64 = 1_795_564_800_000;

/// The most requests of one input, and the most ids that are kept for later requests.
const REQUESTS_MAX: usize = 200;
const IDS_MAX: usize = 4_096;

/// Sends `bytes` to a new cloud, a line at a time, and holds what must be so against it after each line.
///
/// A line is `+MS` (the time goes on), or `METHOD PATH BODY` with or without a body. `$HH` (two hexadecimal digits) stands
/// for the id seen that many ids before the last. A line that begins with `~` comes from another account, one with `!`
/// from a key that may only read, one with `?` from a stranger. Lines that are no request are left out.
///
/// Gives back the code of each answer.
///
/// # Panics
/// When the cloud breaks a promise: an answer that is no JSON, a fault of its own (5xx), clusters, nodes, operations or
/// resources that do not fit each other or became what they may not, a journal that leads elsewhere. That is what it is for.
#[allow(clippy::panic, reason = "a fuzz target tells by panicking")]
pub fn requests(bytes: &[u8]) -> Vec<u16> {
    let mut cloud = Cloud::new(options());
    let mut watch = Watch::default();
    let (mut ids, mut codes) = (Vec::new(), Vec::new());
    let mut now = START_MS;
    for line in bytes.split(|byte| *byte == b'\n').take(REQUESTS_MAX) {
        if let Some(ms) = line.strip_prefix(b"+") {
            now += std::str::from_utf8(ms).ok().and_then(|ms| ms.parse::<u32>().ok()).map_or(0, i64::from);
            continue;
        }
        let Some(request) = request_in(line, &ids) else { continue };
        let answer = cloud.apply(now, &request);
        codes.push(answer.status().as_u16());
        let body = hold(&answer).unwrap_or_else(|broken| panic!("{request:?}: {broken}"));
        collect_ids(&body, &mut ids);
        ids.drain(..ids.len().saturating_sub(IDS_MAX));
        let wrong = watch.look(&cloud);
        assert!(wrong.is_empty(), "{request:?}: {wrong:?}");
    }
    let again = Cloud::restored(options(), cloud.snapshot()).map(|cloud| cloud.snapshot());
    assert!(again.is_ok_and(|again| again == cloud.snapshot()), "the journal leads elsewhere");
    codes
}

fn options() -> CloudOptions {
    let user = |name: &str, rights| User { name: name.to_owned(), key: Secret::new("k"), rights };
    let first = Account { users: vec![user("own", Rights::Full), user("look", Rights::ReadOnly)] };
    let second = Account { users: vec![user("other", Rights::Full)] };
    CloudOptions { seed: 1, speed: Speed::LIFE, rate: Rate::Off, accounts: vec![first, second] }
}

fn request_in(line: &[u8], ids: &[String]) -> Option<Request<Bytes>> {
    let (who, line) = match line.split_first()? {
        (b'~', rest) => ("other", rest),
        (b'!', rest) => ("look", rest),
        (b'?', rest) => ("stranger", rest),
        _ => ("own", line),
    };
    let mut parts = line.splitn(3, |byte| *byte == b' ');
    let method = Method::from_bytes(parts.next()?).ok()?;
    let path = filled(parts.next()?, ids);
    let body = filled(parts.next().unwrap_or_default(), ids);
    Request::builder()
        .method(method)
        .uri(path.as_slice())
        .header("authorization", format!("Instaclustr-Terraform {who}:k"))
        .header("content-type", "application/json")
        .body(Bytes::from(body))
        .ok()
}

/// `text` with ids in place of `$HH`.
fn filled(text: &[u8], ids: &[String]) -> Vec<u8> {
    let mut filled = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        let back = (*byte == b'$').then(|| after.split_at_checked(2)).flatten();
        let back = back.and_then(|(digits, after)| Some((hex(digits)?, after)));
        let id = back.and_then(|(back, after)| Some((ids.iter().rev().nth(back)?, after)));
        match id {
            Some((id, after)) => {
                filled.extend_from_slice(id.as_bytes());
                rest = after;
            }
            None => {
                filled.push(*byte);
                rest = after;
            }
        }
    }
    filled
}

fn hex(digits: &[u8]) -> Option<usize> {
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// What every answer must be: no fault of the sandbox's own, and JSON or nothing. The document is served as it was given,
/// and here none was.
fn hold(answer: &Response<Bytes>) -> Result<Value, String> {
    if answer.status().is_server_error() {
        return Err(format!("answered with {}", answer.status()));
    }
    if answer.body().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(answer.body()).map_err(|error| format!("answered with what is no JSON: {error}"))
}

/// Every id in `value`, in order.
fn collect_ids(value: &Value, ids: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::String(id) if name == "id" => ids.push(id.clone()),
                    Value::Null
                    | Value::Bool(_)
                    | Value::Number(_)
                    | Value::String(_)
                    | Value::Array(_)
                    | Value::Object(_) => {
                        collect_ids(field, ids);
                    }
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_ids(item, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{cassandra_create, kafka_create};

    fn ids_of(text: &str) -> Vec<String> {
        let mut ids = Vec::new();
        collect_ids(&serde_json::from_str(text).unwrap(), &mut ids);
        ids
    }

    #[test]
    fn ids_that_were_seen_can_be_used() {
        let ids = ids_of(r#"{"id":"a","dataCentres":[{"id":"b"}]}"#);
        assert_eq!(filled(b"/x/$01/$00/$02/$0", &ids), b"/x/a/b/$02/$0");
    }

    /// Lines for much of what can be asked of the sandbox, in an order in which all are accepted; sets of rules, security
    /// groups, flat users and the other clouds are asked for in the kept requests (`tests/fuzz/seeds/requests`). Behind a
    /// create the last ids are those of its three nodes, of its data centre and of itself: `$04` is the cluster then.
    fn story() -> Vec<u8> {
        let base = "/cluster-management/v2";
        let kafka = kafka_create("demo");
        let cassandra = cassandra_create("demo");
        let acl = r#"{"principal":"User:me","permissionType":"ALLOW","host":"*","patternType":"LITERAL","resourceName":"t","operation":"READ","resourceType":"TOPIC"}"#;
        let mut confirmed = kafka.clone();
        confirmed["twoFactorDelete"] = serde_json::json!([{ "confirmationEmail": "me@example.com" }]);
        let mut larger = kafka["dataCentres"].clone();
        larger[0]["nodeSize"] = serde_json::json!("KFK-DEV-t4g.small-30");
        let lines = format!(
            r#"POST {base}/resources/applications/cassandra/clusters/v2 {cassandra}
+7200000
GET {base}/data-sources/applications/cassandra/clusters/v2/$04/list-backups/v2
POST {base}/operations/applications/cassandra/clusters/v2/$04/trigger-backup/v2
POST {base}/operations/applications/cassandra/restore/v2 {{"clusterId":"$04","clusterNetwork":"10.9.0.0/16"}}
POST /provisioning/v1/$04/apache_cassandra/users {{"username":"me","password":"yourPassword"}}
DELETE /provisioning/v1/$04/apache_cassandra/users {{"username":"me"}}
POST {base}/resources/applications/kafka/clusters/v2 {kafka}
+600000
PUT {base}/operations/clusters/v2/$04/change-settings/v2 {{"description":"x"}}
PUT {base}/resources/applications/kafka/clusters/v2/$04 {{"dataCentres":{centres}}}
GET {base}/data-sources/cluster-data-centres/v2/$03/resize/operations/v2?activeOnly=true
PUT {base}/resources/cluster-network-firewall-rules/v2/$04 {{"firewallRules":[{{"network":"203.0.113.7/32","type":"KAFKA"}}]}}
POST {base}/resources/providers/aws/vpc-peers/v2 {{"cdcId":"$05","peerAwsAccountId":"123456789123","peerVpcId":"vpc-1","peerRegion":"US_EAST_1","peerSubnets":["10.129.0.0/16"]}}
POST /sandbox/peers/$00/accept
PUT {base}/resources/providers/aws/vpc-peers/v2/$00 {{"peerSubnets":["10.130.0.0/16"]}}
POST {base}/resources/exclusion-windows/v2 {{"clusterId":"$04","dayOfWeek":"MONDAY","startHour":1,"durationInHours":2}}
POST /sandbox/clusters/$05/maintenance-events {{"startsInSeconds":60}}
PUT {base}/operations/maintenance-events/$00/v2/reschedule-maintenance-event/v2 {{"scheduledStartTime":"2026-11-26T12:00:00Z"}}
POST {base}/resources/applications/kafka/users/v2 {{"clusterId":"$07","username":"me","password":"p","initialPermissions":"none","options":{{"saslScramMechanism":"SCRAM-SHA-256"}}}}
POST {base}/resources/applications/kafka/topics/v2 {{"clusterId":"$08","topic":"t","partitions":1,"replicationFactor":1}}
POST {base}/resources/applications/kafka/acls/v2 {{"clusterId":"$09","userQuery":"me","acls":[{acl}]}}
!DELETE {base}/resources/applications/kafka/acls/v2/$00
~GET {base}/resources/applications/kafka/acls/v2/$00
GET {base}/data-sources/clusters/v2?search=name:demo
GET /provisioning/v1/$00
POST {base}/resources/applications/kafka/clusters/v2 {confirmed}
+600000
PUT {base}/resources/applications/kafka/clusters/v2/$04 {{"dataCentres":{larger}}}
GET {base}/data-sources/cluster-data-centres/v2/$03/resize/operations/v2
DELETE {base}/operations/resize-operations/v2/$03/cancel/v2
DELETE {base}/resources/applications/kafka/clusters/v2/$08
POST /sandbox/clusters/$08/confirm-delete
?GET /
nonsense"#,
            centres = kafka["dataCentres"],
        );
        lines.into_bytes()
    }

    #[test]
    fn a_story_in_lines_is_told_to_a_cloud() {
        requests(&story());
        requests(b"\xff\xfe\n+\n+99999999999999\nGET \x00 x\nGET / $zz");
    }

    /// Else the test below would change what is refused already.
    #[test]
    fn the_story_makes_what_it_names() {
        let mut cloud = Cloud::new(options());
        let (mut ids, mut now) = (Vec::new(), START_MS);
        let mut codes = std::collections::BTreeMap::<u16, usize>::new();
        for line in story().split(|byte| *byte == b'\n') {
            if let Some(ms) = line.strip_prefix(b"+") {
                now += std::str::from_utf8(ms).unwrap().parse::<i64>().unwrap();
            } else if let Some(request) = request_in(line, &ids) {
                let answer = cloud.apply(now, &request);
                *codes.entry(answer.status().as_u16()).or_default() += 1;
                collect_ids(&hold(&answer).unwrap(), &mut ids);
            }
        }
        let refused: usize = codes.iter().filter(|(code, _)| **code >= 400).map(|(_, count)| count).sum();
        assert_eq!(refused, 3, "a read-only key, another account, a stranger: {codes:?}");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_bytes_break_a_cloud(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            requests(&bytes);
        }

        #[test]
        fn no_changed_story_breaks_a_cloud(
            changes in proptest::collection::vec((proptest::prelude::any::<u16>(), 32..127_u8), 1..12),
        ) {
            let mut bytes = story();
            for (position, byte) in changes {
                let position = usize::from(position) % bytes.len();
                bytes[position] = byte;
            }
            requests(&bytes);
        }
    }
}
