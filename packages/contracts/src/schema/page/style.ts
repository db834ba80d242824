import { Markup } from './markup.js';

/** Readable in the light and in the dark, from a phone to a wide screen. Nothing comes from elsewhere. */
export const style = new Markup(`
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --link: #a8c7fa; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h1 small { display: inline; font-weight: normal; }
h3 { margin-top: 2rem; }
h3 > code { display: block; font-weight: normal; }
code { font-size: .92em; }
pre { padding: .75rem; background: var(--soft); overflow-x: auto; overflow-wrap: normal; }
nav ul { padding-left: 1.25rem; }
table { width: 100%; border-collapse: collapse; margin: .75rem 0; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-top: 1px solid var(--line); }
tbody th { font-weight: normal; width: 22%; }
td:nth-of-type(1) { width: 16%; }
td:nth-of-type(2) { width: 27%; }
small { display: block; opacity: .8; }
dt { font-weight: bold; margin-top: .75rem; }
dd { margin: 0 0 0 1rem; }
@media (max-width: 45rem) {
  thead { position: absolute; left: -100vw; }
  table, caption, tbody, tr, tbody th, td { display: block; width: auto !important; border: 0; padding: 0; }
  tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  dd { margin-left: 0; }
}
`);
