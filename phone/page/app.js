// The entry point: starts the page, handles its events, and draws the first screen.
import init, * as core from "./ringtrue_phone.js";
import { goBack, pick, reply, resumeQuestions, reveal, showContext, suspendQuestions } from "./ask.js";
import { Call } from "./call.js";
import { Cover } from "./cover.js";
import { Device } from "./device.js";
import { byId, isCalling, isCovered, loadTexts, now, setText, showProblem, showScene, text, toSentences } from "./draw.js";
import { Family } from "./family.js";
import { Gestures } from "./gestures.js";
import { askToKeep, demandInstall, install, mustInstall } from "./install.js";
import { Join, stopCamera } from "./join.js";
import { Lock } from "./lock.js";
import { Make } from "./make.js";
import { Pages } from "./pages.js";
import { endWorker } from "./passphrase.js";
import { Practice } from "./practice.js";
import { clearPaper } from "./print.js";
import { Rotate } from "./rotate.js";
import { SafetyScreen } from "./safety.js";
import { Shared } from "./shared.js";
import { Damaged, DROPPED, isFull, storageProblem, Store, WIPED } from "./store.js";
import { Update } from "./update.js";

const TICK = 250; // milliseconds between ticks
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
let cover;
let gestures;

const groups = () => JSON.parse(store.phone.groups());

function refuse(id, heading = "phone-install-heading") {
  setText("install-heading", text(heading));
  setText("install-why", text(id));
  showScene("install");
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
    showStart();
    return void shared.look();
  }
  store.phone.leaveDrill();
  store.phone.startOver();
  showContext({});
  setText("done", toSentences(done));
  safety.remind();
  byId("unsafe").hidden = !mustInstall();
  if (store.isDeleted) showProblem(text("phone-deleted"));
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
  showScene("who-called");
  call.draw();
  shared.look();
}

// Goes to the screen of the family, if there still is one.
const toFamily = (done) => (groups().length > 0 ? family.draw(done) : home(done));

function showAdd() {
  join.stop();
  showProblem("");
  showStart();
}

// Shows the screen that takes a code: for the first group, or for another one.
function showStart() {
  const isFirst = groups().length === 0;
  setText("start-heading", text(isFirst ? "phone-start-heading" : "phone-add-heading"));
  byId("start-lead").hidden = byId("mark").hidden = !isFirst;
  byId("start-more").hidden = !isFirst;
  byId("start-back").hidden = isFirst;
  showScene("start");
}

async function forgetGroup() {
  byId("sure").close();
  const { name } = groups().find(({ front }) => front);
  try {
    await store.change((phone) => phone.forget(name));
  } catch (error) {
    const id = storageProblem(error);
    showProblem(id ? text(id) : error);
    await store.discard();
  }
  byId("more").open = false;
  home("");
  showScene(document.body.dataset.scene, true);
}

