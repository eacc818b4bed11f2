// Passphrases: how one is chosen, and what it seals and opens.
import { drawWords } from "./ringtrue_phone.js";
import { about, ask } from "./ask.js";
import { problem, show, text } from "./draw.js";
import { scripts } from "./policy.js";

// Shorter ones are called weak: NIST SP 800-63B-4 asks for so many letters where nothing
// else protects (section 3.1.1.2).
const LONG = 15;

const utf8 = (typed) => new TextEncoder().encode(typed);

// As six words are written, however they were typed.
const folded = (typed) => typed.trim().toLowerCase().split(/[\s,]+/).join(" ");

// Runs one task in a worker, and ends it with all that its memory holds.
function work(task) {
  show("busy");
  const worker = new Worker(scripts.createScriptURL("seal-worker.js"), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: { made, error } }) => (error ? reject(new Error(error)) : resolve(made));
    worker.onerror = () => reject(new Error(text("phone-seal-failed")));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}

export const sealed = (bytes, passphrase) => work({ bytes, passphrases: [utf8(passphrase)], isSealing: true });

// Returns null if that is not the passphrase.
export function unsealed(bytes, typed) {
  const passphrases = [...new Set([typed, folded(typed)])].map(utf8);
  return work({ bytes, passphrases, isSealing: false });
}

// Has a person choose a passphrase: six words drawn for them, or one of their own, which
// is called weak once if it is. `why` says what it is for. Throws Left if they go back.
export async function choose(why) {
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
    const typed = await ask({ ...own, question: text("phone-own-why") });
    if ([...typed].length < LONG && !isWarned) {
      isWarned = true;
      problem(text("passphrase-weak"));
    } else if (typed && typed === (await ask({ ...own, question: text("phone-own-again") }))) {
      return typed;
    } else {
      problem(text("passphrases-differ"));
    }
  }
}
