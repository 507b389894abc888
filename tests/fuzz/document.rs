//! The client takes any bytes as the provider's description of its API, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    instaclustr_api::document::read_as_document(bytes);
});
