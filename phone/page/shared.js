// Files from outside: dropped on the page, or shared by another app. The service worker keeps
// a shared file until it is taken here.
import { isAsking } from "./ask.js";
import { byId, isCovered, showProblem, text } from "./draw.js";

// The same names as in sw.js.
const SHARED = "ringtrue shared";
const FILE = "/file";

// Scenes in which a file can be taken: nothing is being asked, scanned or said.
const AT_REST = ["start", "paste", "who-called", "family", "keep"];

const isAtRest = () => !isAsking() && AT_REST.includes(document.body.dataset.scene);

export class Shared {
  #join;

  constructor(join) {
    this.#join = join;
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      if (!file || isCovered()) return;
      if (isAtRest()) this.#join.file(file);
      else showProblem(text("phone-answer-first"));
    });
  }

  acts = {
    shared: () => this.#take().catch(() => {}),
  };

  // Takes the shared file, if there is one. It waits while something is being asked; after an
  // error, the person has to press the button for it.
  async takeWaiting() {
    try {
      const isThere = await caches.match(FILE, { cacheName: SHARED });
      const isBad = byId("problem").textContent !== "";
      byId("shared").hidden = !isThere || !isBad;
      if (isThere && !isBad) await this.#take();
    } catch {
      // This browser keeps no files.
    }
  }

  async #take() {
    if (!isAtRest()) return;
    const cache = await caches.open(SHARED);
    const kept = await cache.match(FILE);
    // Another window may be taking it too.
    if (!kept || !isAtRest() || !(await cache.delete(FILE))) return;
    byId("shared").hidden = true;
    if (kept.ok) this.#join.file(await kept.blob());
    else showProblem(text("phone-shared-large"));
  }
}
