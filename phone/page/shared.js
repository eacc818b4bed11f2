// Files from outside: dropped on the page, or shared by another app. The service worker keeps
// a shared file until the person opens it here: any web site could have shared it.
import { isAsking } from "./ask.js";
import { byId, isCovered, showProblem, text } from "./draw.js";

// The same names as in sw.js.
const SHARED = "ringtrue shared";
const FILE = "/file";
const KEPT_AT = "Kept-At";

const MAX_AGE = 3_600_000; // milliseconds until a shared file is deleted unopened

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

  // Shows that a shared file waits, if there is one.
  async look() {
    let kept;
    try {
      kept = await caches.match(FILE, { cacheName: SHARED });
      const isOld = kept && Math.abs(Date.now() - kept.headers.get(KEPT_AT)) > MAX_AGE;
      if (isOld && (await (await caches.open(SHARED)).delete(FILE))) kept = null;
    } catch {
      // This browser keeps no files.
    }
    byId("shared").hidden = !kept;
  }

  async #take() {
    if (!isAtRest()) return;
    byId("shared").hidden = true;
    const cache = await caches.open(SHARED);
    const kept = await cache.match(FILE);
    // Another window may be taking it too.
    if (!kept || !isAtRest() || !(await cache.delete(FILE))) return;
    if (kept.ok) this.#join.file(await kept.blob());
    else showProblem(text("phone-shared-large"));
  }
}
