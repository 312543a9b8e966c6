// What happens around a press: asking first, answering beside the button, and menus.
(() => {
  const ANSWER_STAYS = 8000;
  const SENT_STAYS = 1500;
  // Buttons, and forms of one field that are empty again once they were taken.
  const COMMANDS = ".cc-command, [data-clears]";
  // A whole page came back instead of an answer.
  const NO_ANSWER = {
    403: "The server did not take this page's request. Reload the page and try again.",
    404: "That is gone, or not yours to change.",
    500: "The server failed. Nothing may have happened; the fault was written down.",
  };
  let source = null;
  let timer = 0;

  const outcome = () => document.getElementById("cc-outcome");

  // The answer stands in the top layer: no panel clips it and no push removes it.
  function show(kind) {
    const box = outcome();
    box.dataset.kind = kind;
    if (!box.matches(":popover-open")) box.showPopover();
    const at = source.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const below = at.bottom + 8 + height <= innerHeight;
    box.style.left = `${Math.max(12, Math.min(at.left, innerWidth - width - 12))}px`;
    box.style.top = `${Math.max(12, below ? at.bottom + 8 : at.top - height - 8)}px`;
    clearTimeout(timer);
    timer = setTimeout(hide, ANSWER_STAYS);
    cc.say(box.textContent.trim(), kind === "bad");
  }

  function hide() {
    const box = outcome();
    if (box?.matches(":popover-open")) box.hidePopover();
  }

  function say(element, sentence) {
    source = element;
    outcome().textContent = sentence;
    show("bad");
  }

  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.matches?.(COMMANDS)) {
      source = event.target;
      hide();
      // A 204 swaps nothing: what was said of an earlier press must not stand for it.
      outcome().textContent = "";
    }
  });
  // A 204 says "asked for": the stripes stay until the push shows what came of it.
  function asked(form) {
    const button = form.querySelector("button");
    button.dataset.pending = "";
    setTimeout(() => delete button.dataset.pending, SENT_STAYS);
  }

  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceElement.matches("[data-clears]") && ctx.response.raw.ok) {
      ctx.sourceElement.reset();
    }
    if (!ctx.sourceElement.matches(".cc-command")) return;
    if (ctx.response.raw.redirected) {
      event.preventDefault();
      location.assign(document.documentElement.dataset.loginUrl);
    } else if (ctx.response.status === 204) {
      asked(ctx.sourceElement);
    } else if (!ctx.text.includes("<output")) {
      event.preventDefault();
      say(ctx.sourceElement, NO_ANSWER[ctx.response.status] ?? NO_ANSWER[500]);
    }
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail;
    // A 204 says nothing: what follows from it comes over the socket.
    if (ctx?.target !== outcome() || !outcome().textContent.trim()) return;
    show(ctx.response?.status >= 400 ? "bad" : "ok");
  });
  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (ctx?.sourceElement?.matches(COMMANDS)) {
      say(ctx.sourceElement, "The server did not answer. Nothing may have happened.");
    }
  });

  // A button that may not be pressed now says why instead.
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("button[aria-disabled=true]");
      if (!button) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      say(button, button.dataset.reason);
    },
    true,
  );
  document.addEventListener("pointerdown", (event) => {
    if (!outcome()?.contains(event.target)) hide();
  });

  // Without htmx a form out of a live fragment still needs its token.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.elements.csrfmiddlewaretoken) return;
    const token = document.createElement("input");
    token.type = "hidden";
    token.name = "csrfmiddlewaretoken";
    token.value = document.documentElement.dataset.csrf;
    form.append(token);
  });

  // Asking first: Enter lands on the answer that changes nothing.
  document.addEventListener("htmx:confirm", (event) => {
    const { ctx, issueRequest, dropRequest } = event.detail;
    if (!ctx.confirm) return;
    event.preventDefault();
    const dialog = document.getElementById("cc-confirm");
    const button = ctx.sourceElement.querySelector("button");
    dialog.querySelector("h2").textContent = ctx.confirm;
    dialog.querySelector("[value=keep]").textContent =
      ctx.sourceElement.dataset.keep || "Cancel";
    dialog.querySelector("[value=go]").textContent = button.innerText.trim();
    dialog.returnValue = "keep";
    dialog.addEventListener(
      "close",
      () => (dialog.returnValue === "go" ? issueRequest() : dropRequest()),
      { once: true },
    );
    dialog.showModal();
    dialog.querySelector("[value=keep]").focus();
  });

  // Menus are <details>: one at a time, closed by Escape, a choice or a press elsewhere.
  const openMenus = () => document.querySelectorAll(".cc-menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) {
      const isChoice = event.target.closest(".cc-menu-body :is(a, [type=submit])");
      if (!menu.contains(event.target) || isChoice) menu.open = false;
    }
  });
  // In a region that scrolls a menu would be clipped: there it is fixed to the window.
  function place(event) {
    const menu = event.target;
    const body = menu.querySelector?.(":scope > .cc-menu-body");
    if (!body || !menu.open || !menu.closest(".cc-scroll")) return;
    const at = menu.getBoundingClientRect();
    const fits = at.bottom + body.offsetHeight + 12 <= innerHeight;
    body.style.position = "fixed";
    body.style.right = `${innerWidth - at.right}px`;
    body.style.top = `${fits ? at.bottom + 4 : Math.max(8, at.top - body.offsetHeight - 4)}px`;
  }

  // A card that somebody has folded stays so.
  function remember({ target }) {
    const name = target.dataset?.remembers;
    if (name) localStorage.setItem(`fold-${name}`, target.open ? "" : "closed");
  }

  cc.onPage(() => {
    for (const card of document.querySelectorAll("[data-remembers]")) {
      card.open = localStorage.getItem(`fold-${card.dataset.remembers}`) !== "closed";
    }
  });
  document.addEventListener("toggle", remember, true);
  document.addEventListener("toggle", place, true);
  document.addEventListener("scroll", () => openMenus().forEach(close), true);

  function close(menu) {
    if (menu.closest(".cc-scroll")) menu.open = false;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hide();
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
