//! Profiles: drafts, checks, previews, reviews, and what can be chosen.

use std::collections::BTreeSet;

use crate::api::*;
use crate::catalogue;
use crate::id::{AccountId, ProfileId};
use crate::owner::Owner;
use crate::request::{self, Known};

/// What can be chosen is read anew after so long, in milliseconds.
const CATALOGUE_MS: i64 = 24 * 60 * 60 * 1000;
/// Biggest draft that is kept, in bytes as JSON: more is no form, but a file in the wrong place.
const DRAFT_BYTES_MAX: usize = 64 * 1024;
/// Longest name of a profile, in bytes: it stands in every list and event.
const NAME_BYTES_MAX: usize = 120;

impl Owner {
    pub(super) fn list_profiles(&mut self, _: Nothing) -> Result<ProfileList, Problem> {
        let profiles = self.store.profiles_since(-1)?;
        Ok(ProfileList { items: profiles.iter().map(super::profile_row).collect() })
    }

    pub(super) fn profile(&mut self, ask: ProfileRef) -> Result<Profile, Problem> {
        self.store.profile(&ask.id)?.ok_or_else(|| no_profile(&ask.id))
    }

    pub(super) fn new_profile(&mut self, ask: NewProfile) -> Result<ProfileDraft, Problem> {
        Ok(request::new_draft(ask.application))
    }

    pub(super) fn save_profile(&mut self, ask: SaveProfile) -> Result<Profile, Problem> {
        let mut draft = ask.draft;
        draft.name = draft.name.trim().to_owned();
        if draft.name.is_empty() {
            return Err(Problem::field("name", "A profile needs a name."));
        }
        if draft.name.len() > NAME_BYTES_MAX {
            return Err(Problem::field("name", format!("At most {NAME_BYTES_MAX} characters.")));
        }
        if serde_json::to_vec(&draft).map_or(0, |json| json.len()) > DRAFT_BYTES_MAX {
            return Err(Problem::field("extra", "The profile is bigger than 64 KiB."));
        }
        if self.store.profile_named(&draft.name)?.is_some_and(|other| Some(&other.id) != ask.id.as_ref()) {
            let place = Place::Field { path: "name".to_owned() };
            let message = format!("There is a profile {} already.", draft.name);
            return Err(Problem::new(ProblemCode::NameTaken, place, message).with_remedy("Choose another name."));
        }
        let id = match ask.id {
            Some(id) => {
                self.store.profile(&id)?.ok_or_else(|| no_profile(&id))?;
                id
            }
            None => ProfileId(self.edges.new_id()),
        };
        let saved_at = self.now();
        let mut profile = Profile { id, revision: 0, draft, saved_at };
        profile.revision = self.store.change(|change| {
            change.put_profile(&profile)?;
            Ok(change.revision.unsigned_abs())
        })?;
        Ok(profile)
    }

    pub(super) fn remove_profile(&mut self, ask: ProfileRef) -> Result<Nothing, Problem> {
        self.store.profile(&ask.id)?.ok_or_else(|| no_profile(&ask.id))?;
        self.store.change(|change| change.remove_profile(&ask.id))?;
        Ok(Nothing {})
    }

    pub(super) fn duplicate_profile(&mut self, ask: ProfileRef) -> Result<Profile, Problem> {
        let mut draft = self.profile(ask)?.draft;
        let base = draft.name.clone();
        for number in 2..1000 {
            draft.name = format!("{base} {number}");
            if self.store.profile_named(&draft.name)?.is_none() {
                return self.save_profile(SaveProfile { id: None, draft });
            }
        }
        Err(Problem::field("name", "There are too many copies of this profile."))
    }

    pub(super) fn catalogue(&mut self, ask: CatalogueAsk) -> Result<Catalogue, Problem> {
        self.choices(ask.account_id.as_ref(), ask.application)
    }

