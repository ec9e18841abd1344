// The site in a real browser: no error on the console, every link answers, no serious finding of axe-core, every link within reach of the tab key, and paper.
// Not part of `make test`. Once, anywhere outside the repository:  npm install playwright-core axe-core
// Then:  make site && NODE_PATH=FOLDER/node_modules CHROMIUM=/path/to/chromium node tests/browser/check.js site [FOLDER for pictures and PDFs]
const fs = require("fs"), path = require("path"), { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const site = path.resolve(process.argv[2]), shots = process.argv[3] && path.resolve(process.argv[3]);
const pages = [site, path.join(site, "figures")].flatMap((folder) => fs.readdirSync(folder).filter((name) => name.endsWith(".html")).map((name) => path.join(folder, name)));
const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 320, height: 640 } };
const wrong = [];

async function look(page, file) {
  const name = path.relative(site, file), say = (what) => wrong.push(`${name}: ${what}`);
  const hear = (message) => ["error", "warning"].includes(message.type()) && say(`console: ${message.text()}`);
  const fail = (error) => say(`script: ${error.message}`);
  const ask = (request) => /^(file|data):/.test(request.url()) || say(`fetches ${request.url()}`);
  page.on("console", hear).on("pageerror", fail).on("request", ask).on("requestfailed", (request) => say(`not loaded: ${request.url()}`));
  await page.goto(pathToFileURL(file).href);

  const links = await page.$$eval("a[href]", (all) => all.map((link) => link.href));
  for (const link of new Set(links.filter((link) => link.startsWith("file:")))) {
    const [url, anchor] = link.split("#"), target = decodeURIComponent(new URL(url).pathname);
    if (!fs.existsSync(target)) say(`a link to nothing: ${link}`);
    else if (anchor && !fs.readFileSync(target, "utf8").includes(`id="${decodeURIComponent(anchor)}"`)) say(`a link to no such place: ${link}`);
  }
  const broken = await page.$$eval("img", (all) => all.filter((image) => (image.loading = "eager") && image.complete && !image.naturalWidth).map((image) => image.src));
  broken.forEach((source) => say(`no picture: ${source}`));

  const reached = new Set(), wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, summary, [tabindex='0']")];
    all.forEach((element, i) => (element.dataset.stop = i));
    return all.length;
  });
  for (let i = 0; i <= wanted + 1 && reached.size < wanted; i++) {
    await page.keyboard.press("Tab");
    const [stop, seen] = await page.evaluate(() => {
      const element = document.activeElement, style = getComputedStyle(element);
      return [element.dataset.stop, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
    });
    if (stop !== undefined) reached.add(stop);
    if (stop !== undefined && !seen) say(`focus is not seen on stop ${stop}`);
  }
  if (reached.size < wanted) say(`the tab key reaches ${reached.size} of ${wanted}`);

  for (const [width, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) say(`${over} pixels wider than a ${width} screen`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ["violations"] }));
    for (const rule of found.violations) say(`axe, ${width}: ${rule.impact} ${rule.id}: ${rule.help} (${rule.nodes.length}, such as ${rule.nodes[0].target})`);
    if (shots) await page.screenshot({ path: path.join(shots, `${name.replace(/\W+/g, "-")}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize(sizes.wide);
  if (shots) await page.pdf({ path: path.join(shots, `${name.replace(/\W+/g, "-")}.pdf`), format: "A4", preferCSSPageSize: true });
  if (name === "register.html") await sort(page, say);
}

async function sort(page, say) {
  const column = (i) => page.$$eval("tbody tr", (rows, i) => rows.map((row) => row.cells[i].textContent.trim()), i);
  const numbers = async () => (await column(3)).filter(Boolean).map((text) => parseFloat(text.replace(/,/g, "")));
  await page.focus("thead th:nth-child(4) button");
  await page.keyboard.press("Enter");
  const up = await numbers();
  await page.keyboard.press("Enter");
  const down = await numbers();
  if (!up.length || up.some((x, i) => i && x < up[i - 1]) || down.some((x, i) => i && x > down[i - 1])) say(`the values do not sort: ${up} and ${down}`);
  if ((await page.getAttribute("thead th:nth-child(4)", "aria-sort")) !== "descending") say("the sorted column does not say so");
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  if (shots) fs.mkdirSync(shots, { recursive: true });
  for (const file of pages) {
    const page = await browser.newPage({ viewport: sizes.wide });
    await look(page, file);
    await page.close();
  }
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(pathToFileURL(path.join(site, "register.html")).href);
  if (!(await plain.locator("tbody tr").count())) wrong.push("register.html: empty without scripts");
  await browser.close();
  console.log([`${pages.length} pages, ${wrong.length} findings`, ...wrong].join("\n"));
  process.exit(wrong.length ? 1 : 0);
})();
