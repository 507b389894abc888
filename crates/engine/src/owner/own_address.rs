//! This computer's own address: asked of finders where a person allowed it, and kept for a few minutes.

use futures_util::FutureExt;
use futures_util::future::join_all;

use super::Owner;
use crate::api::{FinderSettings, OwnAddress, Place, Problem, ProblemCode};
use crate::engine::Reply;
use crate::network::Own;
use crate::network::finder::{self, FINDERS, Family, NotFound, Said};
use crate::run::driver::Done;
use crate::time::Timestamp;

/// So long an address that was found is taken for ours, in milliseconds: laptops move.
const FOUND_MS: i64 = 5 * 60 * 1000;

/// So long it stays not found once it was asked for, in milliseconds.
const NOT_FOUND_MS: i64 = 2_000;

/// What is known of it.
#[derive(Default)]
pub(crate) struct OwnKnown {
    /// What the finders agreed on, and when.
    found: Option<(Own, Timestamp)>,
    /// Why it was not found, and when.
    problem: Option<(Problem, Timestamp)>,
    /// Whether they are being asked.
    asking: bool,
    /// Counts the asks: what is still said by finders that were taken away since is not believed.
    asks: u32,
    /// Who waits for what they say.
    waiting: Vec<Reply<OwnAddress>>,
}

/// What stands in for «my address» now.
pub(crate) enum OwnNow {
    /// This.
    Known(Own),
    /// It is being asked for.
    Asking,
    /// It can't be told.
    Unknown(Problem),
}

impl Owner {
    /// What «my address» stands for towards a provider at `host`. Finders are asked where that is needed and allowed.
    pub(crate) fn own_now(&mut self, host: &str, now: Timestamp) -> OwnNow {
        if let Some(own) = Own::towards(host) {
            return OwnNow::Known(own);
        }
        let settings = match self.finders() {
            Ok(settings) if settings.allowed == Some(true) => settings,
            Ok(settings) => return OwnNow::Unknown(not_allowed(&settings)),
            Err(problem) => return OwnNow::Unknown(problem),
        };
        let within = |at: Timestamp, ms: i64| (0..ms).contains(&now.ms_since(at));
        if let Some((own, _)) = self.own.found.filter(|(_, at)| within(*at, FOUND_MS)) {
            return OwnNow::Known(own);
        }
        // What was asked for just now: whoever tries again later has it asked anew.
        if let Some((problem, _)) = self.own.problem.as_ref().filter(|(_, at)| within(*at, NOT_FOUND_MS)) {
            return OwnNow::Unknown(problem.clone());
        }
        self.ask_finders(&settings);
        OwnNow::Asking
    }

    /// Who may be asked; those that come with the program, and nobody, while no person has said.
    pub(crate) fn finders(&self) -> Result<FinderSettings, Problem> {
        let shipped = || FinderSettings { allowed: None, finders: FINDERS.map(str::to_owned).to_vec() };
        Ok(self.store.finders()?.unwrap_or_else(shipped))
    }

    /// Asks all of them over both families, and answers `reply` once they have said what they say.
    pub(crate) fn find_own(&mut self, settings: &FinderSettings, reply: Reply<OwnAddress>) {
        self.own.waiting.push(reply);
        self.ask_finders(settings);
    }

    fn ask_finders(&mut self, settings: &FinderSettings) {
        if self.own.asking {
            return;
        }
        self.own.asking = true;
        self.own.asks = self.own.asks.wrapping_add(1);
        let ask = self.own.asks;
        let network = self.edges.network.clone();
        let each = settings.finders.iter().flat_map(|finder| [Family::V4, Family::V6].map(|family| (finder, family)));
        let asked = each.map(|(finder, family)| {
            let answer = network.ask_finder(finder.clone(), family);
            let finder = finder.clone();
            async move { Said::of(&finder, family, answer.await) }
        });
        let asked = join_all(asked.collect::<Vec<_>>());
        self.in_flight.push(
            async move {
                let said = asked.await;
                Done::Then(Box::new(move |owner| owner.own_found(ask, &said)))
            }
            .boxed(),
        );
    }

    fn own_found(&mut self, ask: u32, said: &[Said]) {
        if ask != self.own.asks {
            return;
        }
        self.own.asking = false;
        let now = self.now();
        match finder::agreed(said) {
            Ok(own) => {
                self.own.found = Some((own, now));
                self.own.problem = None;
            }
            Err(why) => {
                self.own.found = None;
                self.own.problem = Some((not_found(&why, said), now));
            }
        }
        for reply in std::mem::take(&mut self.own.waiting) {
            // A caller that has gone needs no answer.
            let _ = reply.send(self.own_address_view());
        }
    }

    pub(crate) fn own_address_view(&self) -> Result<OwnAddress, Problem> {
        let found = self.own.found;
        Ok(OwnAddress {
            v4: found.and_then(|(own, _)| own.v4).map(|address| address.to_string()),
            v6: found.and_then(|(own, _)| own.v6).map(|address| address.to_string()),
            found_at: found.map(|(_, at)| at),
            problem: self.own.problem.as_ref().map(|(problem, _)| problem.clone()),
            settings: self.finders()?,
        })
    }

    /// What was found with others is not told of these.
    pub(crate) fn forget_own(&mut self) {
        self.own.found = None;
        self.own.problem = None;
        self.own.asking = false;
        self.own.asks = self.own.asks.wrapping_add(1);
        for reply in std::mem::take(&mut self.own.waiting) {
            let _ = reply.send(self.own_address_view());
        }
    }
}

fn hosts(settings: &FinderSettings) -> String {
    let host = |url: &String| url.split("//").nth(1).unwrap_or(url).split('/').next().unwrap_or_default().to_owned();
    settings.finders.iter().map(host).collect::<Vec<_>>().join(", ")
}

/// Nothing is asked of third parties before a person has allowed it.
pub(crate) fn not_allowed(settings: &FinderSettings) -> Problem {
    let message = match settings.allowed {
        Some(_) => "This computer's own address is not known, and nobody is to be asked for it.".to_owned(),
        None => format!(
            "This computer's own address is not known. Slipway may ask {} for it once you allow that.",
            hosts(settings)
        ),
    };
    Problem::new(ProblemCode::NotAllowed, Place::App, message).with_remedy(
        "Allow it in the settings (`slipway address --allow`), or type who is to be let in, and try again.",
    )
}

fn not_found(why: &NotFound, said: &[Said]) -> Problem {
    let message = match why {
        NotFound::Several(addresses) => {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            format!("This computer is seen under several addresses: {}.", addresses.join(", "))
        }
        NotFound::TooFew => {
            let of_v4 = |said: &&Said| said.family == Family::V4;
            let why = said.iter().filter(of_v4).find_map(|said| Some((&said.finder, said.address.as_ref().err()?)));
            let why = why.map(|(finder, error)| format!(" {finder}: {error}.")).unwrap_or_default();
            format!("This computer's own address was not found: two finders have to agree.{why}")
        }
    };
    Problem::new(ProblemCode::NotAllowed, Place::App, message).with_remedy("Type who is to be let in, and try again.")
}
