// Says why the page can't start. This is no module, and it uses nothing newer than
// ES5, so that it runs where the rest of the page doesn't.
(function () {
  // The newest parts of browsers that the page uses: Chrome 103, Firefox 112, Safari 16.
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
    // From then on the page says what is wrong by itself.
    if (!document.body || !document.body.hasAttribute("data-scene")) say(missing() || "lost");
  }

  if (missing()) {
    say(missing());
  } else {
    // A file that doesn't arrive is reported to its element only, on its way down.
    addEventListener("error", function (event) {
      if (!(event.target instanceof HTMLImageElement)) failed();
    }, true);
    addEventListener("unhandledrejection", failed);
  }
})();
