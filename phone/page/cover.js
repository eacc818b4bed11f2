// The cover hides everything secret while nobody uses the page. A phone with a lock locks once
// it has been covered for long enough.
import { conceal, redraw } from "./ask.js";
import { byId, isCalling, isCovered } from "./draw.js";
import { stopCamera } from "./join.js";
import { isIdle, locksAfter } from "./ringtrue_phone.js";

// Two clocks: one stops while the phone sleeps, the other can be set back.
const clocks = () => [performance.now(), Date.now()];

// Returns the milliseconds since a reading of both clocks, by the one that is ahead.
const since = (then) => Math.max(...clocks().map((time, at) => time - then[at]));

export class Cover {
  #store;
  #call;
  #gestures;
  #lock;
  #uncovered;
  #touchedAt = clocks();
  #coveredAt = [0, 0];
  // The element that had the focus before the page was covered.
  #focused = null;

  // `lock` locks the page; `uncovered` runs once the cover is off.
  constructor(store, { call, gestures, lock, uncovered }) {
    this.#store = store;
    this.#call = call;
    this.#gestures = gestures;
    this.#lock = lock;
    this.#uncovered = uncovered;
  }

  // True if nobody has touched the page for so long that it must be covered.
  get isIdle() {
    return isIdle(since(this.#touchedAt));
  }

  // True if the phone has a lock, and was covered for long enough to lock.
  get mustLock() {
    return this.#store.lock !== "none" && this.#store.phone && isCovered() && locksAfter(since(this.#coveredAt));
  }

  // Takes everything secret off the page, and covers it.
  show() {
    if (isCovered()) return;
    stopCamera();
    this.#gestures.stop();
    conceal();
    this.#call.clear();
    if (byId("sure").open) byId("sure").close();
    if (byId("name").type === "password") byId("name").value = "";
    this.#focused = document.activeElement;
    this.#coveredAt = clocks();
    byId("cover").hidden = false;
    byId("main").inert = true;
    document.querySelector("[data-act=uncover]").focus();
  }

  // Takes the cover off, and puts back what it hid; or locks the page, if it is time.
  uncover() {
    if (this.mustLock) return this.#lock();
    this.lift();
    this.#focused?.focus();
    redraw();
    this.#uncovered();
  }

  // Takes the cover off, and nothing else.
  lift() {
    byId("cover").hidden = true;
    byId("main").inert = false;
    this.#touch();
  }

  #touch() {
    this.#touchedAt = clocks();
  }

  // Begins to notice touches, and that the page is out of sight or back.
  listen() {
    for (const event of ["pointerdown", "keydown", "input"]) {
      addEventListener(event, () => this.#touch(), { capture: true, passive: true });
    }
    const back = () => {
      if (isCovered() && !document.hidden && !this.isIdle) this.uncover();
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? this.show() : back()));
    addEventListener("pagehide", () => this.show());
    // A phone takes its screenshot for the app switcher before it reports the page as hidden.
    // On a computer, another window may well be in use beside the call. The camera and the
    // file picker take the focus themselves.
    addEventListener("blur", () => {
      const isPhone = matchMedia("(pointer: coarse)").matches;
      const { scene } = document.body.dataset;
      if (isPhone && scene === "scan") byId("stage").classList.add("dark");
      else if (isPhone && (isCalling() || scene === "paste" || scene === "confirm")) this.show();
    });
    addEventListener("focus", () => {
      byId("stage").classList.remove("dark");
      back();
    });
  }
}
