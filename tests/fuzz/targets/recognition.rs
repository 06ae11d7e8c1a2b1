#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| openai_error_policy_tests::targets::recognition::run(data));
