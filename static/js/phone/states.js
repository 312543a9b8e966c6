// What the phone in the page is and what can be done with it. Pure: no page, no SDK.
//   line   off · connecting · up · lost · elsewhere (another tab has it) · refused
//   mic    unknown · open · refused · missing
//   calls  in the order in which they came; what the SDK calls a state is a phase here
(() => {
  const PHASES = {
    new: "calling",
    requesting: "calling",
    trying: "calling",
    early: "calling",
    ringing: "ringing",
    answering: "answering",
    recovering: "recovering",
    active: "talking",
    held: "held",
  };
  const OVER = ["hangup", "destroy", "purge"];
  const HEARD = ["answering", "recovering", "talking", "held"];
  const START = { line: "off", mic: "unknown", sentence: "", calls: [] };
  const LINES = {
    off: "Phone off",
    connecting: "Phone is connecting",
    up: "Phone connected",
    lost: "Phone lost its connection",
    elsewhere: "Phone in another tab",
    refused: "Phone could not connect",
  };
  const MICS = {
    refused: "This page may not use the microphone. Allow it in the browser's address bar.",
    missing: "No microphone was found. Plug one in, or choose another.",
  };

  const isHeard = (call) => HEARD.includes(call.phase);
  const callOf = (state, id) => state.calls.find((call) => call.id === id);
  const current = (state) =>
    state.calls.find((call) => call.phase === "ringing") ??
    state.calls.find((call) => call.phase !== "held") ??
    state.calls[0];

  function withCall(state, id, change) {
    const calls = state.calls.map((call) => (call.id === id ? { ...call, ...change } : call));
    return { ...state, calls };
  }

  function told(state, { id, sdk, ...facts }) {
    if (OVER.includes(sdk)) {
      return { ...state, calls: state.calls.filter((call) => call.id !== id) };
    }
    const phase = PHASES[sdk];
    // One that comes in is told as new first, and rings only then.
    if (!phase || (sdk === "new" && facts.direction !== "outbound")) return state;
    if (callOf(state, id)) return withCall(state, id, { phase });
    const call = { muted: false, who: "", role: "", isAuto: false, ...facts, id, phase };
    return { ...state, calls: [...state.calls, call] };
  }

  function step(state, event) {
    switch (event.type) {
      case "line":
        return { ...state, line: event.line, sentence: event.sentence ?? "" };
      case "mic":
        return { ...state, mic: event.mic };
      case "call":
        return told(state, event);
      case "muted":
        return withCall(state, event.id, { muted: event.muted });
      default:
        return state;
    }
  }

  // A supervisor is heard by nobody until the role that lets them be is confirmed.
  const isOpen = (call, confirmedRole) =>
    !call.muted && (!call.role || (call.role !== "monitor" && call.role === confirmedRole));

  // What the site is told: whether the phone could ring, or why it could not.
  function readiness(state) {
    if (state.line !== "up") return "unregistered";
    return state.mic in MICS ? "microphone" : "ready";
  }

  function words(state) {
    const call = current(state);
    if (call?.phase === "ringing") return `${call.who || "A call"} rings`;
    if (call?.phase === "calling") return `Calling ${call.who}`;
    if (call?.phase === "recovering") return "The call is being taken up again";
    if (call?.phase === "held") return `You hold ${call.who || "the call"}`;
    if (call) return `On the phone with ${call.who || "somebody"}`;
    if (state.sentence) return state.sentence;
    if (state.line === "up" && state.mic in MICS) return MICS[state.mic];
    return LINES[state.line];
  }

  function acts(state) {
    const call = current(state);
    if (!call) return [];
    if (call.phase === "ringing") return ["answer", "decline"];
    if (call.phase === "calling" || call.phase === "answering") return ["hangup"];
    if (call.role) return call.role === "monitor" ? ["hangup"] : ["mute", "hangup"];
    return ["mute", "hold", "keypad", "hangup"];
  }

  window.ccPhone = { START, step, current, isHeard, isOpen, readiness, words, acts, MICS };
})();
