//! The sandbox takes any bytes as requests, and whatever it answers, its model stays whole.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    slipway_sandbox::fuzzing::requests(bytes);
});