// The buttons' actions, by `data-act`.
const acts = {
  scan: () => join.scan(),
  file: () => byId("file").click(),
  paste: () => {
    stopCamera();
    showProblem("");
    setText("paste-heading", text(join.wantsKey ? "phone-paste-key" : "phone-paste-heading"));
    setText("paste-label", text(join.wantsKey ? "phone-paste-key-label" : "phone-paste-label"));
    showScene("paste");
    byId("pasted").focus();
  },
  back: () => (join.wantsKey ? join.showKeyRequest() : showAdd()),
  "leave-bring": () => join.cancelKeyRequest(),
  add: showAdd,
  leave: goBack,
  home: () => {
    showProblem("");
    home("");
  },
  keep: () => {
    showProblem("");
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
  uncover: () => cover.uncover(),
  "use-update": () => update.use(),
  "update-later": () => {
    update.postpone();
    showScene("who-called", true);
  },
  forget: () => {
    const { name } = groups().find(({ front }) => front);
    setText("sure-question", store.phone.askForget(name));
    byId("sure").showModal();
  },
  "forget-yes": forgetGroup,
  "forget-no": () => byId("sure").close(),
};

function onClick({ target }) {
  const { act, place, option, group, member, lock: chosen } = target.closest("button")?.dataset ?? {};
  if (place !== undefined) call.choose(Number(place));
  else if (option !== undefined) pick(Number(option));
  else if (member !== undefined) family.showMember(member);
  else if (group !== undefined) {
    store.phone.select(group);
    home("");
    showScene("who-called", true);
  } else if (chosen !== undefined) lock.set(chosen);
  else if (act) acts[act]?.();
}

// Draws again what the cover took off the page.
function uncovered() {
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

// Wipes the phone from memory, and the questions from the page.
function closePhone() {
  join.stop();
  endWorker();
  lock.stop();
  suspendQuestions();
  clearPaper();
  store.lockUp();
  cover.lift();
}

function lockPage() {
  closePhone();
  unlock();
}

// Finishes deleting everything, which this page or another began: clears the page, and deletes
// its files.
async function finishWipe() {
  closePhone();
  gestures.hideCode();
  call.clear();
  // Clear what was written into the page, but not its own markup.
  for (const place of document.querySelectorAll(":is(header, section) [id]:not([data-text])")) {
    if (!place.querySelector("[id], [data-text], [data-act]")) place.replaceChildren();
  }
  byId("head").hidden = true;
  showProblem("");
  refuse("phone-wiped", "phone-wiped-heading");
  if (!(await update.deleteFiles())) refuse("phone-wiped-partly", "phone-wiped-heading");
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
  enter();
}

function tick() {
  if (cover.mustLock) lockPage();
  // A restart would end the duress.
  if (!call.isUnderDuress) update.restart();
  if (isCovered()) return;
  if (cover.isIdle) cover.show();
  else if (gestures.isHolding) gestures.drawCode();
  else call.draw();
}

function listen() {
  document.addEventListener("click", onClick);
  cover.listen();
  byId("confirm-form").addEventListener("submit", (event) => {
    event.preventDefault();
    reply(true);
  });
  byId("confirm-form").addEventListener("keydown", (event) => {
    // A key that is held down answers once.
    if (event.key === "Enter" && event.repeat) event.preventDefault();
  });
  new BroadcastChannel("ringtrue").onmessage = ({ data }) => (data === WIPED ? finishWipe() : refresh());
  // After a trap the core can't be used again.
  const trapped = (error) => {
    if (!(error instanceof WebAssembly.RuntimeError)) return;
    cover.show();
    if (performance.now() > TRAPPED) location.reload();
  };
  addEventListener("error", ({ error }) => trapped(error));
  addEventListener("unhandledrejection", ({ reason }) => trapped(reason));
  gestures.listen();
  setInterval(tick, TICK);
}

async function startPage() {
  // start.js reports why the page can't start, here and if anything below fails.
  if (document.documentElement.dataset.broken) return;
  await init();
  loadTexts(core);
  const why = obstacle();
  if (why) return refuse(why);
  update = new Update();
  safety = new SafetyScreen(store, home);
  join = new Join(store, home, (bytes) => safety.restore(bytes));
  lock = new Lock(store, safety);
  const make = new Make(store, home, toFamily);
  const pages = new Pages(store, toFamily);
  const rotate = new Rotate(store, make, toFamily);
  family = new Family(store, (request) => join.askForKey(request));
  family.drawKey = () => rotate.draw();
  const run = (act) => acts[act]();
  const device = new Device(store, { back: toFamily, toSafety: (done) => safety.draw(done), run, wiped: finishWipe });
  shared = new Shared(join);
  Object.assign(acts, family.acts, device.acts, make.acts, pages.acts, rotate.acts, shared.acts);
  call = new Call(store, core);
  gestures = new Gestures(store, call);
  cover = new Cover(store, { call, gestures, lock: lockPage, uncovered });
  practice = new Practice(store, call, () => home(""));
  Object.assign(acts, practice.acts);
  let isDamaged = false;
  try {
    await store.open();
  } catch (error) {
    if (!(error instanceof Damaged)) return refuse(isFull(error) ? "phone-full" : "phone-install-storage");
    isDamaged = true;
  }
  listen();
  if (isDamaged) await lock.damaged();
  if (store.phone) enter();
  else unlock();
}

async function enter() {
  try {
    await store.change((phone) => phone.expire(now()));
  } catch {
    // What has expired is not accepted, even if it could not be removed.
  }
  home("");
  if (location.hash !== DROPPED) return;
  history.replaceState(null, "", location.pathname + location.search);
  showProblem(text("phone-not-saved"));
}

startPage();
