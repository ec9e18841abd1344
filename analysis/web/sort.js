// Headings of a table become buttons that sort it; without this file it stands in the order of its names.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const text = (row, i) => row.cells[i].textContent.trim();
  const number = (row, i) => parseFloat(text(row, i).replace(/,/g, ""));
  const before = (i) => (a, b) => {
    const [x, y] = [number(a, i), number(b, i)];
    return isNaN(x) || isNaN(y) ? isNaN(x) - isNaN(y) || text(a, i).localeCompare(text(b, i)) : x - y;
  };
  heads.forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort(before(i));
      body.append(...(down ? rows.reverse() : rows));
    });
  });
  heads[0].setAttribute("aria-sort", "ascending");
}
