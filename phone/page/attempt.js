// Actions that may fail, or that the person may abandon.
import { showContext, WentBack } from "./ask.js";
import { problem, text } from "./draw.js";
import { reason } from "./store.js";

// Runs `act`. If it fails, or the person goes back, shows the screen that `back` draws with the
// reason, and returns false.
export async function attempt(store, act, back) {
  problem("");
  try {
    return await act();
  } catch (error) {
    const id = reason(error);
    if (id) await store.reset().catch(() => {});
    if (!store.phone) return false;
    back();
    if (error instanceof WentBack) problem("");
    else problem(id ? text(id) : error);
    return false;
  } finally {
    showContext({});
  }
}
