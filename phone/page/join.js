// Joining by camera, photo, file or pasted text; then the questions, one at a time. The core
// decides what is asked, and what a link may do.
import { ask, cancel, showContext, WentBack } from "./ask.js";
import { openMessage } from "./passphrase.js";
import { reason } from "./store.js";
import { byId, now, problem, setText, show, text, timezoneOffset } from "./draw.js";
import { trusted } from "./policy.js";

const LONGEST = 960; // pixels of a frame's longer side
const PHOTO = [1920, 1280, 640]; // the same for a photo: for small codes, then for blurred ones
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
// Ends the reader, since its memory holds what it has read. A frame that it is still reading
// then yields no codes.
let closeReader = () => {};
let stream = null;

// Reads the QR codes in a frame, one frame at a time.
let last = Promise.resolve();
const codes = (image) => (last = last.then(() => read(image)));

// Returns the codes in a frame, or none if it crashes the reader.
function read(image) {
  worker ??= new Worker(trusted.createScriptURL("qr-worker.js"), { type: "module" });
  const reader = worker;
  return new Promise((resolve) => {
    const broken = () => {
      clearTimeout(late);
      reader.terminate();
      if (worker === reader) worker = null;
      resolve([]);
    };
    const late = setTimeout(broken, TIMEOUT);
    closeReader = broken;
    reader.onerror = broken;
    reader.onmessage = ({ data }) => {
      if (data.broken) return broken();
      clearTimeout(late);
      resolve(data.texts);
    };
    const { width, height, data } = image;
    reader.postMessage({ width, height, pixels: data.buffer }, [data.buffer]);
  });
}

