import { Results, Row, Verdict } from '../results';
import { pinnedLines, TABLE_HEAD } from '../table';
import { escape, list, tableOf } from './html';
import { nameOf } from './names';
import { NARROW, WIDE } from './plot';
import { Draw, joining } from './plots';
import { STORIES } from './scenes';
import { STYLE } from './style';
import { timingLines, TIMING_HEAD } from './timing';

/** The report: one file that needs no other, and no network. */
export function page(results: Results): string {
  const { scenes, verdicts, skipped } = results;
  const passed = verdicts.filter((verdict) => verdict.passed).length;
  const { replicas, requests, concurrency, seed } = results.settings;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who gets the requests? · cdk8s-grpc lab</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<h1>Who gets the requests?</h1>
<p>gRPC balanced over ${replicas} pods by each strategy, measured from the manifests that the library emits.
${passed} of ${verdicts.length} verdicts hold.</p>
<p class="soft">${requests.toLocaleString('en')} requests, ${concurrency} under way at once, seed ${seed}; ${escape(results.place)}.
What the pods got is what the pods have counted. The figures: <a href="results.json">JSON</a>, <a href="results.csv">CSV</a>.</p>
${scenes.map((scene) => section(results, scene)).join('\n')}
${skipped.length ? `<h2>What did not run</h2>${list(skipped.map(({ strategy, reason }) => `${strategy}: ${reason}`))}` : ''}
<section class="facts">
<h2>What is real</h2>${list(results.real)}
<h2>What is simulated</h2>${list(results.simulated)}
${results.timing ? `<h2>Time</h2><p>Where a scene would take minutes, the experiment is synthesized with shorter times; the library computes the rest from them.</p>${tableOf(TIMING_HEAD, timingLines(results.timing))}` : ''}
</section>
</body>
</html>
`;
}

function section(results: Results, { name, title, capacity }: Results['scenes'][number]): string {
  const rows = results.rows.filter(({ scene }) => scene === name);
  const { text, plots } = STORIES[name];
  const verdicts = results.verdicts.filter(({ scene }) => scene === name);
  return `<section id="${name}">
<h2>${escape(title)}</h2>
<p>${text}</p>
${plots.map((plot) => figure(plot, rows)).join('\n')}
${name === 'pinning' ? tableOf(TABLE_HEAD, pinnedLines(rows)) : ''}
<p class="soft">A pod serves ${escape(capacity)}.</p>
<ul class="verdicts">${verdicts.map(verdictLine).join('')}</ul>
</section>`;
}

function figure(plot: Draw, rows: Row[]): string {
  if (!rows.length) return '';
  const legend = plot === joining ? legendOf(rows) : '';
  return `<figure>${legend}<div class="wide">${plot(rows, WIDE)}</div><div class="narrow">${plot(rows, NARROW)}</div></figure>`;
}

function legendOf(rows: Row[]): string {
  const entry = (row: Row, index: number) =>
    `<li><i style="background: var(--line-${index + 1})"></i>${escape(nameOf(row))}</li>`;
  return `<ul class="legend">${rows.map(entry).join('')}</ul>`;
}

function verdictLine({ passed, claim, measured }: Verdict): string {
  return `<li class="${passed ? 'ok' : 'failed'}">${escape(claim)}: <b>${escape(measured)}</b></li>`;
}
