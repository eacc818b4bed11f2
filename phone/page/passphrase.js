// Passphrases: how one is chosen, and what it seals and opens.
import { drawWords } from "./ringtrue_phone.js";
import { about, ask } from "./ask.js";
import { problem, show, text } from "./draw.js";
import { scripts } from "./policy.js";

// Shorter ones are called weak, as are those of few different letters. NIST SP 800-63B-4
// asks for so many where a password is all that protects (section 3.1.1.2).
const LONG = 15;
const DIFFERENT = 8;
const LATE = 60_000; // milliseconds after which a worker counts as broken

const utf8 = (typed) => new TextEncoder().encode(typed);

// As six words are written, however they were typed.
const folded = (typed) => typed.trim().toLowerCase().split(/[\s,]+/).join(" ");

const isWeak = (typed) => [...typed].length < LONG || new Set(typed).size < DIFFERENT;

let worker = null;

// Ends the worker, with all that its memory holds. Nobody gets an answer then.
export function end() {
  worker?.terminate();
  worker = null;
}

// Runs one task in a worker that ends.
function work(task) {
  show("busy");
  end();
  worker = new Worker(scripts.createScriptURL("seal-worker.js"), { type: "module" });
  let late;
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(new Error(error ?? text("phone-seal-failed")));
    late = setTimeout(fail, LATE, null);
    worker.onmessage = ({ data: { made, error } }) => (made === undefined ? fail(error) : resolve(made));
    worker.onerror = () => fail();
    worker.postMessage(task);
    for (const passphrase of task.passphrases) passphrase.fill(0);
  }).finally(() => {
    clearTimeout(late);
    end();
  });
}

export const sealed = (bytes, passphrase) => work({ bytes, passphrases: [utf8(passphrase)], isSealing: true });

// Returns null if that is not the passphrase.
export function unsealed(bytes, typed) {
  const passphrases = [...new Set([typed, typed.trim(), folded(typed)])].map(utf8);
  return work({ bytes, passphrases, isSealing: false });
}

// Has a person choose a passphrase, as below, and takes the words off the page.
export const choose = (why) => chosen(why).finally(() => about({}));

// A passphrase: six words drawn for them, or one of their own, which
// is called weak once if it is. `why` says what it is for. Throws Left if they go back.
async function chosen(why) {
  const words = drawWords();
  let isWarned = false;
  for (;;) {
    about({ words: words.split(" ") });
    const isDrawn = await ask({
      heading: "phone-words-heading",
      question: why,
      yes: text("phone-words-written"),
      no: text("phone-words-own"),
      canLeave: true,
    });
    problem("");
    if (isDrawn) {
      const typed = await ask({ heading: "phone-words-again", input: text("phone-six-words"), isSecret: true });
      if (folded(typed) === words) return words;
      problem(text("words-wrong"));
      continue;
    }
    const own = { heading: "phone-own-heading", input: text("phone-passphrase"), isSecret: true };
    // A space at the end is nothing that a person sees.
    const typed = (await ask({ ...own, question: text("phone-own-why") })).trim();
    if (isWeak(typed) && !isWarned) {
      isWarned = true;
      problem(text("passphrase-weak"));
    } else if (typed && typed === (await ask({ ...own, question: text("phone-own-again") })).trim()) {
      return typed;
    } else {
      problem(text("passphrases-differ"));
    }
  }
}
