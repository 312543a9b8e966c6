// One player at the foot of the page for every recording; [data-play] links load it.
// Keys while it is open and nobody types: space or K plays and pauses, J and L move
// 10 s, the arrows 5 s.
(() => {
  const STEPS = { ArrowLeft: -5, ArrowRight: 5, KeyJ: -10, KeyL: 10 };
  const PLAY_KEYS = ["Space", "KeyK"];
  const part = (name) => document.querySelector(`#cc-player [data-part=${name}]`);
  const player = () => document.getElementById("cc-player");
  const audio = () => part("audio");
  let opener = null;

  function open(link) {
    opener = link;
    part("title").textContent = link.dataset.title;
    part("download").hidden = !link.dataset.download;
    part("download").href = link.dataset.download ?? "";
    part("failure").hidden = true;
    audio().src = link.href;
    player().hidden = false;
    audio().play();
    part("toggle").focus();
  }

  function close() {
    audio().pause();
    audio().removeAttribute("src");
    player().hidden = true;
    opener?.focus();
  }

  function toggle() {
    if (audio().paused) audio().play();
    else audio().pause();
  }

  function move(seconds) {
    const end = audio().duration || 0;
    audio().currentTime = Math.min(end, Math.max(0, audio().currentTime + seconds));
  }

  function draw() {
    const { currentTime, duration, paused } = audio();
    const length = Number.isFinite(duration) ? duration : 0;
    part("seek").max = String(Math.ceil(length));
    part("seek").value = String(Math.floor(currentTime));
    part("seek").setAttribute(
      "aria-valuetext",
      `${cc.clock(currentTime)} of ${cc.clock(length)}`,
    );
    part("at").textContent = cc.clock(currentTime);
    part("length").textContent = cc.clock(length);
    part("toggle").setAttribute("aria-label", paused ? "Play" : "Pause");
    part("toggle").toggleAttribute("data-playing", !paused);
  }

  function fail() {
    if (!audio().hasAttribute("src")) return;
    part("failure").hidden = false;
  }

  function key(event) {
    if (player().hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=range]),textarea,select,a,summary")) return;
    const isButton = event.target.matches("button") && event.code === "Space";
    if (isButton || (event.target.type === "range" && event.code.startsWith("Arrow"))) return;
    if (event.code in STEPS) move(STEPS[event.code]);
    else if (PLAY_KEYS.includes(event.code)) toggle();
    else if (event.code === "Escape") close();
    else return;
    event.preventDefault();
  }

  function bind() {
    for (const type of ["timeupdate", "durationchange", "play", "pause", "seeked"]) {
      audio().addEventListener(type, draw);
    }
    audio().addEventListener("error", fail);
    part("toggle").addEventListener("click", toggle);
    part("close").addEventListener("click", close);
    part("seek").addEventListener("input", (event) => {
      audio().currentTime = Number(event.target.value);
    });
    part("speed").addEventListener("change", (event) => {
      audio().playbackRate = Number(event.target.value);
      audio().defaultPlaybackRate = audio().playbackRate;
    });
  }

  document.addEventListener("keydown", (event) => player() && key(event));
  // Before the link is followed to another page; see pages.js.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-play]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(link);
    },
    true,
  );
  cc.onPage(() => player() && bind());
})();
