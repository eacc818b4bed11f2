//! Combines rxing's two QR readers.

use rxing::common::{DetectorRXingResult as _, Result as RxingResult};
use rxing::qrcode::cpp_port::QrReader;
use rxing::qrcode::decoder::qrcode_decoder::decode_bitmatrix_with_hints;
use rxing::qrcode::detector::Detector;
use rxing::{BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Point, RXingResult, Reader};

/// A reader that tries both of rxing's QR readers, the better one first. Both report
/// the symbol's four outer corners, as fractions of the width and height of the copy,
/// enlarged or reduced, that it was found in.
pub(super) struct EitherReader;

impl Reader for EitherReader {
    fn decode<B: Binarizer>(&mut self, image: &mut BinaryBitmap<B>) -> RxingResult<RXingResult> {
        self.decode_with_hints(image, &DecodeHints::default())
    }

    fn decode_with_hints<B: Binarizer>(
        &mut self,
        image: &mut BinaryBitmap<B>,
        hints: &DecodeHints,
    ) -> RxingResult<RXingResult> {
        let found = QrReader
            .decode_with_hints(image, hints)
            .or_else(|_| older_reader(image, hints))?;
        let (width, height) = (pixel(image.get_width()), pixel(image.get_height()));
        let points = found
            .getPoints()
            .iter()
            .map(|at| Point::new(at.x / width, at.y / height))
            .collect();
        Ok(found.with_point(points))
    }
}

/// Decodes with the reader ported from Java, which sees a few codes that the other
/// one misses. It reports the centres of the finder patterns, 3.5 modules inside the
/// corners.
pub(super) fn older_reader<B: Binarizer>(
    image: &mut BinaryBitmap<B>,
    hints: &DecodeHints,
) -> RxingResult<RXingResult> {
    let detected = Detector::new(image.get_black_matrix()).detect_with_hints(hints)?;
    let decoded = decode_bitmatrix_with_hints(detected.getBits(), hints)?;
    let mut corners = Vec::new();
    if let [bottom_left, top_left, top_right, ..] = *detected.getPoints() {
        let side = pixel(detected.getBits().width() as usize);
        let out = 3.5 / (side - 7.0).max(1.0);
        let (right, down) = (top_right - top_left, bottom_left - top_left);
        let corner = |x: f32, y: f32| top_left + right * x + down * y;
        corners.extend([
            corner(-out, -out),
            corner(1.0 + out, -out),
            corner(1.0 + out, 1.0 + out),
            corner(-out, 1.0 + out),
        ]);
    }
    let text = decoded.getText();
    Ok(RXingResult::new(
        text,
        Vec::new(),
        corners,
        BarcodeFormat::QR_CODE,
    ))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a side of a picture, in pixels: exact up to 16 million, near enough above"
)]
fn pixel(length: usize) -> f32 {
    length as f32
}
