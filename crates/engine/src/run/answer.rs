//! What an answer of the provider means: for a write («Safety of a write»), and for a read.

use instaclustr_api::{ApiError, Cluster, Created, Error, Link, Restored, TransportError};

use super::observe::Observation;
use super::state::{StepAnswer, WriteAnswer};
use super::subject::{Seen, Standing};
use crate::api::{Application, ClusterRef, Place, Problem, ProblemCode, ServerMessage, ServerWords};
use crate::id::{AccountId, ClusterId};
use crate::request::{field_named_by_provider, restore};

/// Most of the provider's body that a problem carries, in bytes; the store keeps more.
const BODY_BYTES_MAX: usize = 1024;
/// Most messages of the provider that a problem carries.
const MESSAGES_MAX: usize = 8;
/// Longest message of the provider that a problem carries, in bytes.
const MESSAGE_BYTES_MAX: usize = 300;

/// Whom a problem names: the account that a request was for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The account.
    pub id: AccountId,
    /// Its label.
    pub label: String,
    /// Host and port of its API.
    pub host: String,
}

impl Asked {
    fn place(&self) -> Place {
        Place::Account { id: self.id.clone(), label: self.label.clone() }
    }
}

/// What came of a create.
///
/// | answer | meaning |
/// |---|---|
/// | 200, 201, 202 with an id | accepted |
/// | 400, 401, 403, 404, 409, 415 | refused: not done |
/// | 429, no connection made | not done; worth another attempt |
/// | everything else | unclear |
pub fn of_create(asked: &Asked, application: Application, answer: Result<Created, Error>) -> WriteAnswer {
    let accepted = |created: Created| accepted(application, &created.cluster);
    let field = |named: &str| field_named_by_provider(application, named);
    of_write(asked, &CREATE, answer.map(accepted), |problem| at_fields(problem, field))
}

/// What came of a delete: as of a create, but 200, 202, 204 and 404 are acceptances. A cluster that is not there needs no
/// deleting; looks tell whether it is so.
pub fn of_delete(asked: &Asked, answer: Result<(), Error>) -> WriteAnswer {
    let answer = match answer {
        Err(Error::Api(error)) if error.status == 404 => Ok(()),
        other => other,
    };
    of_write(asked, &DELETE, answer.map(|()| WriteAnswer::Accepted(None)), |problem| problem)
}

/// What came of a resize: as of a create; 200 and 202 are acceptances.
pub fn of_resize(asked: &Asked, application: Application, answer: Result<Cluster, Error>) -> WriteAnswer {
    let accepted = |cluster: Cluster| accepted(application, &cluster);
    let field = |named: &str| field_named_by_provider(application, named);
    of_write(asked, &RESIZE, answer.map(accepted), |problem| at_fields(problem, field))
}

/// What came of a restore into a cluster called `name`: as of a create; the answer has no more of it than its id.
pub fn of_restore(asked: &Asked, application: Application, name: &str, answer: Result<Restored, Error>) -> WriteAnswer {
    let made = |restored: Restored| {
        let id = ClusterId(restored.restored_cluster_id);
        WriteAnswer::Made(ClusterRef { id, name: name.to_owned(), application })
    };
    of_write(asked, &RESTORE, answer.map(made), |problem| at_fields(problem, restore::field_named_by_provider))
}

/// What came of a step: as of a create, but a 409 says that what was asked for is there already: `[openapi]` of rules, by its
/// meaning of the rest. `can_be_read`: whether that can be held against what there is; otherwise it is a refusal.
pub fn of_step(asked: &Asked, can_be_read: bool, answer: Result<Seen, Error>) -> StepAnswer {
    let error = match answer {
        Ok(seen) => return StepAnswer::Taken(Box::new(in_bounds(seen))),
        Err(Error::Api(error)) if error.status == 409 && can_be_read => {
            let said = error.problems.first().map(|problem| cut(&problem.message, MESSAGE_BYTES_MAX));
            return StepAnswer::There(said.unwrap_or_default());
        }
        Err(error) => error,
    };
    match of_write(asked, &STEP, Err(error), |problem| problem) {
        WriteAnswer::Refused(problem) => StepAnswer::Refused(problem),
        WriteAnswer::NotDone { problem, pause_ms } => StepAnswer::NotDone { problem, pause_ms },
        WriteAnswer::Unclear(problem) => StepAnswer::Unclear(problem),
        // A success was told apart above.
        WriteAnswer::Accepted(_) | WriteAnswer::Made(_) => StepAnswer::There(String::new()),
    }
}