    /// What can be chosen, as the provider last said; the shipped list until it has. Asks for it anew where it is old.
    pub(crate) fn choices(&mut self, id: Option<&AccountId>, application: Application) -> Result<Catalogue, Problem> {
        let now = self.now();
        let Some(id) = id else { return Ok(catalogue::shipped(application)) };
        let kept = self.store.catalogue(id, application)?;
        let fresh = kept.as_ref().is_some_and(|(_, at)| (0..CATALOGUE_MS).contains(&now.ms_since(*at)));
        if !fresh && let Some(account) = self.accounts.get_mut(id) {
            account.catalogues_wanted.insert(application);
        }
        let shipped = catalogue::shipped(application);
        // What was kept by an earlier version may lack what this one knows.
        Ok(match kept {
            Some((kept, _)) => Catalogue { opens: shipped.opens, ..kept },
            None => shipped,
        })
    }

    /// What is wrong with a draft for an account.
    pub(super) fn findings(
        &mut self,
        draft: &ProfileDraft,
        account: Option<&AccountId>,
    ) -> Result<Vec<Finding>, Problem> {
        let catalogue = self.choices(account, draft.application)?;
        let cluster_names = self.cluster_names(account)?;
        Ok(request::check(draft, &Known { catalogue: &catalogue, cluster_names: &cluster_names }))
    }

    /// The names that the account's clusters bear.
    fn cluster_names(&self, account: Option<&AccountId>) -> Result<BTreeSet<String>, Problem> {
        let Some(account) = account else { return Ok(BTreeSet::new()) };
        Ok(self.store.cluster_names(account)?)
    }

    pub(super) fn preview(&mut self, ask: PreviewAsk) -> Result<Preview, Problem> {
        let account = ask.account_id.or_else(|| ask.draft.account.clone());
        let account = account.filter(|id| self.accounts.contains_key(id));
        let mut findings = self.findings(&ask.draft, account.as_ref())?;
        let taken = self.store.profile_named(&ask.draft.name)?;
        if taken.is_some_and(|other| Some(&other.id) != ask.profile_id.as_ref()) {
            findings.insert(
                0,
                Finding {
                    field: "name".to_owned(),
                    severity: Severity::Error,
                    message: format!("There is a profile {} already.", ask.draft.name),
                    source: None,
                    value: ask.draft.name.clone(),
                    accepted: false,
                    fixes: Vec::new(),
                },
            );
        }
        let (url, user) = self.address(account.as_ref())?;
        Ok(Preview { findings, requests: request::preview(&ask.draft, &url, &user) })
    }

    fn address(&self, account: Option<&AccountId>) -> Result<(String, String), Problem> {
        let Some(id) = account else { return Ok((PROVIDER_URL.to_owned(), "USER".to_owned())) };
        let view = self.account_view(&self.account_row(id)?);
        Ok((view.url, view.user))
    }

