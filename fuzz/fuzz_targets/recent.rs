//! Parses any text as recent.toml and state.toml. If it parses, it is written and read
//! back unchanged.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ringtrue_core::recent::Recent;
use ringtrue_core::state::State;

fuzz_target!(|text: &str| {
    if let Ok(recent) = Recent::from_toml(text) {
        let written = recent.to_toml();
        let again = Recent::from_toml(&written).expect("what was written is read");
        assert_eq!(written, again.to_toml());
    }
    if let Ok(state) = State::from_toml(text) {
        assert_eq!(State::from_toml(&state.to_toml()), Ok(state));
    }
});
