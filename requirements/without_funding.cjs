// npm writes addresses of sponsors into its lock file, which is to name no host.
const fs = require("node:fs");

const [, , file] = process.argv;
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
for (const entry of Object.values(lock.packages)) {
  delete entry.funding;
}
fs.writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
