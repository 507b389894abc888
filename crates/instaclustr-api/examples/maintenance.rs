//! Keeps maintenance of a cluster out of Monday's working hours, prints what is planned and what was done, and takes the
//! window away again.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example maintenance -- CLUSTER
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{DayOfWeek, NewExclusionWindow};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(cluster_id) = std::env::args().nth(1) else {
        return Err("usage: maintenance CLUSTER".into());
    };
    let client = common::client()?;
    let window = NewExclusionWindow {
        cluster_id: cluster_id.clone(),
        day_of_week: DayOfWeek::Monday,
        start_hour: Some(8),
        duration_in_hours: Some(10),
    };
    let window = client.create_exclusion_window(&window).await?;
    for window in client.list_exclusion_windows(&cluster_id).await? {
        let (from, hours) = (window.asked.start_hour.unwrap_or(0), window.asked.duration_in_hours.unwrap_or(0));
        println!("no maintenance on {} from {from} o'clock for {hours} hours", window.asked.day_of_week);
    }
    for planned in client.list_upcoming_maintenance(&cluster_id).await? {
        println!("planned for {}: {}", planned.scheduled_start_time.unwrap_or_default(), planned.description);
    }
    for done in client.list_past_maintenance(&cluster_id).await? {
        println!("done by {}: {}", done.end_time.unwrap_or_default(), done.description);
    }
    client.delete_exclusion_window(&window.id).await?;
    Ok(())
}