    /// The same for each draft of a launch: also what it shares with one before it.
    pub(super) fn findings_of_all(
        &mut self,
        drafts: &[ProfileDraft],
        account: Option<&AccountId>,
    ) -> Result<Vec<Vec<Finding>>, Problem> {
        let cluster_names = self.cluster_names(account)?;
        let mut all = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let catalogue = self.choices(account, draft.application)?;
            all.push(request::check(draft, &Known { catalogue: &catalogue, cluster_names: &cluster_names }));
        }
        for clash in request::clashes(drafts) {
            let (index, finding) = of_clash(drafts, clash);
            if let Some(found) = all.get_mut(index) {
                found.push(finding);
            }
        }
        Ok(all)
    }

    pub(super) fn expand(&mut self, ask: ExpandAsk) -> Result<Drafts, Problem> {
        let account = ask.account_id.or_else(|| ask.draft.account.clone());
        let mut taken = self.cluster_names(account.as_ref())?;
        if let Some(id) = &account {
            let open = self.store.open_runs(id)?;
            taken.extend(
                open.into_iter().filter(|run| run.facts.work.target().is_none()).map(|run| run.facts.cluster_name),
            );
        }
        if let Some(launch) = &ask.launch_id {
            for own in self.store.runs_of_launch(launch)? {
                taken.remove(&own.facts.cluster_name);
            }
            if let Some(account) = &account {
                for name in self.names_of_lost(account)? {
                    taken.remove(&name);
                }
            }
        }
        let items = request::expand(&ask.draft, &ask.sizes, ask.copies.unwrap_or(1), &taken)?;
        Ok(Drafts { items })
    }

    pub(super) fn review(&mut self, ask: ReviewAsk) -> Result<Review, Problem> {
        let row = self.account_row(&ask.account_id)?;
        let account = self.account_view(&row);
        let mut problems: Vec<Problem> = self.write_problem(&row.id).into_iter().collect();
        problems.extend(self.key_problem(&row.id));
        if account.driver == Driver::Nobody && !self.drives {
            problems.push(self.not_driven(&row.id));
        }
        let mut notes: Vec<String> = Vec::new();
        for note in self.document_notes(&ask.account_id, &ask.drafts).into_iter().flatten() {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        let findings = self.findings_of_all(&ask.drafts, Some(&ask.account_id))?;
        let clusters = ask.drafts.iter().zip(findings).map(|(draft, findings)| {
            let (errors, warnings) = findings.into_iter().partition(|finding| finding.severity == Severity::Error);
            ClusterReview {
                name: draft.cluster_name.clone(),
                errors,
                warnings,
                billed: request::billed(draft),
                facts: request::facts(draft),
                open_to: request::access::everybody(draft).map(|range| range.to_string()).collect(),
                requests: request::preview(draft, &account.url, &account.user),
            }
        });
        Ok(Review { problems, notes, clusters: clusters.collect(), account })
    }
}

/// What a draft shares with one before it: a name is confusion for certain, a network only where the clusters are peered.
fn of_clash(drafts: &[ProfileDraft], clash: request::Clash) -> (usize, Finding) {
    let (index, field, value, severity, message) = match clash {
        request::Clash::Name { index } => {
            let name = drafts.get(index).map(|draft| draft.cluster_name.clone()).unwrap_or_default();
            let message = "Another cluster of this launch has this name.";
            (index, "clusterName".to_owned(), name, Severity::Error, message)
        }
        request::Clash::Network { index, centre } => {
            let centres = drafts.get(index).map(|draft| draft.data_centres.as_slice()).unwrap_or_default();
            let network = centres.get(centre).map(|centre| centre.network.clone()).unwrap_or_default();
            let message =
                "Overlaps the network of another cluster of this launch: they can't be peered with each other.";
            (index, format!("dataCentres.{centre}.network"), network, Severity::Warning, message)
        }
    };
    let accepted = severity == Severity::Warning
        && drafts.get(index).and_then(|draft| draft.accepted.get(&field)).is_some_and(|accepted| *accepted == value);
    let source = (severity == Severity::Warning).then(|| "Peered networks must not overlap".to_owned());
    (index, Finding { field, severity, message: message.to_owned(), source, value, accepted, fixes: Vec::new() })
}

/// Base URL of the provider, for previews without an account. [v1 demo][tf main.go]
const PROVIDER_URL: &str = "https://api.instaclustr.com";

/// Stops a launch that must not be sent: at the first error, or at warnings that nobody has accepted.
pub(crate) fn refuse(findings: &[Finding], accept_warnings: bool) -> Result<(), Problem> {
    let errors = || findings.iter().filter(|finding| finding.severity == Severity::Error);
    if let Some(first) = errors().next() {
        let more = errors().count() - 1;
        let problem = Problem::field(first.field.clone(), first.message.clone());
        return Err(if more > 0 { problem.with_remedy(format!("{more} more to fix.")) } else { problem });
    }
    let open = || findings.iter().filter(|finding| !finding.accepted && !accept_warnings);
    if let Some(first) = open().next() {
        let place = Place::Field { path: first.field.clone() };
        return Err(Problem::new(ProblemCode::WarningsNotAccepted, place, first.message.clone())
            .with_remedy("Change it, or accept the warning: the provider decides."));
    }
    Ok(())
}

fn no_profile(id: &ProfileId) -> Problem {
    Problem::new(ProblemCode::NotFound, Place::App, format!("There is no profile {id}."))
}
