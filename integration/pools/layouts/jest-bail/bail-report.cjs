const { writeFileSync } = require('node:fs');
const { formatTestResults } = require('@jest/test-result');

/** With --bail, Jest exits before it has written its JSON report, but not before its reporters have ended. */
module.exports = class BailReport {
  constructor({ outputFile }) {
    this.outputFile = outputFile;
  }

  onRunComplete(_contexts, results) {
    writeFileSync(this.outputFile, JSON.stringify(formatTestResults(results)));
  }
};
