// The entry point: how the page starts, its first screen, and its cover.
import init, * as core from "./ringtrue_phone.js";
import { conceal, leave, pick, redraw, reply, resumeQuestions, reveal, showContext, suspendQuestions } from "./ask.js";
import { Call } from "./call.js";
import { byId, isCalling, loadTexts, now, problem, sentence, setText, show, text } from "./draw.js";
import { Device } from "./device.js";
import { Family } from "./family.js";
import { askToKeep, demandInstall, install, mustInstall } from "./install.js";
import { Join, stopCamera } from "./join.js";
import { SafetyScreen } from "./keep.js";
import { Lock } from "./lock.js";
import { Make } from "./make.js";
import { Pages } from "./pages.js";
import { end as endWorker } from "./passphrase.js";
import { Practice } from "./practice.js";
import { takeOff } from "./print.js";
import { Rotate } from "./rotate.js";
import { Shared } from "./shared.js";
import { Damaged, isFull, reason, Store, WIPED } from "./store.js";
import { Update } from "./update.js";

const TICK = 250; // milliseconds between ticks
const PRESS = 1000; // milliseconds to hold the group's name down
const TRAPPED = 5000; // milliseconds; a page that traps sooner would trap again after a reload

const store = new Store(core);
let join;
let safety;
let lock;
let family;
let practice;
let call;
let update;
let shared;
// Time of the last touch, by two clocks: one stops while the phone sleeps, the other can
// be set back.
let touched = [0, 0];
// Time at which the page was covered, by the same clocks.
let covered = [0, 0];
// The element that had the focus before the page was covered.
let focused = null;

const groups = () => JSON.parse(store.phone.groups());
const clocks = () => [performance.now(), Date.now()];
const since = (then) => Math.max(...clocks().map((time, at) => time - then[at]));
const idle = () => since(touched);
const touch = () => {
  touched = clocks();
};

function refuse(id, heading = "phone-install-heading") {
  setText("install-heading", text(heading));
  setText("install-why", text(id));
  show("install");
}

// Returns why this address must not enrol anything, or null.
function obstacle() {
  if (!isSecureContext) return "phone-install-insecure";
  if (top !== self || location.pathname.replace(/index\.html$/, "") !== "/") return "phone-install-address";
  return null;
}

