//! Further passes over a picture in which no code was seen: the same pixels in
//! another size, sharpened or smoothed, split into black and white.
//!
//! `docs/reference/pictures.md` says what each pass gains. A pass never guesses: it only
//! makes another picture, and a code read from that has passed its own error
//! correction.

use zeroize::Zeroizing;

use super::grey::{Effort, Pixels};

/// Side in pixels of the windows in which a large picture is searched at full size. A
/// code that fills one has 9 pixels a module, so the first look has already seen it.
const WINDOW: u32 = 512;

/// Side in pixels of the tiles that make up a window.
const TILE: u32 = 32;

/// One further pass over a picture.
pub(super) struct Pass {
    /// Scale of the picture to search, in percent.
    percent: u32,
    filter: Filter,
    /// How many pixels each way a pixel is compared with: black if it is darker than
    /// their mean. If `None`, the reader decides.
    surroundings: Option<usize>,
}

enum Filter {
    None,
    /// Against noise: the mean of a pixel and its neighbours.
    Smooth,
    /// Against blur: adds the difference from the mean of the pixels within this
    /// reach, this many times.
    Sharpen(usize, i32),
}

/// The passes, in the order of what they gain for their time.
pub(super) const PASSES: [Pass; 5] = [
    Pass {
        percent: 100,
        filter: Filter::Sharpen(5, 3),
        surroundings: None,
    },
    Pass {
        percent: 50,
        filter: Filter::None,
        surroundings: Some(8),
    },
    Pass {
        percent: 67,
        filter: Filter::None,
        surroundings: Some(8),
    },
    Pass {
        percent: 200,
        filter: Filter::Sharpen(4, 2),
        surroundings: Some(16),
    },
    Pass {
        percent: 200,
        filter: Filter::Smooth,
        surroundings: Some(8),
    },
];

/// Widths and heights in percent. A code seen steeply from the side is much shorter
/// one way than the other, and the reader takes three finder patterns for those of one
/// code only if the longer side is less than twice the shorter. Squeezing the longer
/// side brings the code nearer to a square.
pub(super) const SQUEEZED: [(u32, u32); 4] = [(100, 60), (60, 100), (100, 45), (45, 100)];

impl Pass {
    /// Returns how many pixels the pass searches.
    pub(super) fn cost(&self, pixels: &Pixels) -> u64 {
        let side = |side: u32| u64::from(side) * u64::from(self.percent) / 100;
        side(pixels.width) * side(pixels.height)
    }

    /// Returns the effort to make: more for small pictures, for which it costs little.
    pub(super) fn effort(&self) -> Effort {
        if self.percent <= 100 {
            Effort::Twice
        } else {
            Effort::Once
        }
    }

    /// Returns the picture to search, or `None` if it would be too small.
    pub(super) fn apply(&self, pixels: &Pixels) -> Option<Pixels> {
        let mut pixels = pixels.scaled((self.percent, self.percent))?;
        match self.filter {
            Filter::None => {}
            Filter::Smooth => pixels.luma = pixels.means(1),
            Filter::Sharpen(reach, times) => pixels.sharpen(reach, times),
        }
        if let Some(reach) = self.surroundings {
            pixels.threshold(reach);
        }
        Some(pixels)
    }
}

impl Pixels {
    /// Cuts out the windows with the most edges: nothing has more of them in one place
    /// than a code.
    pub(super) fn busiest_windows(&self, count: usize) -> Vec<Self> {
        let tiles_wide = self.width.div_ceil(TILE) as usize;
        let mut tiles = self.busy_tiles(tiles_wide);
        let across = (WINDOW / TILE) as usize;
        let mut windows = Vec::new();
        for _ in 0..count {
            let Some((column, row)) = busiest_square(&tiles, tiles_wide, across) else {
                break;
            };
            let start = |tile: usize| u32::try_from(tile).map_or(0, |tile| tile * TILE);
            windows.extend(self.crop(start(column), start(row), WINDOW));
            for row in tiles.chunks_exact_mut(tiles_wide).skip(row).take(across) {
                row.iter_mut()
                    .skip(column)
                    .take(across)
                    .for_each(|tile| *tile = 0);
            }
        }
        windows
    }

