//! `slipway home`.

use slipway_engine::api::Nothing;

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
