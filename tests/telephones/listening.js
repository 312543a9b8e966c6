// A microphone that hears one note, and ears for what the phone plays. Nothing of the SDK
// and of the product is changed; it runs before the page's own scripts.
(() => {
  const LEVEL = 0.3;
  let context;
  const audio = () => (context ??= new AudioContext({ sampleRate: 48000 }));

  window.hum = (frequency) => {
    const voice = new OscillatorNode(audio(), { frequency });
    const level = new GainNode(audio(), { gain: LEVEL });
    const out = audio().createMediaStreamDestination();
    voice.connect(level).connect(out);
    voice.start();
    navigator.mediaDevices.getUserMedia = async () => out.stream.clone();
  };

  const playing = () =>
    [...document.querySelectorAll("#cc-phone audio")]
      .map((element) => element.srcObject)
      .filter((stream) => stream?.getAudioTracks().length);

  // The browser records beside the page, so that a busy page is no gap in the sound.
  window.record = () => {
    window.recorder = new MediaRecorder(playing()[0]);
    recorder.start();
  };

  // In milliseconds.
  window.longestSilence = async () => {
    const heard = new Promise((done) => {
      recorder.addEventListener("dataavailable", ({ data }) => done(data));
    });
    recorder.stop();
    const sound = await audio().decodeAudioData(await (await heard).arrayBuffer());
    const values = sound.getChannelData(0);
    const block = sound.sampleRate / 100;
    let longest = 0;
    let silent = 0;
    for (let at = 0; at + block <= values.length; at += block) {
      const loudest = Math.max(...values.slice(at, at + block).map(Math.abs));
      silent = loudest < 0.01 ? silent + 10 : 0;
      longest = Math.max(longest, silent);
    }
    return longest;
  };

  // The level of each frequency in decibels, summed over what the phone plays now.
  window.listen = async (frequencies) => {
    await audio().resume();
    const streams = playing();
    if (!streams.length) return null;
    const analyser = new AnalyserNode(audio(), { fftSize: 16384, smoothingTimeConstant: 0 });
    const sources = streams.map((stream) => audio().createMediaStreamSource(stream));
    sources.forEach((source) => source.connect(analyser));
    await new Promise((done) => setTimeout(done, 450));
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    sources.forEach((source) => source.disconnect());
    return frequencies.map((frequency) => {
      const bin = Math.round((frequency * analyser.fftSize) / audio().sampleRate);
      return Math.max(...levels.slice(bin - 3, bin + 4));
    });
  };
})();