    /// Returns how strong the edges in each tile are, row by row.
    fn busy_tiles(&self, tiles_wide: usize) -> Vec<u32> {
        let (width, tile) = (self.width as usize, TILE as usize);
        let tiles_high = self.height.div_ceil(TILE) as usize;
        let mut tiles = vec![0; tiles_wide * tiles_high];
        let rows = self.luma.chunks_exact(width.max(1));
        for (y, (row, below)) in rows.clone().zip(rows.skip(3)).enumerate().step_by(2) {
            let tiles = tiles.chunks_exact_mut(tiles_wide).nth(y / tile);
            let Some(tiles) = tiles else { break };
            let beside = row.iter().skip(3).chain(row.last());
            for (x, ((luma, beside), below)) in row.iter().zip(beside).zip(below).enumerate() {
                // Ignore a sensor's noise, and count glare as no stronger than other edges.
                let edge = |other: &u8| match u32::from(luma.abs_diff(*other)) {
                    ..24 => 0,
                    step => step.min(96),
                };
                if let Some(busy) = tiles.get_mut(x / tile) {
                    *busy += edge(beside) + edge(below);
                }
            }
        }
        tiles
    }

    fn sharpen(&mut self, reach: usize, times: i32) {
        let means = self.means(reach);
        for (luma, mean) in self.luma.iter_mut().zip(means.iter()) {
            let (was, mean) = (i32::from(*luma), i32::from(*mean));
            let sharp = (was + times * (was - mean)).clamp(0, 255);
            *luma = u8::try_from(sharp).unwrap_or(*luma);
        }
    }

    /// Makes each pixel black or white.
    fn threshold(&mut self, reach: usize) {
        let means = self.means(reach);
        for (luma, mean) in self.luma.iter_mut().zip(means.iter()) {
            *luma = if *luma < *mean { 0 } else { u8::MAX };
        }
    }

    /// Returns for each pixel the mean of those up to `reach` away in each direction.
    fn means(&self, reach: usize) -> Zeroizing<Vec<u8>> {
        let width = (self.width as usize).max(1);
        let rows = || self.luma.chunks_exact(width);
        let (mut entering, mut leaving) = (rows(), rows());
        // The sum of each column over the rows within reach.
        let mut columns = Zeroizing::new(vec![0_u32; width]);
        let mut near = 0;
        let mut means = Zeroizing::new(Vec::with_capacity(self.luma.len()));
        for y in 0..rows().len() + reach {
            if let Some(row) = entering.next() {
                near += 1;
                for (column, luma) in columns.iter_mut().zip(row) {
                    *column += u32::from(*luma);
                }
            }
            if y > 2 * reach
                && let Some(row) = leaving.next()
            {
                near -= 1;
                for (column, luma) in columns.iter_mut().zip(row) {
                    *column -= u32::from(*luma);
                }
            }
            if y >= reach {
                push_means(&columns, near, reach, &mut means);
            }
        }
        means
    }
}

/// Returns the column and row at which the square with the strongest edges starts, of
/// `across` tiles each way; `None` if there are no edges.
fn busiest_square(tiles: &[u32], tiles_wide: usize, across: usize) -> Option<(usize, usize)> {
    let rows: Vec<&[u32]> = tiles.chunks_exact(tiles_wide).collect();
    let mut best = (0, (0, 0));
    for (row, near) in rows.windows(across.min(rows.len())).enumerate() {
        for column in 0..=tiles_wide.saturating_sub(across) {
            let busy = near
                .iter()
                .flat_map(|row| row.iter().skip(column).take(across))
                .sum();
            if busy > best.0 {
                best = (busy, (column, row));
            }
        }
    }
    (best.0 > 0).then_some(best.1)
}

/// Appends the means of one row, whose columns are sums of `near` pixels.
fn push_means(columns: &[u32], near: u32, reach: usize, means: &mut Vec<u8>) {
    let (mut entering, mut leaving) = (columns.iter(), columns.iter());
    let (mut sum, mut count) = (0, 0);
    for x in 0..columns.len() + reach {
        if let Some(column) = entering.next() {
            sum += column;
            count += near;
        }
        if x > 2 * reach
            && let Some(column) = leaving.next()
        {
            sum -= column;
            count -= near;
        }
        if x >= reach {
            means.push(u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX));
        }
    }
}
