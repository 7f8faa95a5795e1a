/** Colours: blue for what is even, orange for what is not, both told apart without colour vision too. */
export const COLOURS = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #f6f8fa;
  --even: #2867b2; --uneven: #c4540a; --on-bar: #fff; --good: #1a7f37; --bad: #c4290a;
  --line-1: #2867b2; --line-2: #c4540a; --line-3: #6e7781; --line-4: #1a7f37; --line-5: #8250df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --card: #161b22;
    --even: #58a6ff; --uneven: #f0883e; --on-bar: #0d1117; --good: #3fb950; --bad: #ff7b72;
    --line-1: #58a6ff; --line-2: #f0883e; --line-3: #9198a1; --line-4: #3fb950; --line-5: #bc8cff;
  }
}`;

export const STYLE = `${COLOURS}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 760px; padding: 24px 16px 64px; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 1.25rem; margin: 48px 0 8px; }
p { margin: 8px 0 16px; }
a { color: var(--even); }
.soft, figcaption { color: var(--soft); font-size: .9rem; }
figure { margin: 16px 0; }
svg { display: block; max-width: 100%; height: auto; color: var(--ink); }
.narrow { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: .85rem; margin: 0 0 4px; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 14px; height: 4px; margin-right: 6px; vertical-align: middle; }
.verdicts { list-style: none; padding: 0; margin: 16px 0; font-size: .9rem; }
.verdicts li { padding: 6px 0 6px 28px; border-top: 1px solid var(--line); position: relative; }
.verdicts li::before { position: absolute; left: 2px; font-weight: bold; }
.verdicts .ok::before { content: "✓"; color: var(--good); }
.verdicts .failed::before { content: "✗"; color: var(--bad); }
.verdicts .failed b { color: var(--bad); }
.scroll { overflow-x: auto; margin: 16px 0; }
table { border-collapse: collapse; font-size: .8rem; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px 6px 0; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 600; }
section.facts { margin-top: 48px; padding: 4px 16px; background: var(--card); border-radius: 8px; }
section.facts h2 { margin-top: 16px; }
ul { padding-left: 20px; }
@media (max-width: 719px) { .wide { display: none; } .narrow { display: block; } }
`;
