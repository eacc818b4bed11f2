// Installing the page on the Home Screen, in the Dock or as an app, and what the browser
// promises to keep.
import { byId, setText, showScene, text } from "./draw.js";

// Browsers on iPhones, and Safari on a Mac, delete a page's data after a week without a
// visit. On the Home Screen or in the Dock, the page has storage of its own, which starts
// empty.
export const mustInstall = () =>
  navigator.standalone === false && !matchMedia("(display-mode: standalone)").matches;

// An iPad calls itself a Mac, but no Mac has a touchscreen.
const isMac = () => navigator.maxTouchPoints === 0;

// The built-in browser of another app: unlike all other iPhone browsers, it doesn't name Safari.
const isInApp = () => !navigator.userAgent.includes("Safari/");

// Shows how to install the page.
export function demandInstall() {
  const way = isMac() ? "dock" : isInApp() ? "in-app" : "home-screen";
  for (const id of ["home-screen", "dock", "in-app"]) byId(id).hidden = id !== way;
  const place = way === "dock" ? "dock" : "home-screen";
  setText("install-first", text(`phone-${place}-heading`));
  setText("install-first-why", text(`phone-${place}-why`));
  setText("address", location.origin);
  showScene("install-first");
}

// Chromium's install prompt, while it can still be shown.
let installPrompt = null;

function offer(event) {
  event?.preventDefault();
  installPrompt = event;
  for (const button of document.querySelectorAll("[data-act=install]")) button.hidden = !installPrompt;
}

addEventListener("beforeinstallprompt", offer);
addEventListener("appinstalled", () => {
  offer(null);
  // Browsers promise an installed app more.
  askToKeep();
});

export function install() {
  const prompt = installPrompt;
  offer(null);
  prompt?.prompt().catch(() => {});
}

// Firefox asks the person. Other browsers decide by themselves.
const browserAsks = () => navigator.userAgent.includes("Firefox/");

// Returns the browser's storage promise (`week`, `kept` or `short`), after requesting more if
// that opens no prompt; and whether the page opens without a network.
export async function storageState() {
  let isKept = (await navigator.storage?.persisted?.()) ?? false;
  if (!isKept && !browserAsks()) isKept = (await navigator.storage?.persist?.()) ?? false;
  const worker = await navigator.serviceWorker?.getRegistration();
  return { retention: mustInstall() ? "week" : isKept ? "kept" : "short", isKept, opensOffline: Boolean(worker?.active) };
}

// Shows what the browser promises.
export async function drawStorage() {
  const { retention, isKept, opensOffline } = await storageState();
  setText("keep-storage", text(`phone-storage-${retention}`));
  document.querySelector("[data-act=ask-to-keep]").hidden = isKept || !browserAsks();
  setText("keep-offline", text(opensOffline ? "phone-offline-opens" : "phone-offline-not"));
}

export async function askToKeep() {
  await navigator.storage?.persist?.();
  await drawStorage();
}
