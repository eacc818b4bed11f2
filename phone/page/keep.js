// Keeping it: the lock, backups, and what the browser promises.
import { show } from "./draw.js";

export class Keep {
  #store;

  constructor(store) {
    this.#store = store;
  }

  draw() {
    show("keep");
  }
}
