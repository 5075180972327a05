import { type CaseResult, type FileResult, isFailure, resultsIn } from './run-cases.ts';

/** The results as JUnit XML, a suite for each file of cases (the schema that Jenkins and GitLab read). */
export function junitXml(files: readonly FileResult[]): string {
  const suites = files.map(({ file, results }) => [
    `  <testsuite ${attributes({ name: file, ...countsOf(results) })}>`,
    ...results.map((result) => testCase(file, result)),
    '  </testsuite>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes(countsOf(resultsIn(files)))}>`,
    ...suites.flat(),
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(file: string, { name, line, failures, milliseconds }: CaseResult): string {
  const [first] = failures;
  const open = `    <testcase ${attributes({ name, classname: file, file, line, time: seconds(milliseconds) })}`;
  if (first === undefined) return `${open}/>`;
  return `${open}>\n      <failure ${attributes({ message: first })}>${failures.map(escaped).join('\n')}</failure>\n    </testcase>`;
}

const countsOf = (results: readonly CaseResult[]) => ({
  tests: results.length,
  failures: results.filter(isFailure).length,
  errors: 0,
  time: seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0)),
});

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(6);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ');

/** White space is written so, too, that an attribute keeps it. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text for XML 1.0, in which most control characters cannot be written at all (section 2.2). */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll(/[&<>"\t\n\r]/g, (sign) => ENTITIES[sign] ?? sign);
