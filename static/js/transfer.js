// The panel of a transfer: sifts agents and queues, and closes once it was taken.
(() => {
  const HOW = ["note", "if_unanswered"];
  let group = "";

  const panel = () => document.getElementById("transfer-panel");
  const form = () => document.getElementById("transfer-form");

  function sift() {
    const words = form().elements.to.value.trim().toLowerCase();
    for (const part of panel().querySelectorAll("[data-group]")) {
      part.hidden = group !== "" && part.dataset.group !== group;
    }
    for (const line of panel().querySelectorAll("[data-find]")) {
      line.hidden = words !== "" && !line.dataset.find.includes(words);
    }
  }

  function choose(button) {
    group = button.dataset.showsTargets;
    for (const one of panel().querySelectorAll("[data-shows-targets]")) {
      one.setAttribute("aria-pressed", String(one === button));
    }
    sift();
  }

  // What is written once counts for whichever line is pressed.
  function fillIn(pressed) {
    for (const name of HOW) {
      pressed.querySelector(`input[name=${name}]`)?.remove();
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = form().elements[name].value;
      pressed.append(field);
    }
  }

  document.addEventListener("input", (event) => {
    if (event.target.form?.id === "transfer-form") sift();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-shows-targets]");
    if (button) choose(button);
  });
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.closest("#transfer-targets")) fillIn(event.target);
    },
    true,
  );
  // A push brings lines that are not sifted yet.
  document.addEventListener("htmx:ws:after:message:incoming", () => panel() && sift());
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (!ctx.sourceElement.closest("#transfer-panel")) return;
    if (ctx.response.status !== 204) return;
    panel().hidePopover();
    form().reset();
  });
})();
