// data-passkey="get" or "create" on a form: asks the browser for a passkey and sends what it signed in the hidden
// field [data-passkey-credential]. The options come from data-passkey-options="#json" or data-passkey-url. With
// data-passkey-autofill="#json" the browser offers passkeys in the e-mail field too, without any press of a button: those
// options are in the page, because a request under way while somebody signs in could bring the old session back.
(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

  const decoded = (publicKey) => {
    const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    if (publicKey.excludeCredentials) options.excludeCredentials = named(publicKey.excludeCredentials);
    if (publicKey.allowCredentials) options.allowCredentials = named(publicKey.allowCredentials);
    return options;
  };

  const encoded = (credential) => {
    const response = {};
    for (const field of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[field]) response[field] = text(credential.response[field]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    });
  };

  const written = (place) => {
    const found = JSON.parse(document.querySelector(place).textContent);
    return decoded((found.request_options ?? found.creation_options ?? found).publicKey);
  };

  const optionsOf = async (form) => {
    if (form.dataset.passkeyOptions) return written(form.dataset.passkeyOptions);
    const reply = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
    return decoded((await reply.json()).request_options.publicKey);
  };

  const create = (publicKey) => {
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
    };
    return navigator.credentials.create({ publicKey });
  };

  const send = (form, credential) => {
    form.querySelector("[data-passkey-credential]").value = encoded(credential);
    form.submit();
  };

  const attach = async (form) => {
    let waiting = null;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      waiting?.abort();
      const complaint = form.querySelector("[data-passkey-error]");
      if (complaint) complaint.hidden = true;
      try {
        const publicKey = await optionsOf(form);
        send(form, form.dataset.passkey === "create" ? await create(publicKey) : await navigator.credentials.get({ publicKey }));
      } catch {
        if (complaint) complaint.hidden = false;
      }
    });
    if (!form.dataset.passkeyAutofill) return;
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    waiting = new AbortController();
    try {
      const publicKey = written(form.dataset.passkeyAutofill);
      send(form, await navigator.credentials.get({ publicKey, mediation: "conditional", signal: waiting.signal }));
    } catch {
      // nothing was chosen, or the button was pressed instead
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (window.PublicKeyCredential) attach(form);
    else form.hidden = true;
  }
})();
