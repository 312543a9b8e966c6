// One ticker for everything on the page that grows older: no server push per second.
//   time[data-since]        counts up       time[data-until]   counts down
//   [data-age-since]        data-grade follows the age (data-warn, data-bad in seconds)
//   [data-gone-at]          is hidden from that moment on
//   [data-tick]             a caller's tick walks along its pressure strip
//   time[data-local]        a point in time, in the reader's own time zone
window.cc = window.cc || {};

(() => {
  const NEAR = 0.7;
  const REACH = 1.5;
  const OVER = "[data-grade]:not([data-bad], [data-tick])";
  const LATEST = 4;
  // The server's clock, or this page's time, did not go on: what was measured is void.
  const JUMP = 10_000;
  let offset = 0;
  let measured = [];

  // Milliseconds by the server's clock. The reader's own may be wrong, and may be set
  // while the page is open; what is counted in between goes on evenly.
  cc.now = () => performance.now() + offset;

  // `at` is when the server's words arrived. They may have waited on their way, which
  // makes them tell an old time: the largest of the latest offsets waited least.
  cc.setServerTime = (iso, at = performance.now()) => {
    const server = Date.parse(iso);
    if (Number.isNaN(server)) return;
    if (Math.abs(server - at - offset) > JUMP) measured = [];
    measured = [...measured.slice(1 - LATEST), server - at];
    offset = Math.max(...measured);
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
  // As ui/ticking.py, PATTERNS.
  const FORMS = {
    time: { ...TIME, second: "2-digit" },
    minute: TIME,
    date: DATE,
    datetime: { ...DATE, ...TIME },
  };

  const HOUR = 3_600_000;

  // In the night when clocks go back an hour comes twice; then its zone tells which.
  function comesTwice(at) {
    const away = (hours) => new Date(at.getTime() + hours * HOUR).getTimezoneOffset();
    const here = at.getTimezoneOffset();
    return away(1) > here || away(-1) < here;
  }

  function localize(time) {
    const at = new Date(time.getAttribute("datetime"));
    const form = FORMS[time.dataset.local];
    const zone = "hour" in form && comesTwice(at) ? { timeZoneName: "short" } : {};
    write(time, at.toLocaleString("en-GB", { ...form, ...zone }));
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
    for (const element of document.querySelectorAll("[data-gone-at]")) {
      element.hidden = secondsFrom(element.dataset.goneAt) >= 0;
    }
    document.querySelectorAll("[data-tick]").forEach(walk);
    document.querySelectorAll("time[data-local]").forEach(localize);
  }

  cc.tick = () => {
    if (!isStopped()) advance();
    document.dispatchEvent(new Event("cc:tick"));
  };

  // The page was written when its first byte came, not when the last script was there.
  const [navigation] = performance.getEntriesByType("navigation");
  cc.setServerTime(document.documentElement.dataset.now, navigation?.responseStart);
  cc.onPage(() => cc.tick());
  document.addEventListener("cc:page", () => cc.setServerTime(document.documentElement.dataset.now));
  document.addEventListener("DOMContentLoaded", () => setInterval(cc.tick, 1000));
  document.addEventListener("htmx:after:swap", advance);
})();
