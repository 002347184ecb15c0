// Renders each ZPL file named on the command line to FILE.js.png, with a renderer that is not ours.
//   node render.cjs DOTS_PER_MM WIDTH_DOTS HEIGHT_DOTS FILE…
const fs = require("node:fs");
const { ready } = require("zpl-renderer-js");

(async () => {
  const [dotsPerMm, width, height, ...files] = process.argv.slice(2);
  const perMm = Number(dotsPerMm);
  const { api } = await ready;
  for (const file of files) {
    const zpl = fs.readFileSync(file, "utf8");
    const png = await api.zplToBase64Async(zpl, width / perMm, height / perMm, perMm);
    fs.writeFileSync(file + ".js.png", Buffer.from(png, "base64"));
  }
  process.exit(0);
})();
