// Passphrases: choosing one, and sealing and opening with it.
import { drawWords } from "./ringtrue_phone.js";
import { ask, showContext } from "./ask.js";
import { showProblem, showScene, text } from "./draw.js";
import { trusted } from "./policy.js";

// A passphrase is called weak if it is shorter, or has fewer different characters. NIST
// SP 800-63B-4 requires 15 if a password is the only factor (section 3.1.1.2).
const MIN_LENGTH = 15;
const MIN_DISTINCT = 8;
const TIMEOUT = 60_000; // milliseconds after which a worker counts as broken

const utf8 = (typed) => new TextEncoder().encode(typed);

// Normalises six words as typed: lower case, single spaces.
const normalised = (typed) => typed.trim().toLowerCase().split(/[\s,]+/).join(" ");

const isWeak = (typed) => [...typed].length < MIN_LENGTH || new Set(typed).size < MIN_DISTINCT;

let worker = null;

// Ends the worker and frees its memory. A task in progress fails after `TIMEOUT`.
export function endWorker() {
  worker?.terminate();
  worker = null;
}

// Runs one task in a worker of its own, and ends the worker.
function runInWorker(task) {
  showScene("busy");
  endWorker();
  worker = new Worker(trusted.createScriptURL("seal-worker.js"), { type: "module" });
  let late;
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(new Error(error ?? text("phone-seal-failed")));
    late = setTimeout(fail, TIMEOUT, null);
    worker.onmessage = ({ data: { made, error } }) => (made === undefined ? fail(error) : resolve(made));
    worker.onerror = () => fail();
    worker.postMessage(task);
    for (const passphrase of task.passphrases) passphrase.fill(0);
  }).finally(() => {
    clearTimeout(late);
    endWorker();
  });
}

export const seal = (bytes, passphrase) => runInWorker({ act: "seal", bytes, passphrases: [utf8(passphrase)] });

// Returns null if the passphrase is wrong.
export function unseal(bytes, typed) {
  const passphrases = [...new Set([typed, typed.trim(), normalised(typed)])].map(utf8);
  return runInWorker({ act: "unseal", bytes, passphrases });
}

// Opens an invitation with six words. Returns null if they are not its words.
export const openInvitation = (bytes, typed) => runInWorker({ act: "openInvitation", bytes, passphrases: [utf8(typed)] });

// Seals an invitation to six words.
export const sealInvitation = (bytes, words) => runInWorker({ act: "sealInvitation", bytes, passphrases: [utf8(words)] });

// Asks for a passphrase, then takes the words off the page.
export const choosePassphrase = (why) => askPassphrase(why).finally(() => showContext({}));

// Returns the passphrase that a person chose: six words drawn for them, or their own, with
// one warning if it is weak. `why` says what it is for. Throws WentBack if they go back.
async function askPassphrase(why) {
  const words = drawWords();
  let isWarned = false;
  for (;;) {
    showContext({ words: words.split(" ") });
    const isDrawn = await ask({
      heading: "phone-words-heading",
      question: why,
      yes: text("phone-words-written"),
      no: text("phone-words-own"),
      canLeave: true,
    });
    showProblem("");
    if (isDrawn) {
      const typed = await ask({ heading: "phone-words-again", input: text("phone-six-words"), isSecret: true });
      if (normalised(typed) === words) return words;
      showProblem(text("words-wrong"));
      continue;
    }
    const own = { heading: "phone-own-heading", input: text("phone-passphrase"), isSecret: true };
    // Nobody sees a space at the end.
    const typed = (await ask({ ...own, question: text("phone-own-why") })).trim();
    if (isWeak(typed) && !isWarned) {
      isWarned = true;
      showProblem(text("passphrase-weak"));
    } else if (typed && typed === (await ask({ ...own, question: text("phone-own-again") })).trim()) {
      return typed;
    } else {
      showProblem(text("passphrases-differ"));
    }
  }
}
