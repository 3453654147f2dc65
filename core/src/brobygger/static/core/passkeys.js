/*
 * Passkeys: asks the site what to sign, lets the browser sign it, and sends the answer with the form. A button with
 * data-passkey="add" or "use" does so; data-options says where to ask. Without this file the form is sent empty, and
 * the site says in words what a passkey needs.
 */
"use strict";

(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

  const known = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

  async function add(options) {
    const publicKey = {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    };
    const made = await navigator.credentials.create({ publicKey });
    return packed(made, { attestationObject: toText(made.response.attestationObject) });
  }

  async function use(options) {
    const publicKey = {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    };
    const used = await navigator.credentials.get({ publicKey });
    const { authenticatorData, signature, userHandle } = used.response;
    return packed(used, {
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle && toText(userHandle),
    });
  }

  function packed(credential, response) {
    const clientDataJSON = toText(credential.response.clientDataJSON);
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response: { ...response, clientDataJSON },
    });
  }

  /** Take away what is said to browsers without passkeys. */
  function tidy() {
    for (const words of document.querySelectorAll("[data-without-passkeys]")) words.hidden = true;
  }

  if (window.PublicKeyCredential) {
    tidy();
    document.addEventListener("htmx:after:settle", tidy);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-passkey]");
    if (!button || !window.PublicKeyCredential) return;
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    const said = document.getElementById("passkey-said");
    said.textContent = "";
    try {
      const answer = await fetch(button.dataset.options, { method: "POST", redirect: "error" });
      // Whatever is in the way, a limit or a step that comes first: the site says it when the form comes without.
      if (answer.ok) {
        const perform = button.dataset.passkey === "add" ? add : use;
        button.form.elements.namedItem("credential").value = await perform(await answer.json());
      }
      button.form.submit();
    } catch {
      said.textContent = button.dataset.failed;
    }
    button.removeAttribute("aria-busy");
  });
})();
