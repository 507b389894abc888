//! Reading every path that can be read, and keeping its code and shape.

use std::collections::BTreeMap;
use std::time::Duration;

use instaclustr_api::document::assumed::{PATHS, Path};
use instaclustr_api::{Client, Error};

use super::ids::Ids;
use super::shape::{Known, shape};
use crate::api::SurveyLook;

/// Between two requests: no more than one a second, as everywhere.
const PAUSE: Duration = Duration::from_secs(1);
/// After a 429 that says nothing of how long, and at most.
const SLOWED: Duration = Duration::from_secs(10);
const SLOWED_MAX: Duration = Duration::from_secs(60);
/// Requests without an answer, one after the other, after which the rest is not tried.
const SILENT_MAX: u32 = 3;

/// What looking around brought.
pub(crate) struct Around {
    /// In the order of the table.
    pub(crate) looks: Vec<SurveyLook>,
    /// Requests that left.
    pub(crate) requests: u32,
    /// Why nothing was answered at all.
    pub(crate) unreachable: Option<Error>,
}

/// Reads what can be read, one path after the other; what an answer names opens further paths.
pub(crate) async fn look_around(client: &Client, known: &Known) -> Around {
    let reads: Vec<&Path> = PATHS.iter().filter(|path| path.method == "GET").collect();
    let mut looks: BTreeMap<usize, SurveyLook> = BTreeMap::new();
    let mut ids = Ids::default();
    let (mut requests, mut silent) = (0, 0);
    let mut last_answer = None;
    while silent < SILENT_MAX {
        let mut open = reads.iter().enumerate().filter(|(at, _)| !looks.contains_key(at));
        let Some((at, path, filled)) = open.find_map(|(at, path)| Some((at, *path, ids.fill(path.path)?))) else {
            break;
        };
        if requests > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        let filled: Vec<&str> = filled.iter().map(String::as_str).collect();
        let answer = client.look(path, &filled).await;
        requests += 1;
        silent = if matches!(answer, Err(Error::Transport(_))) { silent + 1 } else { 0 };
        if let Some(json) = answer.as_ref().ok().and_then(|looked| looked.json.as_ref()) {
            ids.learn(path.path, json);
        }
        if let Some(pause) = slowed(&answer) {
            tokio::time::sleep(pause).await;
        }
        looks.insert(at, told(path, &answer, known));
        last_answer = Some(answer);
    }
    let never = requests == silent;
    let unreachable = last_answer.and_then(Result::err).filter(|_| never);
    let look = |(at, path): (usize, &&Path)| looks.remove(&at).unwrap_or_else(|| not_read(path));
    Around { looks: reads.iter().enumerate().map(look).collect(), requests, unreachable }
}

fn slowed<T>(answer: &Result<T, Error>) -> Option<Duration> {
    match answer {
        Err(Error::Api(error)) if error.status == 429 => Some(error.retry_after.unwrap_or(SLOWED).min(SLOWED_MAX)),
        Err(Error::Api(_) | Error::Transport(_) | Error::NotUnderstood { .. }) | Ok(_) => None,
    }
}

/// A refusal's words are not told: they may name what was asked for.
fn told(path: &Path, answer: &Result<instaclustr_api::document::Looked, Error>, known: &Known) -> SurveyLook {
    let (code, note, shape) = match answer {
        Ok(looked) => match &looked.json {
            Some(json) => (Some(looked.status), None, shape(json, known)),
            None => (Some(looked.status), Some("the answer is not JSON"), Vec::new()),
        },
        Err(Error::Api(error)) => (Some(error.status), None, Vec::new()),
        Err(Error::NotUnderstood { status, .. }) => (Some(*status), Some("the answer can't be read"), Vec::new()),
        Err(Error::Transport(_)) => (None, Some("no answer"), Vec::new()),
    };
    SurveyLook { code, note: note.map(str::to_owned), shape, ..not_read(path) }
}

fn not_read(path: &Path) -> SurveyLook {
    SurveyLook {
        what: path.what.to_owned(),
        path: path.path.to_owned(),
        code: None,
        note: Some("not read: the account has nothing of it, or the survey ended before".to_owned()),
        shape: Vec::new(),
    }
}
