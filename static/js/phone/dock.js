// The phone at the foot of every page: it draws what states.js says, and does what is
// pressed. It stays where it is while pages come and go (pages.js).
//   [data-act]       a button for the call at hand
//   [data-may-speak] in the supervision dock: the role that Telnyx has confirmed
(() => {
  const AUTO = "cc-phone-auto";
  const MICROPHONE = "cc-phone-mic";
  const SPEAKER = "cc-phone-speaker";
  // The site hears of trouble only when it lasts: a page that loads anew is soon back.
  const TOLD_AFTER = 1500;
  const TROUBLE_STAYS = 15_000;
  let state = ccPhone.START;
  let told = "";
  let awake = null;
  let notice = "";
  const dock = () => document.getElementById("cc-phone");
  const part = (name) => dock().querySelector(`[data-part=${name}]`);
  const ring = new ccPhone.Ring();
  const line = new ccPhone.Line({ tokenUrl: "", tell });
  let tabs = null;
  let talkingSince = {};

  const confirmedRole = () =>
    document.querySelector("[data-may-speak]")?.dataset.maySpeak ?? "";
  const isOpen = (call) => ccPhone.isOpen(call, confirmedRole());

  function tell(event) {
    const before = state;
    state = ccPhone.step(state, event);
    if (state === before) return;
    if (event.type === "call") follow(event, before);
    if (event.type === "warning" && event.code) {
      setTimeout(() => tell({ ...event, code: 0 }), TROUBLE_STAYS);
    }
    hush();
    draw();
    report();
  }

  function follow({ id, sdk }, before) {
    const [was, call] = [before, state].map(({ calls }) => calls.find((one) => one.id === id));
    if (!was) notice = "";
    const isAuto = call?.isAuto || localStorage.getItem(AUTO) === "on";
    if (call?.phase === "ringing" && was?.phase !== "ringing" && isAuto) answer(call);
    if (sdk === "active") {
      talkingSince[id] ??= Date.now();
      const device = localStorage.getItem(MICROPHONE);
      if (device && was?.phase !== "talking") line.microphone(id, device);
    }
    if (!call) delete talkingSince[id];
  }

  function answer(call) {
    // What is talked about is held, so that two are never heard at once.
    for (const other of state.calls) {
      if (other.id !== call.id && other.phase === "talking" && !other.role) {
        line.hold(other.id, true);
      }
    }
    line.answer(call.id, { isMuted: !isOpen(call) });
  }

  // The microphone of each call is as open as it may be, also after a push of the page.
  function hush() {
    for (const call of state.calls) {
      if (ccPhone.isHeard(call)) line.mute(call.id, !isOpen(call));
    }
  }

  async function report() {
    clearTimeout(report.timer);
    const now = ccPhone.readiness(state);
    if (["elsewhere", "off"].includes(state.line) || now === told) return;
    const send = () => {
      told = now;
      ccPhone.post(dock().dataset.stateUrl, { state: now }).catch(() => {
        told = "";
      });
    };
    if (now === "ready") send();
    else report.timer = setTimeout(send, TOLD_AFTER);
  }

  function draw() {
    const call = ccPhone.current(state);
    const acts = ccPhone.acts(state);
    const words = notice || ccPhone.words(state);
    dock().dataset.line = state.line;
    dock().dataset.mic = state.mic;
    dock().dataset.phase = call?.phase ?? "";
    if (part("words").textContent !== words) part("words").textContent = words;
    for (const button of dock().querySelectorAll("[data-act]")) {
      button.hidden = !acts.includes(button.dataset.act);
    }
    part("mute").setAttribute("aria-pressed", String(Boolean(call?.muted)));
    part("hold").setAttribute("aria-pressed", String(call?.phase === "held"));
    part("mute").querySelector("span").textContent = call?.muted ? "Microphone on" : "Microphone off";
    part("hold").querySelector("span").textContent = call?.phase === "held" ? "Take off hold" : "Hold";
    part("closed").hidden = !call?.role || isOpen(call);
    part("trouble").textContent = ccPhone.trouble(call);
    part("take").hidden = state.line !== "elsewhere";
    part("allow").hidden = !["refused", "missing", "unknown"].includes(state.mic) || state.line !== "up";
    ring.set(call?.phase === "ringing" && !call.isAuto, words);
    stayAwake(Boolean(call));
  }

  async function stayAwake(isWanted) {
    if (!isWanted) {
      awake?.then((lock) => lock?.release());
      awake = null;
    } else {
      awake ??= navigator.wakeLock?.request("screen").catch(() => null);
    }
  }

  const act = {
    answer,
    decline: (call) => line.hangUp(call.id),
    hangup: (call) => line.hangUp(call.id),
    mute: (call) => tell({ type: "muted", id: call.id, muted: !call.muted }),
    hold: (call) => line.hold(call.id, call.phase !== "held"),
    keypad: () => part("keys").togglePopover(),
  };

  // Opens the microphone once, so that the browser asks now and not when it rings.
  async function tryMicrophone() {
    try {
      const device = localStorage.getItem(MICROPHONE);
      const audio = device ? { deviceId: device } : true;
      const stream = await navigator.mediaDevices.getUserMedia({ audio });
      stream.getTracks().forEach((track) => track.stop());
      tell({ type: "mic", mic: "open" });
    } catch (error) {
      const isRefused = ["NotAllowedError", "SecurityError"].includes(error.name);
      tell({ type: "mic", mic: isRefused ? "refused" : "missing" });
    }
  }

  async function lookForMicrophone() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (!devices.some(({ kind }) => kind === "audioinput")) {
      tell({ type: "mic", mic: "missing" });
    } else if (state.mic === "missing" || "takesCalls" in dock().dataset) {
      await tryMicrophone();
    }
  }

  async function watchMicrophone() {
    if (!navigator.mediaDevices) return tell({ type: "mic", mic: "refused" });
    navigator.mediaDevices.addEventListener("devicechange", lookForMicrophone);
    const permission = await navigator.permissions
      .query({ name: "microphone" })
      .catch(() => null);
    permission?.addEventListener("change", lookForMicrophone);
    return lookForMicrophone();
  }

  function pressed(event) {
    const button = event.target.closest("[data-act]");
    const call = ccPhone.current(state);
    if (button && call) act[button.dataset.act](call);
    const digit = event.target.closest("[data-digit]")?.dataset.digit;
    if (digit && call) line.press(call.id, digit);
  }

  function tick() {
    const since = talkingSince[ccPhone.current(state)?.id];
    part("timer").textContent = since ? cc.clock((Date.now() - since) / 1000) : "";
  }

  // Where callers are heard; a device that is gone leaves it to the system.
  function speak() {
    const device = localStorage.getItem(SPEAKER) ?? "";
    for (const audio of dock().querySelectorAll("audio")) {
      audio.setSinkId?.(device).catch(() => undefined);
    }
  }

  function start() {
    speak();
    document.addEventListener("cc:devices", speak);
    line.tokenUrl = dock().dataset.tokenUrl;
    dock().addEventListener("click", pressed);
    part("take").addEventListener("click", () => tabs.take());
    part("allow").addEventListener("click", tryMicrophone);
    part("auto").checked = localStorage.getItem(AUTO) === "on";
    part("auto").addEventListener("change", ({ target }) =>
      localStorage.setItem(AUTO, target.checked ? "on" : "off"),
    );
    document.addEventListener("cc:tick", tick);
    document.addEventListener("cc:page", () => {
      hush();
      // A menu of the phone from which a page was opened.
      dock().querySelectorAll(":popover-open").forEach((panel) => panel.hidePopover());
    });
    document.addEventListener("htmx:ws:after:message:incoming", () => {
      hush();
      draw();
    });
    document.addEventListener("cc:leaving", () => {
      state.calls.forEach(({ id }) => line.hangUp(id));
      line.close();
    });
    document.addEventListener("cc:stuck", () => {
      notice = "That page did not come; the call goes on.";
      draw();
    });
    tell({ type: "line", line: "elsewhere" });
    tabs = new ccPhone.Tabs({
      start: () => {
        watchMicrophone();
        line.connect();
      },
      stop: () => {
        line.close();
        told = "";
        tell({ type: "line", line: "elsewhere" });
      },
      isBusy: () => state.calls.length > 0,
    });
    cc.phone = {
      isBusy: () => state.calls.length > 0,
      get state() {
        return state;
      },
      line,
    };
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!navigator.locks) {
      part("words").textContent = "The phone needs an address that begins with https.";
    } else {
      start();
    }
  });
})();