/// The provider's reasons, no longer than what a run keeps.
pub fn in_bounds(seen: Seen) -> Seen {
    let short = |reason: Option<String>| reason.map(|reason| cut(&reason, MESSAGE_BYTES_MAX));
    let standing = match seen.standing {
        Standing::PutOff(reason) => Standing::PutOff(short(reason)),
        Standing::Failed(reason) => Standing::Failed(short(reason)),
        Standing::OtherSide(ours) => Standing::OtherSide(cut(&ours, MESSAGE_BYTES_MAX)),
        Standing::Coming | Standing::Done | Standing::Going => seen.standing,
    };
    Seen { standing, status: cut(&seen.status, MESSAGE_BYTES_MAX), ..seen }
}

fn accepted(application: Application, cluster: &Cluster) -> WriteAnswer {
    WriteAnswer::Accepted(Some(Box::new(Observation::of(application, cluster))))
}

/// How the sentences about a write go.
struct Words {
    /// Behind «it is not known whether».
    done: &'static str,
    /// What happens then.
    looking: &'static str,
    /// What to do about a refusal.
    refused: &'static str,
    /// About a 409.
    conflict: Option<&'static str>,
}

const CREATE: Words = Words {
    done: "the cluster was made",
    looking: "Slipway looks for the cluster by its tag. It is not sent again by itself.",
    refused: "Change what it names, then launch again.",
    conflict: None,
};
const DELETE: Words = Words {
    done: "the delete was taken",
    looking: "Slipway looks at the cluster. It is not sent again by itself.",
    refused: "Look at what it names, then delete again.",
    conflict: Some("Another change of the cluster is under way. Delete it again once that is done."),
};

const RESIZE: Words = Words {
    done: "the resize was taken",
    looking: "Slipway looks at the cluster. It is not sent again by itself.",
    refused: "Change what it names, then resize again.",
    conflict: Some("The cluster is not ready for it: another change is under way. Resize it again once that is done."),
};

const RESTORE: Words = Words {
    done: "the restored cluster was made",
    looking: "Slipway looks for a new cluster of its name. It is not sent again by itself.",
    refused: "Change what it names, then restore again.",
    conflict: None,
};

const STEP: Words = Words {
    done: "it was done",
    looking: "Slipway reads what the cluster has.",
    refused: "Change what it names, then try again.",
    conflict: None,
};

fn of_write(
    asked: &Asked,
    words: &Words,
    answer: Result<WriteAnswer, Error>,
    at_fields: impl Fn(Problem) -> Problem,
) -> WriteAnswer {
    match answer {
        Ok(done) => done,
        Err(Error::Api(error)) => match error.status {
            400 | 401 | 403 | 404 | 409 | 415 => {
                let problem = at_fields(of_refusal(asked, &error, words.refused));
                WriteAnswer::Refused(match words.conflict.filter(|_| error.status == 409) {
                    Some(remedy) => problem.with_remedy(remedy),
                    None => problem,
                })
            }
            429 => WriteAnswer::NotDone {
                problem: of_refusal(asked, &error, words.refused),
                pause_ms: error.retry_after.and_then(|pause| i64::try_from(pause.as_millis()).ok()),
            },
            status => {
                let message = format!("Instaclustr answered HTTP {status}: it is not known whether {}.", words.done);
                WriteAnswer::Unclear(
                    Problem::new(ProblemCode::Unclear, asked.place(), message)
                        .with_remedy(words.looking)
                        .with_server(server_words(&error)),
                )
            }
        },
        Err(Error::NotUnderstood { status, reason, body }) => {
            let message =
                format!("Instaclustr's answer can't be read ({reason}): it is not known whether {}.", words.done);
            WriteAnswer::Unclear(
                Problem::new(ProblemCode::Unclear, asked.place(), message)
                    .with_remedy(words.looking)
                    .with_server(ServerWords { status, messages: Vec::new(), body: cut(&body, BODY_BYTES_MAX) }),
            )
        }
        Err(Error::Transport(TransportError::NotSent { link, message })) => {
            WriteAnswer::NotDone { problem: not_sent(asked, link, &message), pause_ms: None }
        }
        Err(Error::Transport(TransportError::MaybeSent { link, message })) => {
            let message =
                format!("The connection was lost before the answer came ({message}): the request may have arrived.");
            WriteAnswer::Unclear(
                Problem::new(ProblemCode::Unclear, network(asked, link), message).with_remedy(words.looking),
            )
        }
    }
}

