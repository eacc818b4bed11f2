//! Writes the JavaScript that loads a WebAssembly module: what the program
//! `wasm-bindgen` does, at the version that the workspace pins.

use std::env;
use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = env::args_os().skip(1);
    let (Some(module), Some(directory)) = (args.next(), args.next()) else {
        return Err("usage: ringtrue-phone-glue MODULE DIRECTORY".into());
    };
    Bindgen::new()
        .input_path(module)
        .web(true)?
        // so that `init()` finds the module beside it
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(directory)?;
    Ok(())
}
