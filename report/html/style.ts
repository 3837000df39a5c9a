/** The style of a report: light on paper, after the reader's system on screen, readable from 360 pixels on. */
import { CHART_FORM, chartColors, DARK, LIGHT, type Palette } from '../palette.ts';

export function reportStyle(runId: string): string {
  return [
    variables(LIGHT),
    FORM,
    CHART_FORM,
    chartColors(LIGHT),
    `@media screen and (prefers-color-scheme:dark){${variables(DARK)}\n${chartColors(DARK)}}`,
    printForm(runId),
  ].join('\n');
}

function variables({ text, quiet, line, surface, page, good, bad }: Palette): string {
  return `:root{--text:${text};--quiet:${quiet};--line:${line};--surface:${surface};--page:${page};--good:${good};--bad:${bad}}`;
}

const FORM = `:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:70rem;margin:0 auto;padding:1rem}
header,section,nav{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:1rem;margin-bottom:1rem}
h1{font-size:1.5rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.15rem;margin:0 0 .5rem}
h3{font-size:1rem;margin:1rem 0 .25rem}
p{margin:0 0 .5rem;max-width:50rem}
a{color:inherit}
.quiet{color:var(--quiet);font-size:.87em}
.headline{padding-left:1.2rem;margin:.75rem 0 0}
.headline li{margin-bottom:.35rem}
.notice{border-left:4px solid var(--quiet);padding:.35rem .75rem;font-weight:600}
.notice.grave{border-color:var(--bad);color:var(--bad)}
#check{border-left:4px solid var(--quiet);padding:.35rem .75rem;background:var(--surface)}
#check[data-state=matches]{border-color:var(--good)}
#check[data-state=mismatch]{border-color:var(--bad);color:var(--bad);font-weight:600}
#check ul{margin:.25rem 0 0;padding-left:1.2rem}
.mismatch,.chart text.mismatch{outline:2px solid var(--bad);color:var(--bad);fill:var(--bad);font-weight:700}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem 1rem;list-style:none;margin:0;padding:0}
.scroll{overflow-x:auto;margin:.75rem 0}
.scroll:focus-visible{outline:2px solid var(--text)}
table{border-collapse:collapse;font-size:.82rem;font-variant-numeric:tabular-nums;width:100%}
caption{text-align:left;color:var(--quiet);padding-bottom:.35rem}
caption span{display:inline-block;max-width:calc(100vw - 3.2rem)}
th,td{text-align:left;vertical-align:top;padding:.25rem .4rem;border-bottom:1px solid var(--line);min-width:4.5em;overflow-wrap:break-word}
th{vertical-align:bottom;overflow-wrap:normal}
th.number,td.number{text-align:right;min-width:3em}
td.number{white-space:nowrap}
td.bad{color:var(--bad);font-weight:700}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;text-align:inherit;cursor:pointer;text-decoration:underline dotted}
.filter{display:block;margin:.5rem 0}
.filter input{font:inherit;color:inherit;background:var(--page);border:1px solid var(--line);border-radius:4px;padding:.25rem .5rem;width:min(22rem,100%)}
details{margin:.5rem 0}
summary{cursor:pointer;color:var(--quiet);padding:.25rem 0}
pre{overflow-x:auto;background:var(--page);border:1px solid var(--line);border-radius:4px;padding:.5rem;white-space:pre-wrap}
.chart{display:block;width:100%;height:auto}
.wide{max-width:760px}
.narrow{display:none;max-width:400px}
.tree{overflow-x:auto}
.tree .chart{width:auto;max-width:none}
figure{margin:.75rem 0 1.25rem}
figcaption{font-size:.87em;margin-bottom:.35rem}
.tree:focus-visible{outline:2px solid var(--text)}
footer{color:var(--quiet);font-size:.87em}
@media screen and (max-width:44rem){
main{padding:.5rem}
header,section,nav{padding:.75rem .6rem}
.wide{display:none}
.narrow{display:block}
}`;

/** Folded tables are unfolded on paper; nothing scrolls there. */
function printForm(runId: string): string {
  return `@media print{
:root{color-scheme:light}
body{background:none;font-size:10pt}
main{max-width:none;padding:0}
header,section,nav{border:0;padding:0;margin-bottom:1.2rem}
nav,.filter,summary{display:none}
details.question summary{display:block;font-weight:600;list-style:none}
.tree{overflow:visible}
.tree .chart{max-width:100%;height:auto}
details::details-content{content-visibility:visible;display:block;block-size:auto}
.scroll{overflow:visible}
table{font-size:7.5pt}
caption span{max-width:none}
th,td,th.number,td.number{min-width:0;padding:.15rem .3rem}
thead{display:table-header-group}
tr,p,.chart,figure,h2,h3,.notice{break-inside:avoid}
h2,h3,caption,section p{break-after:avoid}
}
@page{size:A4;margin:16mm 12mm 18mm;@bottom-left{content:${cssString(`gorgon report, run ${runId}`)};font:8pt system-ui,sans-serif}@bottom-right{content:counter(page) " of " counter(pages);font:8pt system-ui,sans-serif}}`;
}

/** Every character but the plainest as its number, so that none ends the string or the style element. */
function cssString(text: string): string {
  const escaped = [...text].map((character) =>
    /[\w .,:-]/.test(character) ? character : `\\${(character.codePointAt(0) ?? 0).toString(16)} `,
  );
  return `"${escaped.join('')}"`;
}
