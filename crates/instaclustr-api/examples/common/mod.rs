//! What the examples share: the client from the environment, and the time of tokio.

#![allow(dead_code, clippy::print_stdout, reason = "each example uses a part of it, and prints")]

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use instaclustr_api::wait::{Clock, Pace, Seen, Verdict, wait_until};
use instaclustr_api::{Client, Cluster, HttpOptions, HttpTransport, Secret, Status};

/// A client of the server at `IC_API_URL`, for the user `IC_USERNAME` with the provisioning key `IC_API_KEY`.
///
/// From the environment, since the arguments of a process are seen by every other one.
pub fn client() -> Result<Client, Box<dyn Error>> {
    let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} must be set"));
    let key = Secret::new(variable("IC_API_KEY")?);
    let transport = Arc::new(HttpTransport::new(HttpOptions::default())?);
    Ok(Client::new(&variable("IC_API_URL")?, &variable("IC_USERNAME")?, key, transport)?)
}

/// How long to wait between two looks: `IC_PAUSE` seconds, or 5. A sandbox that is in a hurry allows for less.
pub fn pause() -> Result<Duration, Box<dyn Error>> {
    match std::env::var("IC_PAUSE") {
        Ok(seconds) => Ok(Duration::try_from_secs_f64(seconds.parse()?)?),
        Err(_) => Ok(Duration::from_secs(5)),
    }
}

/// The time as tokio has it.
pub struct Tokio(tokio::time::Instant);

impl Tokio {
    pub fn new() -> Self {
        Self(tokio::time::Instant::now())
    }
}

impl Clock for Tokio {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// Waits for half an hour at most, and prints what each look shows.
pub async fn watch(
    client: &Client,
    cluster: &Cluster,
    condition: impl Fn(&Seen) -> Verdict,
) -> Result<Seen, Box<dyn Error>> {
    let pace = Pace { pause: pause()?, deadline: Duration::from_secs(30 * 60) };
    let told = |seen: &Seen| {
        tell(seen);
        condition(seen)
    };
    Ok(wait_until(client, cluster, told, pace, &Tokio::new()).await?)
}

fn tell(seen: &Seen) {
    match (&seen.trouble, &seen.cluster) {
        (Some(trouble), _) => println!("{trouble}; asking again"),
        (None, Some(cluster)) if seen.is_current => {
            let run = cluster.nodes().filter(|node| node.status == Status::Running).count();
            println!("{} is {}, {run} of {} nodes run", cluster.name, cluster.status, cluster.nodes().count());
        }
        (None, _) => println!("not there ({} times)", seen.absent_looks),
    }
}
