// Actions that may fail, or that the person may abandon.
import { showContext, WentBack } from "./ask.js";
import { showProblem, text } from "./draw.js";
import { storageProblem } from "./store.js";

// Runs `act`. If it fails, or the person goes back, shows the screen that `back` draws with the
// reason, and returns false.
export async function attempt(store, act, back) {
  showProblem("");
  try {
    return await act();
  } catch (error) {
    const id = storageProblem(error);
    await store.discard();
    if (!store.phone) return false;
    back();
    if (error instanceof WentBack) showProblem("");
    else showProblem(id ? text(id) : error);
    return false;
  } finally {
    showContext({});
  }
}