function home(done) {
  if (!store.phone) return;
  const all = groups();
  byId("head").hidden = all.length === 0;
  if (all.length === 0) {
    if (mustInstall()) return demandInstall();
    start();
    return void shared.look();
  }
  store.phone.leaveDrill();
  store.phone.startOver();
  showContext({});
  setText("done", done && sentence(done));
  safety.remind();
  byId("unsafe").hidden = !mustInstall();
  if (store.isDeleted) problem(text("phone-deleted"));
  byId("groups").hidden = all.length === 1;
  byId("groups").replaceChildren(
    ...all.map(({ name, entry, front }) => {
      const button = document.createElement("button");
      button.dataset.group = name;
      button.setAttribute("aria-pressed", String(front));
      button.dir = "auto";
      button.textContent = entry;
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  call.clear();
  show("who-called");
  call.draw();
  shared.look();
}

// Goes to the screen of the family, if there still is one.
const toFamily = (done) => (groups().length > 0 ? family.draw(done) : home(done));

function add() {
  join.stop();
  problem("");
  start();
}

// Shows the screen that takes a code: for the first group, or for another one.
function start() {
  const isFirst = groups().length === 0;
  setText("start-heading", text(isFirst ? "phone-start-heading" : "phone-add-heading"));
  byId("start-lead").hidden = byId("mark").hidden = !isFirst;
  byId("start-more").hidden = !isFirst;
  byId("start-back").hidden = isFirst;
  show("start");
}

async function forget() {
  byId("sure").close();
  const { name } = groups().find(({ front }) => front);
  try {
    await store.change((phone) => phone.forget(name));
  } catch (error) {
    const id = reason(error);
    problem(id ? text(id) : error);
    await store.reset().catch(() => {});
  }
  byId("more").open = false;
  home("");
  show(document.body.dataset.scene, true);
}

// The buttons' actions, by `data-act`.
const acts = {
  scan: () => join.scan(),
  file: () => byId("file").click(),
  paste: () => {
    stopCamera();
    problem("");
    setText("paste-heading", text(join.isWanted ? "phone-paste-key" : "phone-paste-heading"));
    setText("paste-label", text(join.isWanted ? "phone-paste-key-label" : "phone-paste-label"));
    show("paste");
    byId("pasted").focus();
  },
  back: () => (join.isWanted ? join.back() : add()),
  "leave-bring": () => join.leave(),
  add,
  leave,
  home: () => {
    problem("");
    home("");
  },
  keep: () => {
    problem("");
    safety.draw();
  },
  backup: () => safety.backup(),
  restore: () => byId("file").click(),
  lock: () => lock.draw(),
  install,
  "ask-to-keep": askToKeep,
  reveal: () => reveal(),
  no: () => reply(false),
  "they-called": () => call.begin("answerer"),
  "i-called": () => call.begin("caller"),
  "start-over": () => {
    call.startOver();
    if (!practice.isOn) home("");
  },
  again: () => call.askAgain(),
  "day-yes": () => call.answerDay(true),
  "day-no": () => call.answerDay(false),
  letters: () => call.toggleKeyboard(),
  uncover,
  "use-update": () => update.use(),
  "update-later": () => {
    update.later();
    show("who-called", true);
  },
  forget: () => {
    const { name } = groups().find(({ front }) => front);
    setText("sure-question", store.phone.askForget(name));
    byId("sure").showModal();
  },
  "forget-yes": forget,
  "forget-no": () => byId("sure").close(),
};

function clicked({ target }) {
  const { act, place, option, group, member, lock: chosen } = target.closest("button")?.dataset ?? {};
  if (place !== undefined) call.choose(Number(place));
  else if (option !== undefined) pick(Number(option));
  else if (member !== undefined) family.person(member);
  else if (group !== undefined) {
    store.phone.select(group);
    home("");
    show("who-called", true);
  } else if (chosen !== undefined) lock.set(chosen);
  else if (act) acts[act]?.();
}

// Takes everything secret off the page, and covers it.
function cover() {
  if (!byId("cover").hidden) return;
  stopCamera();
  hideCode();
  conceal();
  clearTimeout(pressed);
  call.clear();
  if (byId("sure").open) byId("sure").close();
  if (byId("name").type === "password") byId("name").value = "";
  focused = document.activeElement;
  covered = clocks();
  byId("cover").hidden = false;
  byId("main").inert = true;
  document.querySelector("[data-act=uncover]").focus();
}

function uncover() {
  if (mustLock()) return lockPage();
  byId("cover").hidden = true;
  byId("main").inert = false;
  touch();
  focused?.focus();
  redraw();
  if (document.body.dataset.scene === "scan") join.scan();
  call.draw();
  refresh();
}

// Loads what another page changed, and drops what has expired.
async function refresh() {
  if (!store.phone) return;
  const before = store.phone.groups();
  await store.change((phone) => phone.expire(now())).catch(() => {});
  // A call goes on, unless its group is gone.
  if (!store.phone) return;
  const isHome = ["who-called", before === "[]" && "start"].includes(document.body.dataset.scene);
  const isNew = store.isDeleted || store.phone.groups() !== before;
  if (isNew && (isHome || (isCalling() && groups().length === 0))) home("");
}

let isHolding = false;

function showCode() {
  const { callerSays, caller, answererSays, answerer } = JSON.parse(store.phone.code(now()));
  const half = (says, { digits, word }) => {
    const place = document.createElement("div");
    const label = document.createElement("small");
    label.textContent = says;
    place.append(label, digits, " ", word);
    return place;
  };
  const warning = document.createElement("p");
  warning.textContent = text("phone-show-code-to");
  byId("code").replaceChildren(half(callerSays, caller), half(answererSays, answerer), warning);
  byId("code").hidden = false;
}

function hideCode() {
  isHolding = false;
  byId("code").hidden = true;
  byId("code").replaceChildren();
}

function holdToShow() {
  const button = document.querySelector("[data-act=show-code]");
  const hold = () => {
    isHolding = true;
    showCode();
  };
  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    hold();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) {
    button.addEventListener(end, hideCode);
  }
  button.addEventListener("keydown", (event) => {
    if ((event.key === " " || event.key === "Enter") && !event.repeat) hold();
  });
  button.addEventListener("keyup", hideCode);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}

// Someone under duress holds the group's name down, or presses Ctrl-G as in the terminal.
let pressed = 0;

function listenForDuress() {
  byId("group").addEventListener("pointerdown", () => {
    pressed = setTimeout(() => call.startDuress(), PRESS);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    byId("group").addEventListener(end, () => clearTimeout(pressed));
  }
  byId("group").addEventListener("contextmenu", (event) => event.preventDefault());
  addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key.toLowerCase() === "g") {
      event.preventDefault();
      call.startDuress();
    }
  });
}

// True if the phone has a lock, and was covered for long enough to lock.
const mustLock = () => store.lock !== "none" && store.phone && !byId("cover").hidden && core.locksAfter(since(covered));

