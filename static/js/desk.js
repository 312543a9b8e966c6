// What a desk offers to everybody in the same queues is rendered once for all of them.
// Whether this agent can take a caller now is said by their own state (data-why-not):
// here it reaches the buttons that need it.
(() => {
  const BUTTONS = "[data-needs-free] button";

  function withhold(button, reason) {
    // What the server itself has against it counts again afterwards.
    if (!("withheld" in button.dataset)) {
      button.dataset.served = button.dataset.reason ?? "";
    }
    button.setAttribute("aria-disabled", "true");
    button.dataset.reason = reason;
    button.title = reason;
    button.dataset.withheld = "";
  }

  function give(button) {
    const { served } = button.dataset;
    if (served) {
      button.dataset.reason = served;
      button.title = served;
    } else {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("title");
      delete button.dataset.reason;
    }
    delete button.dataset.withheld;
    delete button.dataset.served;
  }

  function look() {
    const reason = document.getElementById("desk-state")?.dataset.whyNot;
    for (const button of document.querySelectorAll(BUTTONS)) {
      const isOwn = "withheld" in button.dataset;
      if (reason) withhold(button, reason);
      else if (isOwn) give(button);
    }
  }

  // The state that lasts, on the strip of a day.
  const DAY = 864_000;
  function grow() {
    for (const rect of document.querySelectorAll("[data-grows]")) {
      const lasted = cc.now() - Date.parse(rect.dataset.grows);
      const room = 100 - Number.parseFloat(rect.getAttribute("x"));
      const width = Math.min(room, Math.max(0.3, lasted / DAY));
      rect.setAttribute("width", `${width.toFixed(3)}%`);
    }
  }

  document.addEventListener("cc:tick", grow);
  cc.onPage(look);
  document.addEventListener("htmx:after:swap", look);
})();
