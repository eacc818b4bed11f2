// Two gestures: holding a button down shows the current code; holding the group's name down, or
// Ctrl-G, switches to duress.
import { byId, now, text } from "./draw.js";

const PRESS = 1000; // milliseconds to hold the group's name down

export class Gestures {
  #store;
  #call;
  // The timer that runs while the group's name is held down.
  #pressed = 0;
  // True while the button that shows the code is held down.
  isHolding = false;

  constructor(store, call) {
    this.#store = store;
    this.#call = call;
  }

  listen() {
    this.#listenForHold();
    this.#listenForDuress();
  }

  // Ends both gestures, and removes the code from the page.
  stop() {
    this.hideCode();
    clearTimeout(this.#pressed);
  }

  // Draws the code as it is now.
  drawCode() {
    const { callerSays, caller, answererSays, answerer } = JSON.parse(this.#store.phone.code(now()));
    const half = (says, { digits, word }) => {
      const place = document.createElement("div");
      const label = document.createElement("small");
      label.textContent = says;
      place.append(label, digits, " ", word);
      return place;
    };
    const warning = document.createElement("p");
    warning.textContent = text("phone-show-code-to");
    byId("code").replaceChildren(half(callerSays, caller), half(answererSays, answerer), warning);
    byId("code").hidden = false;
  }

  hideCode() {
    this.isHolding = false;
    byId("code").hidden = true;
    byId("code").replaceChildren();
  }

  #listenForHold() {
    const button = document.querySelector("[data-act=show-code]");
    const hold = () => {
      this.isHolding = true;
      this.drawCode();
    };
    button.addEventListener("pointerdown", (event) => {
      button.setPointerCapture(event.pointerId);
      hold();
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
      button.addEventListener(end, () => this.hideCode());
    }
    button.addEventListener("keydown", (event) => {
      if ((event.key === " " || event.key === "Enter") && !event.repeat) hold();
    });
    button.addEventListener("keyup", () => this.hideCode());
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  // Ctrl-G is the same as in the terminal.
  #listenForDuress() {
    byId("group").addEventListener("pointerdown", () => {
      this.#pressed = setTimeout(() => this.#call.startDuress(), PRESS);
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      byId("group").addEventListener(end, () => clearTimeout(this.#pressed));
    }
    byId("group").addEventListener("contextmenu", (event) => event.preventDefault());
    addEventListener("keydown", (event) => {
      if (event.ctrlKey && event.key.toLowerCase() === "g") {
        event.preventDefault();
        this.#call.startDuress();
      }
    });
  }
}
