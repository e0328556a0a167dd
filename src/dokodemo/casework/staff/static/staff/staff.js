// What a page cannot do without a script: ask the browser for a passkey (its answer goes into the form), and print.
(() => {
  "use strict";
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const listed = (all) => (all || []).map((each) => ({ ...each, id: bytes(each.id) }));

  function asked(options, kind) {
    const asking = { ...options, challenge: bytes(options.challenge) };
    if (kind === "create") {
      asking.user = { ...options.user, id: bytes(options.user.id) };
      asking.excludeCredentials = listed(options.excludeCredentials);
    } else {
      asking.allowCredentials = listed(options.allowCredentials);
    }
    return asking;
  }

  function told(credential) {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const kind = form.dataset.passkey;
    if (!window.PublicKeyCredential) {
      form.querySelector("[data-without]").hidden = false;
      form.querySelector("button").disabled = true;
      continue;
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-failed]");
      failed.hidden = true;
      try {
        const publicKey = asked(JSON.parse(form.dataset.options), kind);
        form.elements.passkey.value = told(await navigator.credentials[kind]({ publicKey }));
      } catch {
        failed.hidden = false; // put away by the person, too late, or none that fits
        return;
      }
      form.submit();
    });
  }
})();
