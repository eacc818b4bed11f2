// Says why the page can't start. A classic script in ES5, so that it runs in browsers that
// can't run the rest of the page.
(function () {
  // Tests for the newest features that can be tested for: Chrome 103, Firefox 112, Safari 16.
  // Firefox needs 114, for module workers.
  function missing() {
    if (!self.WebAssembly) return "lockdown";
    var has = self.AbortSignal && AbortSignal.timeout && self.BroadcastChannel && self.HTMLDialogElement;
    return has && self.indexedDB && "inert" in HTMLElement.prototype ? null : "old";
  }

  function say(why) {
    document.documentElement.setAttribute("data-broken", why);
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", show);
    } else {
      show();
    }
  }

  function show() {
    document.getElementById("broken-any").hidden = true;
    document.getElementById("broken-" + document.documentElement.getAttribute("data-broken")).hidden = false;
  }

  function failed() {
    // Once a scene is shown, the page reports errors itself.
    if (!document.body || !document.body.hasAttribute("data-scene")) say(missing() || "lost");
  }

  if (missing()) {
    say(missing());
  } else {
    // A file that fails to load fires `error` at its element only: capture it.
    addEventListener("error", function (event) {
      if (!(event.target instanceof HTMLImageElement)) failed();
    }, true);
    addEventListener("unhandledrejection", failed);
  }
})();
