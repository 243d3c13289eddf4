-- The page's stylesheet, and its digest, which the page's policy names: no
-- other style is obeyed.

local style = {}

style.HASH = "sha256-HSKzxx93kZd71v4Yddg5Xxn+A9OvQAJWnpqptx3Shb4="

--- As many series of a chart as there are colours for.
style.SERIES = 6

style.TEXT = [[
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5a6472;--line:#d5dae2;
--paper:#fff;--link:#1f57c3;--bar:#2f6fde;--other:#c0392b;--band:#f4f6f9;
--s1:#2f6fde;--s2:#e08a00;--s3:#16856b;--s4:#b0418f;--s5:#6b7a90;--s6:#b9c1cc}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#a3adbb;
--line:#3a424e;--paper:#14181e;--link:#82abf5;--bar:#6f9df0;--other:#e9786b;
--band:#1c222a;--s1:#6f9df0;--s2:#f0b04a;
--s3:#4fc0a2;--s4:#e08ac4;--s5:#94a3b8;--s6:#596577}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;color:var(--ink);
background:var(--paper);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:.5rem 0}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem}
p{margin:.4rem 0}
a{color:var(--link)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0}
.note{color:var(--soft)}
.warning{border-left:4px solid var(--other);padding-left:.75rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:.25rem 0}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;
border-bottom:1px solid var(--line)}
td{overflow-wrap:anywhere;min-width:5.5rem}
th,thead td{font-weight:600;background:var(--band);white-space:nowrap}
td.amount,th.amount{text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}
.moment{white-space:nowrap}
td.bar-cell{min-width:6rem;width:20%}
figure{margin:.5rem 0}
.headline{display:flex;flex-wrap:wrap;gap:.5rem 3rem;margin:1rem 0}
.headline dt{color:var(--soft);font-size:.92rem}
.headline dd{margin:0;font-size:1.4rem;font-variant-numeric:tabular-nums}
.headline .note{font-size:.92rem}
svg{display:block;width:100%;height:auto;fill:var(--bar)}
svg.chart{min-width:36rem;max-width:60rem}
svg.bar{height:.8rem;margin-top:.35rem}
rect.negative{fill:var(--other)}
rect.provisional{opacity:.45}
.s1{fill:var(--s1);stroke:var(--s1)}
.s2{fill:var(--s2);stroke:var(--s2)}
.s3{fill:var(--s3);stroke:var(--s3)}
.s4{fill:var(--s4);stroke:var(--s4)}
.s5{fill:var(--s5);stroke:var(--s5)}
.s6{fill:var(--s6);stroke:var(--s6)}
svg rect{stroke:none}
svg text{fill:var(--ink);font-size:12px}
svg text.axis{fill:var(--soft)}
svg line{stroke:var(--line)}
svg line.zero{stroke:var(--soft)}
.line polyline{fill:none;stroke-width:2}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;
padding:0;margin:.25rem 0;font-size:.92rem}
.key{display:inline-block;width:.8rem;height:.8rem;margin-right:.4rem;
border-radius:.15rem}
.key.s1{background:var(--s1)}.key.s2{background:var(--s2)}
.key.s3{background:var(--s3)}.key.s4{background:var(--s4)}
.key.s5{background:var(--s5)}.key.s6{background:var(--s6)}
.field{display:inline-flex;gap:.5rem;align-items:center}
.controls{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;
margin:.5rem 0}
input,select,.controls button,.button{font:inherit;padding:.35rem .6rem;
color:inherit;
background:var(--band);border:1px solid var(--line);border-radius:.3rem}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;
cursor:pointer;text-decoration:underline dotted}
th[aria-sort=ascending] button::after{content:" \25b2"}
th[aria-sort=descending] button::after{content:" \25bc"}
button:disabled{opacity:.5}
.button{display:inline-block;text-decoration:none}
.state{max-width:40rem}
progress{width:100%;accent-color:var(--bar)}
.csv{text-align:right;font-size:.92rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;
clip-path:inset(50%)}
details{margin:.5rem 0}
summary{cursor:pointer}
:focus-visible{outline:3px solid var(--bar);outline-offset:2px}
@media print{body{max-width:none}nav,.controls,.csv{display:none}
section{break-inside:avoid-page}}
]]

return style
