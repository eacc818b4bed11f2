// Reads QR codes in frames, in its own instance of the core: a hostile picture can crash
// only this worker, and the page starts another one.
import init, { readGrey } from "./ringtrue_phone.js";

const ready = init();

// Converts RGBA to grey (BT.601 luma), one byte per pixel.
function grey(pixels) {
  const bytes = new Uint8Array(pixels.length / 4);
  for (let from = 0, to = 0; to < bytes.length; from += 4, to += 1) {
    bytes[to] = (299 * pixels[from] + 587 * pixels[from + 1] + 114 * pixels[from + 2]) / 1000;
  }
  return bytes;
}

addEventListener("message", async ({ data: { width, height, pixels } }) => {
  try {
    await ready;
    const rgba = new Uint8ClampedArray(pixels);
    const frame = grey(rgba);
    rgba.fill(0);
    const found = readGrey(width, height, frame);
    frame.fill(0);
    const texts = found.map((text) => {
      const bytes = text.bytes();
      text.free();
      return bytes;
    });
    postMessage({ texts }, texts.map((text) => text.buffer));
  } catch {
    // After a trap the instance can't be used again.
    postMessage({ broken: true });
  }
});
