//! What an answer of the provider means: for a create («Safety of a write»), and for a read.

use instaclustr_api::{ApiError, Error, Link, TransportError};

use super::observe::Observation;
use super::state::CreateAnswer;
use crate::api::{Application, Place, Problem, ProblemCode, ServerMessage, ServerWords};
use crate::id::AccountId;
use crate::request::field_named_by_provider;

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
pub fn of_create(
    asked: &Asked,
    application: Application,
    answer: Result<instaclustr_api::Created, Error>,
) -> CreateAnswer {
    match answer {
        Ok(created) => CreateAnswer::Accepted(Box::new(Observation::of(application, &created.cluster))),
        Err(Error::Api(error)) => match error.status {
            400 | 401 | 403 | 404 | 409 | 415 => {
                CreateAnswer::Refused(at_fields(application, of_refusal(asked, &error)))
            }
            429 => CreateAnswer::NotDone {
                problem: of_refusal(asked, &error),
                pause_ms: error.retry_after.and_then(|pause| i64::try_from(pause.as_millis()).ok()),
            },
            status => CreateAnswer::Unclear(
                Problem::new(
                    ProblemCode::Unclear,
                    asked.place(),
                    format!("Instaclustr answered HTTP {status}: it is not known whether the cluster was made."),
                )
                .with_remedy(LOOKING)
                .with_server(server_words(&error)),
            ),
        },
        Err(Error::NotUnderstood { status, reason, body }) => CreateAnswer::Unclear(
            Problem::new(
                ProblemCode::Unclear,
                asked.place(),
                format!("Instaclustr's answer can't be read ({reason}): it is not known whether the cluster was made."),
            )
            .with_remedy(LOOKING)
            .with_server(ServerWords { status, messages: Vec::new(), body: cut(&body, BODY_BYTES_MAX) }),
        ),
        Err(Error::Transport(TransportError::NotSent { link, message })) => {
            CreateAnswer::NotDone { problem: not_sent(asked, link, &message), pause_ms: None }
        }
        Err(Error::Transport(TransportError::MaybeSent { link, message })) => CreateAnswer::Unclear(
            Problem::new(
                ProblemCode::Unclear,
                network(asked, link),
                format!("The connection was lost before the answer came ({message}): the request may have arrived."),
            )
            .with_remedy(LOOKING),
        ),
    }
}

const LOOKING: &str = "Slipway looks for the cluster by its tag. It is not sent again by itself.";

/// What is wrong, when a read failed.
pub fn of_read(asked: &Asked, error: &Error) -> Problem {
    match error {
        Error::Api(error) => of_refusal(asked, error),
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

/// What is wrong, when the provider refused.
fn of_refusal(asked: &Asked, error: &ApiError) -> Problem {
    let label = &asked.label;
    let (code, message, remedy) = match error.status {
        401 => (
            ProblemCode::KeyRefused,
            format!("Instaclustr refused the key of account {label} (HTTP 401)."),
            "Check user name and Provisioning key on the accounts page.",
        ),
        403 => (
            ProblemCode::KeyRefused,
            format!("Instaclustr refused the key of account {label} for this request (HTTP 403)."),
            "The key may be read-only or limited to other addresses: see the accounts page.",
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
        status => {
            let words = error.problems.first().map(|problem| format!(": {}", cut(&problem.message, MESSAGE_BYTES_MAX)));
            let words = words.unwrap_or_else(|| ".".to_owned());
            (
                ProblemCode::Refused,
                format!("Instaclustr refused it (HTTP {status}){words}"),
                "Change what it names, then launch again.",
            )
        }
    };
    Problem::new(code, asked.place(), message).with_remedy(remedy).with_server(server_words(error))
}

/// The same, with the field of the profile that each message of the provider means.
fn at_fields(application: Application, mut problem: Problem) -> Problem {
    for message in problem.server.iter_mut().flat_map(|server| &mut server.messages) {
        message.path = message.field.as_deref().and_then(|field| field_named_by_provider(application, field));
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
            CreateAnswer::Accepted(_) => "accepted",
            CreateAnswer::Refused(_) => "refused",
            CreateAnswer::NotDone { .. } => "not done",
            CreateAnswer::Unclear(_) => "unclear",
        }
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
    fn a_refused_key_names_the_account_and_the_way_to_its_page() {
        let problem = of_read(&asked(), &refused(401));
        assert_eq!(problem.code, ProblemCode::KeyRefused);
        assert!(problem.message.contains("dev"), "{}", problem.message);
        assert!(problem.remedy.is_some_and(|remedy| remedy.contains("accounts page")));
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
        let CreateAnswer::Refused(Problem { server: Some(server), .. }) = answer else {
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
