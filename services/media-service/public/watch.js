// The player page: plays the live HLS of one stream, lets the viewer choose sound and captions, and shows how the stream stands.
const id = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
const source = `/hls/${id}/master.m3u8`;
const element = (name) => document.getElementById(name);
const video = element('video');
const RETRY_MS = 2000;
const STATUS_MS = 2000;
/** Words that nobody adds to are gone after this. */
const LIVE_LINE_MS = 12_000;

let hls;
let seen = false;
let words;
let liveLineTimer;

document.title = `${id} · Dubbing`;
element('title').textContent = id;

/** The playlist is there a little after the stream has started: until then the page waits. */
async function waitForPlaylist() {
  for (;;) {
    const answer = await fetch(source, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function play() {
  hls?.destroy();
  notice('Waiting for the stream…');
  await waitForPlaylist();
  if (!window.Hls?.isSupported()) {
    // Safari plays HLS itself and brings its own menus for sound and captions.
    video.src = source;
    notice('');
    return;
  }
  hls = new window.Hls({ liveSyncDuration: 6, liveMaxLatencyDuration: 20, renderTextTracksNatively: true });
  hls.on(window.Hls.Events.MANIFEST_PARSED, () => {
    notice('');
    video.play().catch(() => {});
  });
  hls.on(window.Hls.Events.AUDIO_TRACKS_UPDATED, showChoices);
  hls.on(window.Hls.Events.AUDIO_TRACK_SWITCHED, showChoices);
  hls.on(window.Hls.Events.SUBTITLE_TRACKS_UPDATED, showChoices);
  hls.on(window.Hls.Events.SUBTITLE_TRACK_SWITCH, showChoices);
  hls.on(window.Hls.Events.ERROR, (_event, fault) => {
    if (!fault.fatal) return;
    if (fault.type === window.Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else setTimeout(play, RETRY_MS);
  });
  hls.loadSource(source);
  hls.attachMedia(video);
}

function showChoices() {
  fill(
    element('audio'),
    hls.audioTracks.map((track) => track.name),
    hls.audioTrack,
    (index) => {
      hls.audioTrack = index;
    },
  );
  const captions = ['Off', ...hls.subtitleTracks.map((track) => track.name)];
  fill(element('captions'), captions, hls.subtitleTrack + 1, (index) => {
    hls.subtitleTrack = index - 1;
    hls.subtitleDisplay = index > 0;
    showChoices();
  });
}

function fill(container, names, chosen, choose) {
  container.replaceChildren(
    ...names.map((name, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = name;
      button.setAttribute('aria-pressed', String(index === chosen));
      button.addEventListener('click', () => choose(index));
      return button;
    }),
  );
}

async function showStatus() {
  const answer = await fetch(`/v1/streams/${encodeURIComponent(id)}`, { cache: 'no-store' }).catch(() => undefined);
  const status = answer?.ok ? await answer.json() : undefined;
  const state = status?.state ?? (answer === undefined ? 'service unreachable' : 'no such stream');
  element('state').textContent = state;
  element('state').dataset.state = state;
  if (status === undefined) return;
  if (status.state === 'failed' && status.error) notice(`${status.error.code}: ${status.error.message}`);
  // A stream that began anew under its name has new playlists, which the player must open from the start.
  if (seen && status.startedAt !== seen) play();
  if (status.startedAt !== seen) listen();
  seen = status.startedAt;
  element('languages').tBodies[0].replaceChildren(...status.languages.map(languageRow));
  const engines = status.sts.engines.map((engine) => `${engine.stage} ${engine.language}: ${engine.name}`).join(', ');
  element('details').textContent =
    `Delay ${status.delayMs / 1000} s, ${status.mode}; speech-to-speech ${status.sts.state}${engines ? ` (${engines})` : ''}; worker restarts ${status.restarts}`;
}

/** What is being said at the source, ahead of the picture by the programme delay. The service says when it is over. */
function listen() {
  words?.close();
  const events = new EventSource(`/v1/streams/${encodeURIComponent(id)}/captions`);
  words = events;
  for (const name of ['partial', 'final'])
    events.addEventListener(name, (event) => showLiveLine(JSON.parse(event.data)));
  events.addEventListener('restart', () => showLiveLine({ text: '' }));
  events.addEventListener('end', () => events.close());
}

function showLiveLine({ text, language = '', isFinal = false }) {
  clearTimeout(liveLineTimer);
  const line = element('live');
  line.textContent = text;
  line.lang = language;
  line.dataset.settled = String(isFinal);
  if (text !== '') liveLineTimer = setTimeout(() => showLiveLine({ text: '' }), LIVE_LINE_MS);
}

function languageRow(language) {
  const row = document.createElement('tr');
  const missed = language.late + language.failed + language.skipped + language.fallbacks;
  const lag = (ms) => (ms === undefined ? '–' : `${(ms / 1000).toFixed(2)} s`);
  const cells = [
    language.language + (language.onAir ? '' : ' (not yet)'),
    language.spoken,
    missed,
    `${lag(language.dubLagMsP50)} / ${lag(language.dubLagMsP99)}`,
    language.lastText ?? '',
  ];
  row.append(...cells.map((text) => Object.assign(document.createElement('td'), { textContent: text })));
  return row;
}

function notice(text) {
  element('notice').textContent = text;
}

// Browsers only start a page's video without sound.
element('sound').addEventListener('click', () => {
  video.muted = !video.muted;
  video.play().catch(() => {});
});
video.addEventListener('volumechange', () => {
  element('sound').textContent = video.muted ? 'Turn the sound on' : 'Turn the sound off';
});

play();
showStatus();
setInterval(showStatus, STATUS_MS);
