// A mocha reporter: the usual spec output, and the totals as a file in the folder that DUBBING_TALLY_FOLDER names.
// CommonJS, because mocha loads reporters of any project with `require`.
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { reporters } = require('mocha');

class TallyReporter extends reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const folder = process.env['DUBBING_TALLY_FOLDER'];
      if (folder === undefined) return;
      const text = JSON.stringify({ passed: passes, failed: failures, skipped: pending });
      writeFileSync(join(folder, `${process.pid}-${process.hrtime.bigint()}.json`), text);
    });
  }
}

module.exports = TallyReporter;
