//! The client reads any bytes as each kind of answer, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    instaclustr_api::read_as_everything(bytes);
});
