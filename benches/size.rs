//! How large the program is that people get: `cargo bench` builds it as a
//! release is built.

/// Prints it.
pub fn run(_: &[String]) -> bool {
    let program = env!("CARGO_BIN_EXE_ringtrue");
    println!("{} bytes.", std::fs::metadata(program).unwrap().len());
    true
}
