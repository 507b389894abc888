//! Reading every path that can be read, and keeping its code and shape.

use std::collections::BTreeMap;

use instaclustr_api::Error;
use instaclustr_api::document::Looked;
use instaclustr_api::document::assumed::{PATHS, Path};

use super::ids::Ids;
use super::shape::{Known, shape};
use crate::api::SurveyLook;

/// Requests without an answer, one after the other, after which the rest is not tried.
const SILENT_MAX: u32 = 3;

/// A look at one path.
pub(crate) struct Look {
    at: usize,
    /// The path.
    pub(crate) path: &'static Path,
    /// What stands in its parameters.
    pub(crate) ids: Vec<String>,
}

/// What was seen so far.
pub(crate) struct Looks {
    reads: Vec<&'static Path>,
    seen: BTreeMap<usize, SurveyLook>,
    ids: Ids,
    /// Requests without an answer, since the last that had one.
    silent: u32,
    last_error: Option<Error>,
    known: Known,
}

impl Looks {
    /// Nothing so far.
    pub(crate) fn new(known: Known) -> Self {
        let reads = PATHS.iter().filter(|path| path.method == "GET").collect();
        Self { reads, seen: BTreeMap::new(), ids: Ids::default(), silent: 0, last_error: None, known }
    }

    /// What to look at next: what an answer named opens further paths. Nothing once all is seen that can be.
    pub(crate) fn next(&self) -> Option<Look> {
        if self.silent >= SILENT_MAX {
            return None;
        }
        let mut open = self.reads.iter().enumerate().filter(|(at, _)| !self.seen.contains_key(at));
        open.find_map(|(at, path)| Some(Look { at, path, ids: self.ids.fill(path.path)? }))
    }

    /// Takes in what came of a look.
    pub(crate) fn saw(&mut self, look: &Look, answer: Result<Looked, Error>) {
        self.silent = if matches!(answer, Err(Error::Transport(_))) { self.silent + 1 } else { 0 };
        if let Some(json) = answer.as_ref().ok().and_then(|looked| looked.json.as_ref()) {
            self.ids.learn(look.path.path, json);
        }
        self.seen.insert(look.at, told(look.path, &answer, &self.known));
        self.last_error = answer.err();
    }

    /// Why nothing was answered at all.
    pub(crate) fn unreachable(&self) -> Option<&Error> {
        let never = usize::try_from(self.silent).is_ok_and(|silent| silent == self.seen.len());
        self.last_error.as_ref().filter(|_| never)
    }

    /// All paths in the order of the table, those that were not read among them.
    pub(crate) fn told(mut self) -> Vec<SurveyLook> {
        let reads = std::mem::take(&mut self.reads);
        let look = |(at, path): (usize, &Path)| self.seen.remove(&at).unwrap_or_else(|| not_read(path));
        reads.into_iter().enumerate().map(look).collect()
    }
}

/// A refusal's words are not told: they may name what was asked for.
fn told(path: &Path, answer: &Result<Looked, Error>, known: &Known) -> SurveyLook {
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