/// What is wrong, when a read failed.
pub fn of_read(asked: &Asked, error: &Error) -> Problem {
    match error {
        Error::Api(error) => of_refusal(asked, error, "Look at what was asked for."),
        Error::NotUnderstood { status, reason, body } => Problem::new(
            ProblemCode::NotUnderstood,
            asked.place(),
            format!("Instaclustr's answer can't be read: {reason}."),
        )
        .with_remedy("Slipway asks again by itself.")
        .with_server(ServerWords { status: *status, messages: Vec::new(), body: cut(body, BODY_BYTES_MAX) }),
        Error::Transport(TransportError::NotSent { link, message }) => not_sent(asked, *link, message),
        Error::Transport(TransportError::MaybeSent { link, message }) => Problem::new(
            ProblemCode::MaybeSent,
            network(asked, *link),
            format!("The connection to {} was lost: {message}.", asked.host),
        )
        .with_remedy("Slipway asks again by itself."),
    }
}

fn not_sent(asked: &Asked, link: Link, message: &str) -> Problem {
    let what = match link {
        Link::Dns => format!("The name {} can't be resolved", asked.host),
        Link::Tcp => format!("No connection to {}", asked.host),
        Link::Tls => format!("No TLS with {}", asked.host),
        Link::Proxy => format!("The proxy gives no way to {}", asked.host),
        Link::Provider => format!("{} did not take the connection", asked.host),
    };
    Problem::new(ProblemCode::NotSent, network(asked, link), format!("{what}: {message}. Nothing was sent."))
        .with_remedy("Slipway tries again by itself once there is a way.")
}

fn network(asked: &Asked, link: Link) -> Place {
    Place::Network { link: link.as_str().to_owned(), host: asked.host.clone() }
}

/// What is wrong, when the provider refused; `remedy` where nothing better is known to be done about it.
fn of_refusal(asked: &Asked, error: &ApiError, remedy: &str) -> Problem {
    let label = &asked.label;
    let (code, message, remedy) = match error.status {
        401 => (
            ProblemCode::KeyRefused,
            format!("Instaclustr refused the key of account {label} (HTTP 401)."),
            "Check the account's user name and its Provisioning key.",
        ),
        403 => (
            ProblemCode::KeyRefused,
            format!("Instaclustr refused the key of account {label} for this request (HTTP 403)."),
            "The key may be read-only or limited to other addresses: check it at Instaclustr, or give the account another.",
        ),
        429 => (
            ProblemCode::Slowed,
            "The API asked us to slow down (HTTP 429).".to_owned(),
            "Slipway waits and goes on by itself.",
        ),
        status @ 500.. => (
            ProblemCode::NotUnderstood,
            format!("Instaclustr answered with a fault of its own (HTTP {status})."),
            "Slipway asks again by itself.",
        ),
        _ => return refused(asked, error, remedy),
    };
    Problem::new(code, asked.place(), message).with_remedy(remedy).with_server(server_words(error))
}

/// The provider refused, in its own words.
fn refused(asked: &Asked, error: &ApiError, remedy: &str) -> Problem {
    let words = error.problems.first().map(|problem| format!(": {}", cut(&problem.message, MESSAGE_BYTES_MAX)));
    let mut message = format!("Instaclustr refused it (HTTP {}){}", error.status, words.unwrap_or_default());
    if !message.ends_with(['.', '!', '?', '…']) {
        message.push('.');
    }
    Problem::new(ProblemCode::Refused, asked.place(), message).with_remedy(remedy).with_server(server_words(error))
}

/// The same, with the field of the form that each message of the provider means.
fn at_fields(mut problem: Problem, field: impl Fn(&str) -> Option<String>) -> Problem {
    for message in problem.server.iter_mut().flat_map(|server| &mut server.messages) {
        message.path = message.field.as_deref().and_then(&field);
    }
    problem
}

fn server_words(error: &ApiError) -> ServerWords {
    let messages = error.problems.iter().take(MESSAGES_MAX).map(|problem| ServerMessage {
        field: problem.field.as_deref().map(|field| cut(field, MESSAGE_BYTES_MAX)),
        path: None,
        message: cut(&problem.message, MESSAGE_BYTES_MAX),
    });
    ServerWords { status: error.status, messages: messages.collect(), body: cut(&error.body, BODY_BYTES_MAX) }
}

