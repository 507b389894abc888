//! Prints what the provider's own document settles, or says otherwise than this crate assumes.
//!
//! ```sh
//! cargo run --example document --features document -- FILE
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…   # the key is not sent
//! cargo run --example document --features document
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::document::Document;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = match std::env::args().nth(1) {
        Some(file) => std::fs::read_to_string(file)?,
        None => common::client()?.fetch_document().await?,
    };
    let document = Document::parse(&text)?;
    println!("format {}, {} paths", document.format(), document.path_count());
    for difference in document.compare(&[]) {
        println!("{difference}");
    }
    Ok(())
}
