// Joining by camera, photo, file or pasted text, then the questions about it, one at a time. The
// core decides what to ask, and what a link may change.
import { ask, cancel, showContext, WentBack } from "./ask.js";
import { byId, isCovered, now, setText, showProblem, showScene, text, timezoneOffset } from "./draw.js";
import { openInvitation } from "./passphrase.js";
import { trusted } from "./policy.js";
import { storageProblem } from "./store.js";

const LONGEST = 960; // pixels of a frame's longer side
// The same for a photo: large first, for small codes, then smaller, for blurred ones.
const PHOTO = [1920, 1280, 640];
const TIMEOUT = 10_000; // milliseconds after which a reader counts as broken
const MAX_FILE_BYTES = 4_000_000; // bytes of a file that is not a picture
const FRAME_PAUSE = 60; // milliseconds between frames

// Heading and button for each kind of question.
const WORDING = {
  join: ["phone-confirm-heading", "phone-join"],
  follow: ["phone-follow-heading", "phone-follow"],
  sheet: ["phone-sheet-heading", "phone-sheet"],
};

let worker = null;
// Ends the reader, whose memory holds what it has read. A frame that it is still reading then
// yields no codes.
let closeReader = () => {};
let stream = null;

// Reads one frame after another: the reader takes one at a time.
let last = Promise.resolve();
const queueRead = (image) => (last = last.then(() => readCodes(image)));

// Returns the QR codes in a frame, or none if it crashes the reader.
function readCodes(image) {
  worker ??= new Worker(trusted.createScriptURL("qr-worker.js"), { type: "module" });
  const reader = worker;
  return new Promise((resolve) => {
    const giveUp = () => {
      clearTimeout(late);
      reader.terminate();
      if (worker === reader) worker = null;
      resolve([]);
    };
    const late = setTimeout(giveUp, TIMEOUT);
    closeReader = giveUp;
    reader.onerror = giveUp;
    reader.onmessage = ({ data }) => {
      if (data.broken) return giveUp();
      clearTimeout(late);
      resolve(data.texts);
    };
    const { width, height, data } = image;
    reader.postMessage({ width, height, pixels: data.buffer }, [data.buffer]);
  });
}

