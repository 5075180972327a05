/** The style sheet of the page: one column that fits 375 px, readable in light and dark, and no font from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d5d8, #46474c); --soft: light-dark(#f6f6f7, #26272b);
  --quiet: light-dark(#5a5b60, #b3b4ba); --link: light-dark(#0b5cad, #7db8f5); --go: light-dark(#0a6b4b, #0d7a57);
  --stop: light-dark(#b3142e, #c4334b); --alarm: light-dark(#a3122a, #ff9aa8); }
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #1b1c1f); color: light-dark(#1d1c1d, #e8e8ea); }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between;
  padding: .5rem 1rem; border-bottom: 1px solid var(--line); }
.top form, .command, .actions { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
h1 { font-size: 1.1rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 1.5rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 0 1rem 3rem; }
main, .message, .block, .fields > div { min-width: 0; overflow-wrap: anywhere; }
.message { padding: .6rem .75rem; margin: .5rem 0; border: 1px solid var(--line); border-radius: .5rem; }
.message > header, .context, .hint, .mark, time, .empty { color: var(--quiet); font-size: .875rem; }
.message > header strong { color: CanvasText; font-size: 1rem; }
.app { border: 1px solid var(--line); border-radius: .2rem; padding: 0 .25rem; font-size: .7rem; }
.ephemeral { border-style: dashed; background: var(--soft); }
.thread { margin-top: .6rem; padding-left: .75rem; border-left: 3px solid var(--line); }
.block { margin: .5rem 0; }
.block p { margin: 0; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); gap: .4rem 1rem; margin-top: .4rem; }
.actions { margin-top: .4rem; }
.mention { color: var(--link); }
a { color: var(--link); }
code, pre { font: .875em/1.4 ui-monospace, monospace; background: var(--soft); border: 1px solid var(--line); border-radius: .2rem; }
code { padding: 0 .2rem; }
pre { padding: .5rem; margin: .25rem 0; white-space: pre-wrap; }
blockquote { margin: .25rem 0; padding-left: .6rem; border-left: 4px solid var(--line); }
hr { border: 0; border-top: 1px solid var(--line); }
figure { margin: 0; }
button, select, input[type=text], textarea { font: inherit; color: inherit; min-height: 2.75rem; padding: .4rem .8rem;
  border: 1px solid light-dark(#77787d, #8d8e94); border-radius: .35rem; background: light-dark(#fff, #232428); max-width: 100%; }
button { font-weight: 600; cursor: pointer; }
button:disabled { cursor: not-allowed; color: var(--quiet); }
button.primary { background: var(--go); border-color: var(--go); color: #fff; }
button.danger { background: var(--stop); border-color: var(--stop); color: #fff; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.dialog { margin: 1rem 0; padding: 0 1rem 1rem; border: 2px solid var(--link); border-radius: .6rem; }
.dialog label, legend, .command label { font-weight: 600; }
.dialog input[type=text], textarea, .dialog select { display: block; width: 100%; }
.dialog .choice { display: flex; gap: .5rem; align-items: center; min-height: 2.75rem; font-weight: 400; }
legend { padding: 0; }
fieldset { border: 0; margin: 0; padding: 0; }
[aria-invalid=true] { border-color: var(--alarm); }
p.error { color: var(--alarm); font-weight: 600; margin: .25rem 0; }
.hint { margin: .25rem 0; }
.notice { margin: 1rem 0 0; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .35rem; background: var(--soft); }
.notice.error { border-color: var(--alarm); }
.command { margin-top: .75rem; }
.command label { flex-basis: 100%; font-size: .875rem; }
.command input { flex: 1 1 12rem; min-width: 0; }
`;
