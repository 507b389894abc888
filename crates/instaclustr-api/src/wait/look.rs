//! One look at a cluster.

use super::Target;
use crate::client::Client;
use crate::cluster::Cluster;
use crate::error::{ApiError, Error};

/// What one look showed.
pub(super) enum Look {
    Read(Box<Cluster>),
    /// The read said 404, and the whole list, asked for after it, is without the cluster.
    Absent,
    /// The read said 404, and the list has it.
    OnlyListed,
    /// Nothing is known: ask again.
    Unsure(Error),
    /// Asking again changes nothing.
    Refused(ApiError),
}

pub(super) async fn look(client: &Client, target: Target<'_>) -> Look {
    match client.get_cluster(target.kind, target.id).await {
        Ok(cluster) => Look::Read(Box::new(cluster)),
        Err(Error::Api(error)) if error.status == 404 => look_in_list(client, target).await,
        Err(error) => failed(error),
    }
}

async fn look_in_list(client: &Client, target: Target<'_>) -> Look {
    match client.list_clusters(None).await {
        Ok(accounts) => {
            let mut listed = accounts.iter().flat_map(|account| &account.clusters);
            if listed.any(|cluster| cluster.id.eq_ignore_ascii_case(target.id)) {
                Look::OnlyListed
            } else {
                Look::Absent
            }
        }
        Err(error) => failed(error),
    }
}

fn failed(error: Error) -> Look {
    match error {
        // A list that is «not found» is a door that was missed, not a refusal.
        Error::Api(error) if (400..500).contains(&error.status) && !passes(error.status) => Look::Refused(error),
        Error::Api(_) | Error::Transport(_) | Error::NotUnderstood { .. } => Look::Unsure(error),
    }
}

/// The codes of 4xx that speak of the moment and not of the question.
fn passes(status: u16) -> bool {
    matches!(status, 404 | 408 | 409 | 423 | 425 | 429)
}
