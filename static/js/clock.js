// One ticker for everything on the page that grows older: no server push per second.
//   time[data-since]        counts up       time[data-until]   counts down
//   [data-age-since]        data-grade follows the age (data-warn, data-bad in seconds)
//   [data-tick]             a caller's tick walks along its pressure strip
//   time[data-local]        a point in time, in the reader's own time zone
window.cc = window.cc || {};

(() => {
  const NEAR = 0.7;
  const REACH = 1.5;
  const OVER = "[data-grade]:not([data-bad], [data-tick])";
  let offset = 0;

  // Milliseconds by the server's clock; the reader's may be minutes off.
  cc.now = () => Date.now() + offset;

  cc.setServerTime = (iso) => {
    const server = Date.parse(iso);
    if (!Number.isNaN(server)) offset = server - Date.now();
  };

  cc.clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    const pad = (part) => String(part).padStart(2, "0");
    const minutes = Math.floor(whole / 60);
    if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
    return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
  };

  const secondsFrom = (iso) => (cc.now() - Date.parse(iso)) / 1000;

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function grade(element, age) {
    if (!element.dataset.bad) return;
    const { warn, bad } = element.dataset;
    const level = age >= Number(bad) ? "bad" : age >= Number(warn) ? "warn" : "ok";
    if (element.dataset.grade !== level) element.dataset.grade = level;
  }

  function walk(tick) {
    const target = Number(tick.ownerSVGElement.dataset.target);
    const age = secondsFrom(tick.dataset.tick);
    const share = Math.min(1, Math.max(0, age / (target * REACH)));
    tick.setAttribute("x", `${(share * 98).toFixed(2)}%`);
    const level = age >= target ? "bad" : age >= target * NEAR ? "warn" : "ok";
    tick.dataset.grade = level;
  }

  const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const DATE = { day: "numeric", month: "short", year: "numeric" };
  // As contactcenter/ticking.py, PATTERNS.
  const FORMS = {
    time: { ...TIME, second: "2-digit" },
    date: DATE,
    datetime: { ...DATE, ...TIME },
  };

  function localize(time) {
    const at = new Date(time.getAttribute("datetime"));
    write(time, at.toLocaleString("en-GB", FORMS[time.dataset.local]));
  }

  // Times stand still with the data they belong to: nobody knows whether they go on.
  const isStopped = () =>
    ["stale", "refused"].includes(document.documentElement.dataset.live);

  function advance() {
    for (const time of document.querySelectorAll("time[data-since]")) {
      const age = secondsFrom(time.dataset.since);
      write(time, cc.clock(age));
      grade(time, age);
    }
    for (const time of document.querySelectorAll("time[data-until]")) {
      write(time, cc.clock(Math.ceil(-secondsFrom(time.dataset.until))));
    }
    for (const element of document.querySelectorAll("[data-age-since]")) {
      grade(element, secondsFrom(element.dataset.ageSince));
    }
    // A morph leaves the grade alone, so that of a wait that is over is taken off here.
    for (const element of document.querySelectorAll(OVER)) delete element.dataset.grade;
    document.querySelectorAll("[data-tick]").forEach(walk);
    document.querySelectorAll("time[data-local]").forEach(localize);
  }

  cc.tick = () => {
    if (!isStopped()) advance();
    document.dispatchEvent(new Event("cc:tick"));
  };

  cc.setServerTime(document.documentElement.dataset.now);
  document.addEventListener("DOMContentLoaded", () => {
    cc.tick();
    setInterval(cc.tick, 1000);
  });
  document.addEventListener("htmx:after:swap", advance);
})();
