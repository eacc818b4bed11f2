"use strict";
// Shows the camera's picture, sends it to ringtrue as grey frames, one at a time, and
// shows the replies. All texts come from ringtrue.
(() => {
  const at = (id) => document.getElementById(id);
  const texts = JSON.parse(at("texts").textContent);
  const LONGEST = 1280; // pixels of a frame's longer side
  const GAP = 200; // milliseconds between frames, and between polls
  const HINT = 6000; // milliseconds before the next hint
  const pause = (time) => new Promise((done) => setTimeout(done, time));

  let stream = null;
  let cameras = [];
  let camera = 0;
  let shown = "";
  let ended = false;
  let answered = Promise.resolve();

  function put(id, text) {
    const place = at(id);
    if (place.textContent !== text) place.textContent = text;
  }

  function sentence(text) {
    return text ? text.charAt(0).toUpperCase() + text.slice(1) + "." : "";
  }

  function tell(status, remedy) {
    put("status", status);
    put("remedy", remedy || "");
  }

  function show(section, heading) {
    if (shown === section) return;
    shown = section;
    for (const id of ["look", "ask", "end"]) at(id).hidden = id !== section;
    if (heading) at(heading).focus();
  }

  function stop() {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    at("video").srcObject = null;
    at("stage").className = "off";
    at("other").hidden = true;
  }

  async function post(what, body) {
    const answer = await fetch(what, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: body || new Uint8Array(0),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function start() {
    if (!navigator.mediaDevices || !window.isSecureContext) {
      throw new DOMException("", "SecurityError");
    }
    const chosen = cameras.length ? { deviceId: { exact: cameras[camera] } } : { facingMode: "environment" };
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...chosen, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    const track = stream.getVideoTracks()[0];
    const settings = track.getSettings();
    const video = at("video");
    // People who see themselves expect a mirror image.
    video.className = settings.facingMode === "environment" ? "" : "mirror";
    video.srcObject = stream;
    await video.play();
    at("stage").className = "";
    const devices = await navigator.mediaDevices.enumerateDevices();
    cameras = devices.filter((device) => device.kind === "videoinput").map((device) => device.deviceId);
    camera = Math.max(0, cameras.indexOf(settings.deviceId));
    at("other").hidden = cameras.length < 2;
  }

  // Returns the width and height as four bytes each, then a byte per pixel.
  function frame() {
    const video = at("video");
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight, 1));
    const width = Math.round(video.videoWidth * scale);
    const height = Math.round(video.videoHeight * scale);
    if (!width || !height) return null;
    const canvas = frame.canvas || (frame.canvas = document.createElement("canvas"));
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, width, height);
    const pixels = context.getImageData(0, 0, width, height).data;
    const grey = new Uint8Array(8 + width * height);
    const head = new DataView(grey.buffer);
    head.setUint32(0, width);
    head.setUint32(4, height);
    for (let from = 0, to = 8; to < grey.length; from += 4, to += 1) {
      grey[to] = (299 * pixels[from] + 587 * pixels[from + 1] + 114 * pixels[from + 2]) / 1000;
    }
    return grey;
  }

  function refused(error) {
    stop();
    const known = {
      NotAllowedError: "denied",
      NotFoundError: "missing",
      OverconstrainedError: "missing",
      NotReadableError: "busy_camera",
      AbortError: "busy_camera",
      SecurityError: "insecure",
    };
    const text = known[error.name] || "broken";
    tell(texts[text], texts[text + "_remedy"]);
  }

  // Shows a reply from ringtrue. Returns true while there is more to come.
  function follow(said) {
    // A reply that was still in flight is older than the last one.
    if (ended) return false;
    if (said.stage === "look") return true;
    stop();
    if (said.stage === "ask" || said.stage === "terminal") {
      put("name", said.name);
      if (!at("words").children.length) {
        for (const word of said.words.split(" ")) {
          at("words").appendChild(document.createElement("li")).textContent = word;
        }
      }
      const here = said.stage === "ask";
      at("answers").hidden = !here;
      put("question", here ? texts.question : texts.terminal);
      show("ask", "found");
      return true;
    }
    if (said.stage === "working") {
      put("ending", texts.working);
      put("ended", texts.working_more);
      show("end", "ending");
      return true;
    }
    ended = true;
    const endings = { done: texts.done, known: texts.known, sheet: texts.sheet };
    const ending = endings[said.stage];
    put("ending", ending || texts.stopped);
    put("ended", ending ? said.name : sentence(said.problem));
    put("help", [ending ? "" : sentence(said.hint), texts.close].join(" ").trim());
    show("end", "ending");
    at("ending").focus();
    return false;
  }

  async function look() {
    let began = Date.now();
    let hint = 0;
    let problem = 0;
    for (;;) {
      const grey = stream && frame();
      const said = grey ? await post("frame", grey) : await post("state");
      if (said.stage !== "look") return said;
      if (said.problem) {
        problem = Date.now();
        tell(sentence(said.problem), sentence(said.hint) || texts.expected);
      } else if (stream && Date.now() - problem > HINT) {
        if (Date.now() - began > HINT) {
          tell(texts.nothing, texts.hints[hint % texts.hints.length]);
          began = Date.now();
          hint += 1;
        } else if (hint === 0) {
          tell(texts.looking);
        }
      }
      await pause(GAP);
    }
  }

  async function all() {
    try {
      let said = await look();
      while (follow(said)) {
        await pause(GAP);
        said = await post("state");
      }
    } catch (error) {
      await answered;
      if (ended) return;
      stop();
      put("ending", texts.gone);
      put("ended", "");
      put("help", texts.close);
      show("end", "ending");
    }
  }

  function answer(word) {
    at("yes").disabled = at("no").disabled = true;
    // This reply may be the last before ringtrue exits.
    answered = post("answer", new TextEncoder().encode(word)).then(follow).catch(() => {});
  }

  at("yes").addEventListener("click", () => answer("yes"));
  at("no").addEventListener("click", () => answer("no"));
  at("other").addEventListener("click", () => {
    camera = (camera + 1) % cameras.length;
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    start().catch(refused);
  });

  start().catch(refused);
  all();
})();
