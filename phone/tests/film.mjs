// A film for Chromium's fake camera, made in the browser itself.

import { writeFileSync } from "node:fs";

const SIZE = { width: 640, height: 480 };

// Writes a film of a QR code held up to the camera, turned and blurred as if by hand.
// `picture` is a PNG file.
export async function film(page, picture, path) {
  const grey = await page.run(
    `const [base64, { width, height }] = arguments;
    const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
    return createImageBitmap(new Blob([bytes], { type: "image/png" })).then((code) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext("2d");
      context.fillStyle = "#776";
      context.fillRect(0, 0, width, height);
      context.filter = "blur(1px)";
      context.translate(width / 2, height / 2);
      context.rotate(0.2);
      context.transform(1, 0.06, 0.02, 0.94, 0, 0);
      const side = height * 0.62;
      context.drawImage(code, -side / 2, -side / 2, side, side);
      const { data } = context.getImageData(0, 0, width, height);
      let grey = "";
      for (let at = 0; at < data.length; at += 4) grey += String.fromCharCode((data[at] + data[at + 1] + data[at + 2]) / 3);
      return btoa(grey);
    });`,
    picture.toString("base64"),
    SIZE,
  );
  const frame = [Buffer.from("FRAME\n"), Buffer.from(grey, "base64"), Buffer.alloc((SIZE.width * SIZE.height) / 2, 128)];
  const head = Buffer.from(`YUV4MPEG2 W${SIZE.width} H${SIZE.height} F30:1 Ip A1:1 C420jpeg\n`);
  writeFileSync(path, Buffer.concat([head, ...Array(10).fill(frame).flat()]));
}