function pixels(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height, 1));
  const canvas = (pixels.canvas ??= document.createElement("canvas"));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function wipeCanvas() {
  if (pixels.canvas) pixels.canvas.width = pixels.canvas.height = 0;
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
  #wanted = null;

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
  // sentences. Returns what `take` returns for it; if `take` throws, shows the error and asks
  // again. Throws WentBack if the person goes back.
  bring(wanted) {
    return new Promise((resolve, reject) => {
      this.#wanted = { ...wanted, resolve, reject };
      this.back();
    });
  }

  get isWanted() {
    return this.#wanted !== null;
  }

  // Goes back to the screen that asks for the key.
  back() {
    stopCamera();
    byId("pasted").value = "";
    problem("");
    setText("bring-heading", this.#wanted.heading);
    setText("bring-why", this.#wanted.why);
    show("bring");
  }

  // Cancels the request for a key.
  leave() {
    const { reject } = this.#wanted ?? {};
    this.#wanted = null;
    stopCamera();
    reject?.(new WentBack("went back"));
  }

  async scan() {
    show("scan");
    problem("");
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
      problem(text(`phone-camera-${known[error?.name] ?? "busy"}`));
      return;
    }
    if (document.body.dataset.scene !== "scan" || !byId("cover").hidden) {
      for (const track of mine.getTracks()) track.stop();
      return;
    }
    stopCamera();
    stream = mine;
    video.srcObject = mine;
    await video.play().catch(() => {});
    while (stream === mine) {
      if (video.videoWidth) {
        const found = await codes(pixels(video, video.videoWidth, video.videoHeight, LONGEST));
        if (stream !== mine) return wipe(found);
        if (found.length === 1) {
          if (await this.#handle(found[0])) return;
        } else if (found.length > 1) {
          wipe(found);
          problem(text("phone-several-codes"));
        }
      }
      await new Promise((next) => setTimeout(next, FRAME_PAUSE));
    }
  }

  async file(file) {
    problem("");
    let picture;
    try {
      picture = await createImageBitmap(file);
    } catch {
      // Not a picture, or in a format that this browser can't decode.
      const bytes = file.size <= MAX_FILE_BYTES && (await file.arrayBuffer().catch(() => null));
      if (bytes) await this.#handle(new Uint8Array(bytes));
      else problem(text("phone-no-code"));
      return;
    }
    for (const longest of PHOTO) {
      const found = await codes(pixels(picture, picture.width, picture.height, longest));
      if (found.length === 0) continue;
      picture.close();
      wipeCanvas();
      closeReader();
      if (found.length === 1) return void (await this.#handle(found[0]));
      wipe(found);
      return problem(text("phone-several-codes"));
    }
    picture.close();
    wipeCanvas();
    closeReader();
    problem(text("phone-no-code"));
  }

  async paste() {
    const bytes = new TextEncoder().encode(byId("pasted").value);
    if (await this.#handle(bytes)) byId("pasted").value = "";
  }

  // Cancels the question, and wipes what was read.
  stop() {
    stopCamera();
    byId("pasted").value = "";
    this.#wanted = null;
    cancel();
    this.#store.phone?.dropQuestion();
  }

  // Passes the input to the core. Returns true if that led to another screen.
  async #handle(bytes) {
    if (!this.#store.phone) return false;
    if (this.#wanted) return this.#takeKey(bytes);
    let said;
    try {
      said = JSON.parse(this.#store.phone.read(bytes, now(), timezoneOffset()));
    } catch (error) {
      problem(error);
      return false;
    } finally {
      // Sealed input is needed again, to open it.
      if (said?.kind !== "backup" && said?.kind !== "words") bytes.fill(0);
    }
    if (said.kind === "say") {
      problem(text(said.id));
      return false;
    }
    stopCamera();
    problem("");
    const asked = said.kind === "backup" ? this.#restore(bytes) : this.#ask(said, bytes);
    asked.catch(async (error) => {
      // The phone has locked since.
      if (!this.#store.phone) return;
      if (error instanceof WentBack) return this.#leave();
      const id = reason(error);
      if (id) await this.#store.reset().catch(() => {});
      this.stop();
      this.#home("");
      problem(id ? text(id) : error);
    });
    return true;
  }

  #takeKey(bytes) {
    const { take, resolve } = this.#wanted;
    try {
      const taken = take(bytes);
      this.#wanted = null;
      resolve(taken);
    } catch (error) {
      problem(error);
      return false;
    } finally {
      bytes.fill(0);
    }
    stopCamera();
    problem("");
    return true;
  }

  async #ask(said, bytes) {
    while (said.kind === "words") {
      const typed = await ask({ heading: "phone-invitation-heading", question: text("phone-invitation-why"), input: text("phone-six-words") });
      problem("");
      try {
        const opened = await openMessage(bytes, typed);
        if (opened) said = JSON.parse(this.#store.phone.readInvitation(opened, typed, now()));
        else problem(text("six-words-wrong"));
      } catch (error) {
        problem(error);
      }
    }
    while (said.kind === "name") {
      const name = await ask({ heading: "phone-name-heading", question: said.question, input: text("phone-name-label") });
      try {
        said = JSON.parse(this.#store.phone.answerName(name));
        problem("");
      } catch (error) {
        problem(error);
      }
    }
    if (said.kind === "known") return this.#home(said.text);
    if (said.kind === "message") {
      showContext(said);
      if (!(await ask({ heading: "phone-message-heading", question: said.question, yes: text("phone-message-take"), no: text("answer-no") }))) {
        this.#leave();
        return problem(text("phone-message-not-taken"));
      }
      return this.#done(await this.#store.change((phone) => phone.takeMessage(now())));
    }
    showContext({ ...said, words: said.words?.map(({ word }) => word) });
    const [heading, yes] = WORDING[said.kind];
    if (!(await ask({ heading, question: said.question, yes: text(yes) }))) {
      this.#leave();
      if (said.kind !== "sheet") problem(text(said.kind === "join" ? "phone-not-joined" : "phone-not-followed"));
      return undefined;
    }
    if (said.kind === "sheet") {
      return this.#done(await this.#store.change((phone) => phone.takeSheet()));
    }
    if (said.kind === "join") {
      return this.#done(await this.#store.change((phone) => phone.join(now())));
    }
    let number;
    if (said.number) {
      const typed = await ask({ heading: "phone-number-heading", question: said.number, input: text("phone-number-label") });
      number = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : undefined;
    }
    let lost = "nothing";
    const unsure = { yes: text("phone-yes-or-unsure"), hidesContext: true };
    if (await ask({ heading: "phone-lost-heading", question: said.lost, ...unsure })) {
      lost = "something";
      if (said.sheets && (await ask({ heading: "phone-sheets-heading", question: said.sheets, ...unsure }))) lost = "sheet-keys";
    }
    return this.#done(await this.#store.change((phone) => phone.follow(lost, number, now())));
  }

  #leave() {
    this.stop();
    this.#home("");
  }

  #done(sentence) {
    // Best effort: the browser may refuse.
    navigator.storage?.persist?.();
    this.#home(sentence);
  }
}
