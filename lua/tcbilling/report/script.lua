-- What makes a long table easier where scripts run: sorting, a filter, pages.
-- Without it all rows are there. Its digest is what the page's policy names.

local script = {}

script.HASH = "sha256-r9RCmxVMkJUJwXe9OelNp6mfXAYpHN5rAtwousGm/Hw="

script.TEXT = [[
(function () {
  "use strict";
  var PAGE = 50;

  // Amounts compare as whole numbers of any size, texts as texts.
  function keyOf(cell) {
    var parts = cell.textContent.match(/^([+-]?)([\d,]+)\.(\d+)$/);
    if (!parts) return cell.textContent.toLowerCase();
    var digits = parts[2].replace(/,/g, "") + parts[3].padEnd(38, "0");
    return BigInt((parts[1] === "-" ? "-" : "") + digits);
  }

  function element(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) {
      made.setAttribute(key, attributes[key]);
    });
    made.textContent = text || "";
    return made;
  }

  function improve(table) {
    var body = table.tBodies[0], rows = Array.from(body.rows);
    var found = rows, page = 0;
    var filter = element("input", { type: "search",
      "aria-label": "Filter the rows" });
    filter.placeholder = "Filter";
    var before = element("button", { type: "button" }, "Previous");
    var after = element("button", { type: "button" }, "Next");
    var status = element("span", { role: "status" });
    var bar = element("div", { "class": "controls" });
    [filter, before, after, status].forEach(function (one) {
      bar.appendChild(one);
    });
    table.parentNode.before(bar);

    function show() {
      var last = Math.max(0, Math.ceil(found.length / PAGE) - 1);
      page = Math.min(Math.max(page, 0), last);
      var begin = page * PAGE;
      body.replaceChildren.apply(body, found.slice(begin, begin + PAGE));
      before.disabled = page === 0;
      after.disabled = page === last;
      status.textContent = found.length === 0 ? "nothing is found"
        : (begin + 1) + " to " + Math.min(begin + PAGE, found.length)
          + " of " + found.length;
    }

    function select() {
      var wanted = filter.value.trim().toLowerCase();
      found = rows.filter(function (row) {
        return row.textContent.toLowerCase().indexOf(wanted) >= 0;
      });
      page = 0;
      show();
    }

    function sortBy(head, column) {
      var falls = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      Array.from(table.tHead.rows[0].cells).forEach(function (one) {
        one.removeAttribute("aria-sort");
      });
      head.setAttribute("aria-sort", falls < 0 ? "descending" : "ascending");
      var keys = new Map();
      rows.forEach(function (row) {
        keys.set(row, keyOf(row.cells[column]));
      });
      rows.sort(function (a, b) {
        var x = keys.get(a), y = keys.get(b);
        return x < y ? -falls : x > y ? falls : 0;
      });
      select();
    }

    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      var button = element("button", { type: "button" }, head.textContent);
      button.addEventListener("click", function () {
        sortBy(head, column);
      });
      head.replaceChildren(button);
    });
    filter.addEventListener("input", select);
    before.addEventListener("click", function () { page -= 1; show(); });
    after.addEventListener("click", function () { page += 1; show(); });
    show();
  }

  document.querySelectorAll("table.long").forEach(improve);
})();
]]

return script
