// Has the browser keep the page that is shown without a connection; after everything that this page needs.
"use strict";
if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "all" }).catch(() => {}));
}
