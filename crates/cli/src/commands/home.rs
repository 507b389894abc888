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