// Wipes the phone from memory, and what the page shows of it.
function close() {
  join.stop();
  endWorker();
  lock.stop();
  suspendQuestions();
  takeOff();
  store.lockUp();
  byId("cover").hidden = true;
  byId("main").inert = false;
  touch();
}

function lockPage() {
  close();
  unlock();
}

// Deletes the page's files too, after this page or another deleted everything.
async function wiped() {
  close();
  hideCode();
  call.clear();
  // Clear what was written into the page, but not its own markup.
  for (const place of document.querySelectorAll(":is(header, section) [id]:not([data-text])")) {
    if (!place.querySelector("[id], [data-text], [data-act]")) place.replaceChildren();
  }
  byId("head").hidden = true;
  problem("");
  refuse("phone-wiped", "phone-wiped-heading");
  if (!(await update.remove())) refuse("phone-wiped-partly", "phone-wiped-heading");
}

async function unlock() {
  try {
    await lock.open();
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    // A vault that can't be opened is overwritten only if the person says so.
    await lock.damaged();
  }
  resumeQuestions();
  call.resume();
  begin();
}

function tick() {
  if (mustLock()) lockPage();
  // A restart would end the duress.
  if (!call.isUnderDuress) update.restart();
  if (!byId("cover").hidden) return;
  if (core.isIdle(idle())) cover();
  else if (isHolding) showCode();
  else call.draw();
}

function watch() {
  document.addEventListener("click", clicked);
  for (const event of ["pointerdown", "keydown", "input"]) {
    addEventListener(event, touch, { capture: true, passive: true });
  }
  const back = () => {
    if (!byId("cover").hidden && !document.hidden && !core.isIdle(idle())) uncover();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? cover() : back()));
  addEventListener("pagehide", cover);
  // A phone takes its screenshot for the app switcher before it reports the page as hidden.
  // On a computer, another window may well be in use beside the call. The camera and the
  // file picker take the focus themselves.
  addEventListener("blur", () => {
    const isPhone = matchMedia("(pointer: coarse)").matches;
    const { scene } = document.body.dataset;
    if (isPhone && scene === "scan") byId("stage").classList.add("dark");
    else if (isPhone && (isCalling() || scene === "paste" || scene === "confirm")) cover();
  });
  addEventListener("focus", () => {
    byId("stage").classList.remove("dark");
    back();
  });
  byId("confirm-form").addEventListener("submit", (event) => {
    event.preventDefault();
    reply(true);
  });
  new BroadcastChannel("ringtrue").onmessage = ({ data }) => (data === WIPED ? wiped() : refresh());
  // After a trap the core can't be used again.
  const trapped = (error) => {
    if (!(error instanceof WebAssembly.RuntimeError)) return;
    cover();
    if (performance.now() > TRAPPED) location.reload();
  };
  addEventListener("error", ({ error }) => trapped(error));
  addEventListener("unhandledrejection", ({ reason }) => trapped(reason));
  holdToShow();
  listenForDuress();
  setInterval(tick, TICK);
}

async function open() {
  // start.js reports why the page can't start, here and if anything below fails.
  if (document.documentElement.dataset.broken) return;
  await init();
  loadTexts(core);
  touch();
  const why = obstacle();
  if (why) return refuse(why);
  update = new Update();
  safety = new SafetyScreen(store, home);
  join = new Join(store, home, (bytes) => safety.restore(bytes));
  lock = new Lock(store, safety);
  const make = new Make(store, home, toFamily);
  const pages = new Pages(store, toFamily);
  const rotate = new Rotate(store, make, toFamily);
  family = new Family(store, (wanted) => join.bring(wanted));
  family.drawKey = () => rotate.draw();
  const run = (act) => acts[act]();
  const device = new Device(store, { back: toFamily, toSafety: (done) => safety.draw(done), run, wiped });
  shared = new Shared(join);
  Object.assign(acts, family.acts, device.acts, make.acts, pages.acts, rotate.acts, shared.acts);
  call = new Call(store, core);
  practice = new Practice(store, call, () => home(""));
  Object.assign(acts, practice.acts);
  let isDamaged = false;
  try {
    await store.open();
  } catch (error) {
    if (!(error instanceof Damaged)) return refuse(isFull(error) ? "phone-full" : "phone-install-storage");
    isDamaged = true;
  }
  watch();
  if (isDamaged) await lock.damaged();
  if (store.phone) begin();
  else unlock();
}

async function begin() {
  try {
    await store.change((phone) => phone.expire(now()));
  } catch {
    // What has expired is not accepted, even if it could not be removed.
  }
  home("");
}

open();
