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

  // What the SDK measures, and where the cause most likely is.
  const NETWORK = "There are gaps in what you hear. Most likely it is this network.";
  const TROUBLES = {
    31001: "Words come late on this line. Most likely it is this network.",
    31002: NETWORK,
    31003: NETWORK,
    31004: NETWORK,
    31005: "Nothing comes from your microphone. Is it switched off at the headset?",
    32001: "Nothing reaches this browser. Most likely it is this network.",
    33001: "The connection of this call broke, and is being made anew.",
    33004: "The connection of this call broke, and is being made anew.",
  };
  const QUIET = 0.02;
  const SOFT = 0.1;

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
      case "warning":
        return withCall(state, event.id, { trouble: TROUBLES[event.code] ?? "" });
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

  // Of a check before the shift: how it stands, and in words.
  function verdict({ line, mic, level }) {
    if (mic in MICS) return { level: "bad", words: MICS[mic] };
    if (line !== "up") return { level: "bad", words: `${LINES[line]}: nobody can ring you.` };
    if (level < QUIET) {
      return { level: "bad", words: "Your microphone hears nothing. Is it the right one?" };
    }
    if (level < SOFT) {
      return { level: "warn", words: "You are hard to hear. Speak up, or come closer." };
    }
    return { level: "ok", words: "All is well: callers will hear you." };
  }

  // What is wrong with the sound of a call; silence of one's own making is not.
  const trouble = (call) => (call && !call.muted && !call.role && call.trouble) || "";

  function acts(state) {
    const call = current(state);
    if (!call) return [];
    if (call.phase === "ringing") return ["answer", "decline"];
    if (call.phase === "calling" || call.phase === "answering") return ["hangup"];
    if (call.role) return call.role === "monitor" ? ["hangup"] : ["mute", "hangup"];
    return ["mute", "hold", "keypad", "hangup"];
  }

  window.ccPhone = { START, step, current, isHeard, isOpen, readiness, words, acts, verdict, trouble, MICS };
})();