/// At most `max` bytes of `text`, ended by «…» where something is missing.
fn cut(text: &str, max: usize) -> String {
    if text.len() <= max {
        return text.to_owned();
    }
    let mut end = max;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let kept = text.get(..end).unwrap_or_default();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked { id: "a".into(), label: "dev".to_owned(), host: "api.example".to_owned() }
    }

    fn refused(status: u16) -> Error {
        Error::Api(ApiError { status, problems: Vec::new(), body: String::new(), retry_after: None })
    }

    fn meaning(error: Error) -> &'static str {
        match of_create(&asked(), Application::Kafka, Err(error)) {
            WriteAnswer::Accepted(_) | WriteAnswer::Made(_) => "accepted",
            WriteAnswer::Refused(_) => "refused",
            WriteAnswer::NotDone { .. } => "not done",
            WriteAnswer::Unclear(_) => "unclear",
        }
    }

    #[test]
    fn the_link_of_the_way_that_failed_is_named() {
        let told = |link: Link| {
            let error = Error::Transport(TransportError::NotSent { link, message: "why".to_owned() });
            let problem = of_read(&asked(), &error);
            assert_eq!(problem.code, ProblemCode::NotSent);
            assert_eq!(
                problem.place,
                Place::Network { link: link.as_str().to_owned(), host: "api.example".to_owned() }
            );
            problem.message
        };
        assert_eq!(told(Link::Dns), "The name api.example can't be resolved: why. Nothing was sent.");
        assert_eq!(told(Link::Tcp), "No connection to api.example: why. Nothing was sent.");
        assert_eq!(told(Link::Tls), "No TLS with api.example: why. Nothing was sent.");
        assert_eq!(told(Link::Proxy), "The proxy gives no way to api.example: why. Nothing was sent.");
        assert_eq!(told(Link::Provider), "api.example did not take the connection: why. Nothing was sent.");
    }

    #[test]
    fn every_status_of_a_refused_create_means_what_the_table_says() {
        for status in (100..200).chain(300..600) {
            let expected = match status {
                400 | 401 | 403 | 404 | 409 | 415 => "refused",
                429 => "not done",
                _ => "unclear",
            };
            assert_eq!(meaning(refused(status)), expected, "HTTP {status}");
        }
    }

    #[test]
    fn a_delete_of_what_is_not_there_is_taken_and_every_other_status_means_what_it_means_for_a_create() {
        assert_eq!(of_delete(&asked(), Ok(())), WriteAnswer::Accepted(None));
        for status in (100..200).chain(300..600) {
            let of_delete = match of_delete(&asked(), Err(refused(status))) {
                WriteAnswer::Accepted(_) | WriteAnswer::Made(_) => "accepted",
                WriteAnswer::Refused(_) => "refused",
                WriteAnswer::NotDone { .. } => "not done",
                WriteAnswer::Unclear(_) => "unclear",
            };
            let expected = if status == 404 { "accepted" } else { meaning(refused(status)) };
            assert_eq!(of_delete, expected, "HTTP {status}");
        }
    }

    #[test]
    fn only_a_connection_that_was_never_made_counts_as_not_sent() {
        let message = || "why".to_owned();
        assert_eq!(
            meaning(Error::Transport(TransportError::NotSent { link: Link::Tcp, message: message() })),
            "not done"
        );
        assert_eq!(
            meaning(Error::Transport(TransportError::MaybeSent { link: Link::Tcp, message: message() })),
            "unclear"
        );
        assert_eq!(meaning(Error::NotUnderstood { status: 202, reason: message(), body: message() }), "unclear");
    }

    #[test]
    fn a_refused_key_names_the_account_and_what_to_check_of_it() {
        let problem = of_read(&asked(), &refused(401));
        assert_eq!(problem.code, ProblemCode::KeyRefused);
        assert!(problem.message.contains("dev"), "{}", problem.message);
        // A person at the command line has no page to go to.
        assert!(problem.remedy.is_some_and(|remedy| remedy.contains("user name") && !remedy.contains("page")));
    }

    #[test]
    fn a_refusal_leads_to_the_fields_of_the_profile_that_it_names() {
        let named = |field: Option<&str>| instaclustr_api::ApiProblem {
            field: field.map(str::to_owned),
            message: "is not right".to_owned(),
        };
        let problems = vec![named(Some("dataCentres[1].network")), named(Some("kafkaVersion")), named(None)];
        let error = ApiError { status: 400, problems, body: String::new(), retry_after: None };
        let answer = of_create(&asked(), Application::Kafka, Err(Error::Api(error)));
        let WriteAnswer::Refused(Problem { server: Some(server), .. }) = answer else {
            panic!("not refused: {answer:?}")
        };
        let paths: Vec<_> = server.messages.iter().map(|message| message.path.as_deref()).collect();
        assert_eq!(paths, [Some("dataCentres.1.network"), Some("version"), None]);
    }

    #[test]
    fn a_problem_stays_small_however_much_the_provider_says() {
        let words = "é".repeat(50_000);
        let problems = vec![instaclustr_api::ApiProblem { field: Some(words.clone()), message: words.clone() }; 500];
        let error = Error::Api(ApiError { status: 400, problems, body: words, retry_after: None });
        let size = serde_json::to_vec(&of_read(&asked(), &error)).unwrap().len();
        assert!(size < 7 * 1024, "{size} bytes");
    }
}
