//! `slipway home`.

use slipway_engine::Engine;
use slipway_engine::api::{ClusterClaim, Nothing, Problem};
use slipway_engine::id::ClusterId;

use super::find;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};

/// Makes the home this one's own. What was about to be sent where it came from is looked for, by whoever drives next.
///
/// # Errors
/// It is this one's own already.
pub async fn take_over(context: &mut Context) -> Result<Exit, Failure> {
    let session = context.open("home take-over", Drive::No).await?;
    let taken = session.engine.take_over_home(Nothing {}).await;
    session.close().await;
    let status = taken?;
    let value = serde_json::json!({ "home": status.home });
    context.output.either(&value, |_| format!("{} is driven from here from now on.", status.home))?;
    Ok(Exit::Done)
}

/// Says that a cluster is of a run that was lost: the run comes back once whoever drives the account has read the cluster.
///
/// # Errors
/// There is no such cluster; its mark is not one that may be of a lost run.
pub async fn take_up(context: &mut Context, typed: &str, account: Option<&str>) -> Result<Exit, Failure> {
    let say = |id: &ClusterId| format!("The run of {id} comes back once the account is read.");
    claim(context, "home take-up", (typed, account), async |engine, claim| engine.take_up_cluster(claim).await, say)
        .await
}

/// Says that a cluster is of no run that was lost here.
///
/// # Errors
/// As [`take_up`].
pub async fn disown(context: &mut Context, typed: &str, account: Option<&str>) -> Result<Exit, Failure> {
    let say = |id: &ClusterId| format!("{id} is not offered any more.");
    claim(context, "home disown", (typed, account), async |engine, claim| engine.disown_cluster(claim).await, say).await
}

async fn claim(
    context: &mut Context,
    who: &str,
    (typed, account): (&str, Option<&str>),
    tell: impl AsyncFnOnce(&Engine, ClusterClaim) -> Result<Nothing, Problem>,
    say: impl FnOnce(&ClusterId) -> String,
) -> Result<Exit, Failure> {
    let session = context.open(who, Drive::No).await?;
    let told = async {
        let accounts = session.engine.list_accounts(Nothing {}).await?.items;
        let account = account.map(|label| find::account(&accounts, label)).transpose()?;
        let row = find::cluster_of(&session.engine, typed, account).await?;
        tell(&session.engine, ClusterClaim { account_id: row.account_id, cluster: row.id.clone() }).await?;
        Ok::<_, Failure>(row.id)
    }
    .await;
    session.close().await;
    let id = told?;
    context.output.either(&serde_json::json!({ "cluster": id }), |_| say(&id))?;
    Ok(Exit::Done)
}

/// Saves what can be saved of a store that is damaged or lost, and says what could not be. No engine is opened: there is
/// nothing yet that it could be opened on.
///
/// # Errors
/// The store is whole; another program has it open; neither it nor a copy can be read.
pub fn salvage(context: &mut Context) -> Result<Exit, Failure> {
    let saved = slipway_engine::store::salvage(&context.home()?, context.now())?;
    context.output.either(&saved, |saved| saved.lines().join("\n"))?;
    // Where runs are lost a person has to look for their clusters.
    Ok(if saved.runs_lost.is_empty() && !saved.runs_unknown { Exit::Done } else { Exit::Undecided })
}
