// The screen of the group in front: who is in it, and what can be done about it.
import { at, now, problem, put, sentence, show, text, west } from "./draw.js";

export class Family {
  #store;
  // Draws what there is to say of the family's key.
  drawKey = () => {};

  constructor(store) {
    this.#store = store;
  }

  // Shows the screen, with `done`: what was just done.
  draw(done) {
    if (!this.#store.phone) return;
    put("family-done", done && sentence(done));
    const roll = JSON.parse(this.#store.phone.roll(now(), west()));
    put("nobody", roll.length === 0 ? text("phone-roll-nobody") : "");
    at("roll").hidden = roll.length === 0;
    at("roll").replaceChildren(...roll.map((member) => this.#row(member)));
    this.drawKey();
    show("family");
  }

  acts = {
    family: () => {
      problem("");
      this.draw();
    },
  };

  #row({ name, notes }) {
    const button = document.createElement("button");
    button.dataset.member = name;
    const who = document.createElement("b");
    who.dir = "auto";
    who.textContent = name;
    const said = document.createElement("small");
    said.dir = "auto";
    said.textContent = notes.join("; ");
    button.append(who, said);
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}
