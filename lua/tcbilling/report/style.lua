-- The page's stylesheet, and its digest, which the page's policy names: no
-- other style is obeyed.

local style = {}

style.HASH = "sha256-59O8nJN4bV9DMXogZTHS00GwYjjfSVii4eN1XiZ/MUM="

style.TEXT = [[
:root{color-scheme:light dark;--ink:#1d2430;--soft:#5a6472;--line:#d5dae2;
--paper:#fff;--bar:#2f6fde;--other:#c0392b;--wait:#8aa9e6;--band:#f4f6f9}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#a3adbb;
--line:#3a424e;--paper:#14181e;--bar:#6f9df0;--other:#e9786b;--wait:#48639c;
--band:#1c222a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1rem;color:var(--ink);
background:var(--paper);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:.5rem 0}
h2{font-size:1.2rem;margin:2.5rem 0 .5rem}
p{margin:.4rem 0}
a{color:var(--bar)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0}
.note{color:var(--soft)}
.warning{border-left:4px solid var(--other);padding-left:.75rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;color:var(--soft);padding:.25rem 0}
th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;
border-bottom:1px solid var(--line)}
td{overflow-wrap:anywhere;min-width:5.5rem}
th{font-weight:600;background:var(--band);white-space:nowrap}
td.amount,th.amount{text-align:right;white-space:nowrap;
font-variant-numeric:tabular-nums}
td.bar-cell{min-width:6rem;width:20%}
svg{display:block;width:100%;height:auto;fill:var(--bar)}
svg.months{min-width:36rem}
svg.bar{height:.8rem;margin-top:.35rem}
svg rect.negative{fill:var(--other)}
svg rect.provisional{fill:var(--wait)}
svg text{fill:var(--ink);font-size:12px}
svg text.value{font-size:11px}
svg text.axis{fill:var(--soft)}
svg line{stroke:var(--line)}
.controls{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;
margin:.5rem 0}
input,.controls button{font:inherit;padding:.35rem .6rem;color:inherit;
background:var(--band);border:1px solid var(--line);border-radius:.3rem}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;
cursor:pointer;text-decoration:underline dotted}
th[aria-sort=ascending] button::after{content:" \25b2"}
th[aria-sort=descending] button::after{content:" \25bc"}
button:disabled{opacity:.5}
details{margin:.5rem 0}
summary{cursor:pointer}
:focus-visible{outline:3px solid var(--bar);outline-offset:2px}
@media print{body{max-width:none}nav,.controls{display:none}}
]]

return style
