// New versions: the service worker downloads one, and a person decides when to use it.
import { byId, setText, showProblem, text } from "./draw.js";
import { trusted } from "./policy.js";
import { VERSION } from "./version.js";

// The same names as in sw.js.
const RECORDS = "ringtrue";
const CHOSEN = "/chosen";
const NEWEST = "/newest";

const CHECK_INTERVAL = 3_600_000; // milliseconds between checks for a new version

// Scenes in which nothing is being asked, typed or said.
const AT_REST = ["install", "start", "who-called", "keep"];

const recorded = async (name) => (await caches.match(name, { cacheName: RECORDS }))?.text();

export class Update {
  #others = new BroadcastChannel("ringtrue version");
  #registration;
  #started;
  #checkedAt = 0;
  #newest;
  // The version that was chosen when this page was opened.
  #chosen;
  #isOld = false;

  constructor() {
    setText("version", VERSION);
    this.#others.onmessage = () => this.#readRecords();
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.#checkForUpdate();
    });
    this.#started = this.#start().catch(() => {});
  }

  async #start() {
    await this.#readRecords();
    const registration = await navigator.serviceWorker.register(trusted.createScriptURL("sw.js"), { scope: "/" });
    const watchInstall = () => registration.installing?.addEventListener("statechange", this.#ended, { once: true });
    registration.addEventListener("updatefound", watchInstall);
    watchInstall();
    this.#registration = registration;
    if (registration.active) this.#checkForUpdate();
  }

  // Checks the server for a new version, at most once per `CHECK_INTERVAL`. Failing offline is fine.
  #checkForUpdate() {
    this.#readRecords();
    if (!this.#registration || Math.abs(Date.now() - this.#checkedAt) < CHECK_INTERVAL) return;
    this.#checkedAt = Date.now();
    this.#registration.update().catch(() => {});
  }

  // Runs when a download has ended.
  #ended = ({ target }) => {
    setText("update-stopped", target.state === "redundant" ? text("phone-update-stopped") : "");
    this.#readRecords();
  };

  // Reads which version was downloaded, and which one was chosen, by this page or another.
  async #readRecords() {
    let chosen;
    try {
      [chosen, this.#newest] = await Promise.all([CHOSEN, NEWEST].map(recorded));
    } catch {
      return;
    }
    this.#chosen ??= chosen;
    // No version is chosen once the browser, or a person, has deleted the files.
    this.#isOld ||= chosen !== undefined && chosen !== this.#chosen && chosen !== VERSION;
    setText("update-version", this.#newest);
    this.#draw();
  }

  #draw() {
    byId("update").hidden = this.#isOld || (this.#newest ?? VERSION) === VERSION;
  }

  async use() {
    try {
      await (await caches.open(RECORDS)).put(CHOSEN, new Response(this.#newest));
    } catch {
      showProblem(text("phone-not-saved"));
      return;
    }
    this.#isOld = true;
    this.#draw();
    this.#others.postMessage("");
  }

  // Hides the notice until the page is reloaded; "Keep it safe" still shows it.
  postpone() {
    byId("update").classList.add("later");
  }

  // Deletes the files of all versions, and the worker that keeps them. Returns false if the
  // browser can't.
  async deleteFiles() {
    // A worker registered after this would cache them again.
    await this.#started;
    try {
      const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
      await Promise.all(registrations.map((registration) => registration.unregister()));
      await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
      return (await caches.keys()).length === 0;
    } catch {
      return false;
    }
  }

  // Reloads the page if another version was chosen and nothing is in progress.
  restart() {
    const isAtRest = AT_REST.includes(document.body.dataset.scene) && !document.querySelector("dialog[open]");
    if (!this.#isOld || !isAtRest) return;
    this.#isOld = false;
    location.reload();
  }
}
