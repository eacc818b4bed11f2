// Practice: a call in which the phone plays the other side. The call is drawn like any other.
import { byId, now, setText, showProblem, text, timezoneOffset } from "./draw.js";

export class Practice {
  #store;
  #call;
  #home;

  // `home` leaves the drill.
  constructor(store, call, home) {
    this.#store = store;
    this.#call = call;
    this.#home = home;
  }

  acts = {
    practise: () => {
      showProblem("");
      this.#phone.practise(now(), timezoneOffset());
      this.#call.clear();
      this.#call.open();
    },
    "begin-drill": () => this.#run(() => this.#phone.beginDrill()),
    "let-repeat": () => this.#run(() => this.#phone.letRepeat()),
    speak: () => this.#run(() => this.#end((phone) => phone.speak(now()))),
    "hang-up": () => this.#run(() => this.#end((phone) => phone.hangUp(now()))),
    "leave-drill": () => this.#home(),
  };

  // True during a drill.
  get isOn() {
    return "practice" in document.body.dataset;
  }

  get #phone() {
    return this.#store.phone;
  }

  async #run(act) {
    showProblem("");
    await act();
    this.#call.draw();
  }

  // A drill is worthwhile even if it can't be recorded.
  async #end(act) {
    if (!act(this.#phone)) return;
    await this.#store.save().catch(() => showProblem(text("phone-practice-not-noted")));
  }
}

// Draws what the other side says, or the screen before or after the call.
export function drawPractice({ scene, practice, story, own, heading, lesson }) {
  document.body.toggleAttribute("data-practice", Boolean(practice || story || lesson));
  byId("partner").hidden = !practice;
  setText("says", practice);
  setText("story", story);
  if (scene === "practice") setText("begin-drill", text(own === "caller" ? "phone-practice-call" : "phone-practice-answer"));
  setText("practice-heading", heading);
  setText("lesson", lesson);
}