function toImageData(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  const canvas = (toImageData.canvas ??= document.createElement("canvas"));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function wipeCanvas() {
  if (toImageData.canvas) toImageData.canvas.width = toImageData.canvas.height = 0;
}

export function stopCamera() {
  if (!stream) return;
  for (const track of stream.getTracks()) track.stop();
  stream = null;
  byId("video").srcObject = null;
  wipeCanvas();
  closeReader();
}

const wipe = (texts) => texts.forEach((text) => text.fill(0));

export class Join {
  #store;
  #home;
  #restore;
  // The pending request for a key, if any. Input then goes to it instead of joining a group.
  #keyRequest = null;

  // `home` goes to the first screen, and shows what was done; `restore` takes a backup.
  constructor(store, home, restore) {
    this.#store = store;
    this.#home = home;
    this.#restore = restore;
    byId("paste-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.paste();
    });
    byId("file").addEventListener("change", () => {
      const [file] = byId("file").files;
      byId("file").value = "";
      if (file) this.file(file);
    });
  }

  // Asks for a key: a QR code, a photo, a file or pasted text. `heading` and `why` are
  // sentences. Returns what `readKey` returns for it; if `readKey` throws, shows the error and
  // asks again. Throws WentBack if the person goes back.
  askForKey(request) {
    return new Promise((resolve, reject) => {
      this.#keyRequest = { ...request, resolve, reject };
      this.showKeyRequest();
    });
  }

  get wantsKey() {
    return this.#keyRequest !== null;
  }

  // Shows the screen that asks for the key.
  showKeyRequest() {
    stopCamera();
    byId("pasted").value = "";
    showProblem("");
    setText("bring-heading", this.#keyRequest.heading);
    setText("bring-why", this.#keyRequest.why);
    showScene("bring");
  }

  // Cancels the request for a key.
  cancelKeyRequest() {
    const { reject } = this.#keyRequest ?? {};
    this.#keyRequest = null;
    stopCamera();
    reject?.(new WentBack("went back"));
  }

  async scan() {
    showScene("scan");
    showProblem("");
    byId("stage").hidden = byId("scan-lead").hidden = false;
    const video = byId("video");
    let mine;
    try {
      mine = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (error) {
      const known = { NotAllowedError: "denied", NotFoundError: "missing", OverconstrainedError: "missing" };
      byId("stage").hidden = byId("scan-lead").hidden = true;
      showProblem(text(`phone-camera-${known[error?.name] ?? "busy"}`));
      return;
    }
    if (document.body.dataset.scene !== "scan" || isCovered()) {
      for (const track of mine.getTracks()) track.stop();
      return;
    }
    stopCamera();
    stream = mine;
    video.srcObject = mine;
    await video.play().catch(() => {});
    while (stream === mine) {
      if (video.videoWidth) {
        const found = await queueRead(toImageData(video, video.videoWidth, video.videoHeight, LONGEST));
        if (stream !== mine) return wipe(found);
        if (found.length === 1) {
          if (await this.#handle(found[0])) return;
        } else if (found.length > 1) {
          wipe(found);
          showProblem(text("phone-several-codes"));
        }
      }
      await new Promise((next) => setTimeout(next, FRAME_PAUSE));
    }
  }

  // Takes a photo or a file, unless the person goes to another screen before it is read.
  async file(file) {
    showProblem("");
    const { scene } = document.body.dataset;
    const isHere = () => document.body.dataset.scene === scene;
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      // Not a picture, or in a format that this browser can't decode.
      const bytes = file.size <= MAX_FILE_BYTES && (await file.arrayBuffer().catch(() => null));
      if (!isHere()) return;
      if (bytes) await this.#handle(new Uint8Array(bytes));
      else showProblem(text("phone-no-code"));
      return;
    }
    const found = await this.#readPhoto(picture);
    if (!isHere()) wipe(found);
    else if (found.length === 1) await this.#handle(found[0]);
    else {
      wipe(found);
      showProblem(text(found.length > 1 ? "phone-several-codes" : "phone-no-code"));
    }
  }

  async #readPhoto(picture) {
    let found = [];
    for (const longest of PHOTO) {
      found = await queueRead(toImageData(picture, picture.width, picture.height, longest));
      if (found.length > 0) break;
    }
    picture.close();
    wipeCanvas();
    closeReader();
    return found;
  }

  async paste() {
    const bytes = new TextEncoder().encode(byId("pasted").value);
    if (await this.#handle(bytes)) byId("pasted").value = "";
  }

  // Cancels the question, and wipes what was read.
  stop() {
    stopCamera();
    byId("pasted").value = "";
    this.#keyRequest = null;
    cancel();
    this.#store.phone?.dropQuestion();
  }

  // Passes the input to the core. Returns true if that led to another screen.
  async #handle(bytes) {
    if (!this.#store.phone) return false;
    if (this.#keyRequest) return this.#handleKey(bytes);
    let step;
    try {
      step = JSON.parse(this.#store.phone.read(bytes, now(), timezoneOffset()));
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      // Sealed input is needed again, to open it.
      if (step?.kind !== "backup" && step?.kind !== "words") bytes.fill(0);
    }
    if (step.kind === "say") {
      showProblem(text(step.id));
      return false;
    }
    stopCamera();
    showProblem("");
    const finished = step.kind === "backup" ? this.#restore(bytes) : this.#ask(step, bytes);
    finished.catch(async (error) => {
      // The phone has locked since.
      if (!this.#store.phone) return;
      if (error instanceof WentBack) return this.#goHome();
      const id = storageProblem(error);
      await this.#store.discard();
      this.stop();
      this.#home("");
      showProblem(id ? text(id) : error);
    });
    return true;
  }

  #handleKey(bytes) {
    const { readKey, resolve } = this.#keyRequest;
    try {
      const taken = readKey(bytes);
      this.#keyRequest = null;
      resolve(taken);
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      bytes.fill(0);
    }
    stopCamera();
    showProblem("");
    return true;
  }

  async #ask(step, bytes) {
    while (step.kind === "words") {
      const typed = await ask({ heading: "phone-invitation-heading", question: text("phone-invitation-why"), input: text("phone-six-words") });
      showProblem("");
      try {
        const opened = await openInvitation(bytes, typed);
        if (opened) step = JSON.parse(this.#store.phone.readInvitation(opened, typed, now()));
        else showProblem(text("six-words-wrong"));
      } catch (error) {
        showProblem(error);
      }
    }
    while (step.kind === "name") {
      const name = await ask({ heading: "phone-name-heading", question: step.question, input: text("phone-name-label") });
      try {
        step = JSON.parse(this.#store.phone.answerName(name));
        showProblem("");
      } catch (error) {
        showProblem(error);
      }
    }
    if (step.kind === "known") return this.#home(step.text);
    if (step.kind === "message") {
      showContext(step);
      if (!(await ask({ heading: "phone-message-heading", question: step.question, yes: text("phone-message-take"), no: text("answer-no") }))) {
        this.#goHome();
        return showProblem(text("phone-message-not-taken"));
      }
      return this.#done(await this.#store.change((phone) => phone.acceptMessage()));
    }
    showContext({ ...step, words: step.words?.map(({ word }) => word) });
    const [heading, yes] = WORDING[step.kind];
    if (!(await ask({ heading, question: step.question, yes: text(yes) }))) {
      this.#goHome();
      if (step.kind !== "sheet") showProblem(text(step.kind === "join" ? "phone-not-joined" : "phone-not-followed"));
      return undefined;
    }
    if (step.kind === "sheet") {
      return this.#done(await this.#store.change((phone) => phone.addSheet()));
    }
    if (step.kind === "join") {
      return this.#done(await this.#store.change((phone) => phone.join(now())));
    }
    let number;
    if (step.number) {
      const typed = await ask({ heading: "phone-number-heading", question: step.number, input: text("phone-number-label") });
      number = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : undefined;
    }
    const reason = await this.#askReason(step);
    return this.#done(await this.#store.change((phone) => phone.follow(reason, number, now())));
  }

  // Returns why the key was changed.
  async #askReason({ lost, sheets, left }) {
    const answer = (yes, heading, question) => ask({ heading, question, yes: text(yes), no: text("answer-no"), hidesContext: true });
    if (await answer("phone-yes-or-unsure", "phone-lost-heading", lost)) {
      const areLost = sheets && (await answer("phone-yes-or-unsure", "phone-sheets-heading", sheets));
      return areLost ? "loss-of-sheet-keys" : "loss";
    }
    return (await answer("answer-yes", "phone-left-heading", left)) ? "departure" : "routine";
  }

  #goHome() {
    this.stop();
    this.#home("");
  }

  #done(sentence) {
    // Best effort: the browser may refuse.
    navigator.storage?.persist?.();
    this.#home(sentence);
  }
}
