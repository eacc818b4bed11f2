//! Size of the released program: `cargo bench` builds it the same way as a release.

/// Prints the size.
pub fn run(_: &[String]) -> bool {
    let program = env!("CARGO_BIN_EXE_ringtrue");
    println!("{} bytes.", std::fs::metadata(program).unwrap().len());
    true
}
