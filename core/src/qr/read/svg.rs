//! Turns the QR codes that [`Symbol::svg`](crate::qr::Symbol::svg) drew in an SVG or
//! an HTML page back into pixels. No other SVG is read: anything that differs from
//! that form is not a code.

use zeroize::Zeroizing;

use super::grey::Pixels;

/// Width and height of a module in pixels.
const PIXELS_PER_MODULE: usize = 4;

/// Modules of the largest QR code, with a margin of 4 on each side.
const MAX_MODULES: usize = 185;

/// The most codes that are read from one file.
const MAX_CODES: usize = 4;

/// Returns the QR codes in a file that are drawn in our form.
pub(super) fn symbols(file: &[u8]) -> Vec<Pixels> {
    let Ok(text) = std::str::from_utf8(file) else {
        return Vec::new();
    };
    let views = text.split("viewBox=\"0 0 ").skip(1);
    views.filter_map(symbol).take(MAX_CODES).collect()
}

/// Parses one code from the text after its `viewBox="0 0 `.
fn symbol(svg: &str) -> Option<Pixels> {
    let (view, svg) = svg.split_once('"')?;
    let (modules, height) = view.split_once(' ')?;
    if modules != height {
        return None;
    }
    let modules = modules.parse().ok().filter(|it| *it <= MAX_MODULES)?;
    let (svg, _) = svg.split_once("</svg>")?;
    let (_, path) = svg.split_once("<path fill=\"#000\" d=\"M")?;
    let (path, _) = path.split_once('"')?;

    let side = modules * PIXELS_PER_MODULE;
    let mut luma = Zeroizing::new(vec![u8::MAX; side * side]);
    for run in path.split('M') {
        let (x, y, length) = run_of(run)?;
        let first = y.checked_mul(PIXELS_PER_MODULE)?;
        let start = x.checked_mul(PIXELS_PER_MODULE)?;
        let end = start.checked_add(length.checked_mul(PIXELS_PER_MODULE)?)?;
        if y >= modules {
            return None;
        }
        for row in luma
            .chunks_exact_mut(side)
            .skip(first)
            .take(PIXELS_PER_MODULE)
        {
            row.get_mut(start..end)?.fill(0);
        }
    }
    let side = u32::try_from(side).ok()?;
    Some(Pixels {
        width: side,
        height: side,
        luma,
    })
}

/// Parses the column, row and length of a run of dark modules: `4 5h7v1h-7z`.
fn run_of(run: &str) -> Option<(usize, usize, usize)> {
    let (at, run) = run.split_once('h')?;
    let (x, y) = at.split_once(' ')?;
    let (length, run) = run.split_once("v1h-")?;
    if run.strip_suffix('z')? != length {
        return None;
    }
    Some((x.parse().ok()?, y.parse().ok()?, length.parse().ok()?))
}
