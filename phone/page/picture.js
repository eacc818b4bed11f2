// A QR code on the screen, which stays awake while it is shown.

const PIXELS = 8; // a module's side on the canvas

export class Picture {
  #canvas;
  #code = null;
  #awake = null;

  constructor(canvas) {
    this.#canvas = canvas;
  }

  // Shows a QR code from the core, or none. It is freed when the next one is shown.
  show(code, title) {
    this.#code?.free();
    this.#code = code;
    this.#canvas.hidden = !code;
    this.#canvas.setAttribute("aria-label", title);
    this.draw();
  }

  draw() {
    if (!this.#code) return this.conceal();
    const side = this.#code.side();
    const dark = this.#code.dark();
    this.#canvas.width = this.#canvas.height = side * PIXELS;
    const context = this.#canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, side * PIXELS, side * PIXELS);
    context.fillStyle = "#000";
    dark.forEach((isDark, place) => {
      if (isDark) context.fillRect((place % side) * PIXELS, Math.floor(place / side) * PIXELS, PIXELS, PIXELS);
    });
    dark.fill(0);
    this.#wake();
  }

  // Wipes the canvas.
  conceal() {
    this.#canvas.width = this.#canvas.height = 0;
    this.#awake?.release();
    this.#awake = null;
  }

  // Best effort: the browser may refuse.
  async #wake() {
    const awake = await navigator.wakeLock?.request("screen").catch(() => null);
    if (this.#canvas.width && !this.#awake) this.#awake = awake ?? null;
    else awake?.release();
  }
}
