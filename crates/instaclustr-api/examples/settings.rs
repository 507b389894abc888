//! Gives a cluster a description, and lets nobody delete it without a second factor. **That can't be taken back.**
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example settings -- kafka ID ann@example.com
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::body::TwoFactorDelete;
use instaclustr_api::{Application, SettingsChange};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [product, id, email] = arguments.as_slice() else {
        return Err("usage: settings kafka|cassandra ID E-MAIL".into());
    };
    let product: Application = product.parse()?;
    let client = common::client()?;
    let two_factor = TwoFactorDelete { confirmation_email: email.clone(), ..TwoFactorDelete::default() };
    let change =
        SettingsChange { description: Some("is watched over".to_owned()), two_factor_delete: Some(two_factor) };
    client.change_settings(id, &change).await?;

    // Whether it was done, only a read tells.
    let cluster = client.get_cluster(product, id).await?;
    println!("{} {}", cluster.name, cluster.description.as_deref().unwrap_or("has no description"));
    if cluster.two_factor_delete {
        println!("a delete waits until {email} has confirmed it");
    }
    Ok(())
}
