// Prints the closing line of CI from vitest's JSON report; exits non-zero if anything failed or was skipped.
import { readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
let report = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] };
try {
  report = JSON.parse(readFileSync(file, 'utf8'));
} catch (error) {
  console.error(`vitest left no report: ${error.message}`);
}
// A suite that breaks outside its tests counts as one failure.
const broken = report.testResults.filter(
  suite => suite.status === 'failed' && suite.assertionResults.length === 0,
);
for (const { name, assertionResults } of report.testResults) {
  for (const { fullName, status: end, failureMessages } of assertionResults) {
    if (end !== 'passed' || failureMessages.length === 0) continue;
    console.log(`needed another try: ${name} > ${fullName}\n${failureMessages.join('\n')}`);
  }
}
const skipped = report.numPendingTests + report.numTodoTests;
let failed = report.numFailedTests + broken.length + skipped;
if (skipped > 0) console.log(`${skipped} tests were skipped; in CI each counts as failed.`);
if (Number(status) !== 0 && failed === 0) failed = 1;
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
