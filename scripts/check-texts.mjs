// Every text that a page or the code asks for exists in both languages, none is left over, and both languages fill the
// same places. Reads views and sources; needs no build.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { IntlMessageFormat } from 'intl-messageformat';
import ts from 'typescript';

const root = resolve(import.meta.dirname, '..');
const problems = [];
const problem = (place, text) => problems.push(`${place}: ${text}`);

const walk = (dir, ends) =>
  readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? walk(path, ends) : ends.test(name) ? [path] : [];
  });

// ---- the catalogues --------------------------------------------------------------------------------------------------

async function loadCatalogues() {
  const dir = mkdtempSync(join(tmpdir(), 'texts-'));
  try {
    const outfile = join(dir, 'catalogues.mjs');
    const entryPoints = [join(root, 'src/i18n/catalogues/index.ts')];
    await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
    return (await import(pathToFileURL(outfile).href)).catalogues;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const LOCALE = { vi: 'vi-VN', en: 'en-GB' };
const texts = new Map();
for (const catalogue of await loadCatalogues()) {
  for (const key of Object.keys(catalogue.vi)) {
    if (texts.has(key)) problem('catalogues', `'${key}' stands in two catalogues`);
    texts.set(key, { vi: catalogue.vi[key], en: catalogue.en[key] });
  }
}

/** Names of the places of a message. */
function placesOf(key, lang) {
  const names = new Set();
  const visit = (parts) => {
    for (const part of parts) {
      if (part.type >= 1 && part.type <= 6) names.add(part.value);
      for (const option of Object.values(part.options ?? {})) visit(option.value);
    }
  };
  try {
    visit(new IntlMessageFormat(texts.get(key)[lang], LOCALE[lang], undefined, { ignoreTag: true }).getAst());
  } catch (error) {
    problem('catalogues', `'${key}' (${lang}) is no message: ${error.message}`);
  }
  return names;
}

const places = new Map();
for (const [key, { vi, en }] of texts) {
  if (typeof en !== 'string' || typeof vi !== 'string' || vi.trim() === '' || en.trim() === '')
    problem('catalogues', `'${key}' is empty`);
  const [inVi, inEn] = [placesOf(key, 'vi'), placesOf(key, 'en')];
  const odd = [...inVi].filter((n) => !inEn.has(n)).concat([...inEn].filter((n) => !inVi.has(n)));
  if (odd.length > 0) problem('catalogues', `'${key}': vi and en differ in {${odd.join('}, {')}}`);
  places.set(key, inVi);
}

const namespaces = new Set([...texts.keys()].map((key) => key.split('.')[0]));
const used = new Set();
/** How keys begin that are put together at run time: 'role.', 'error.attempt/door-'. */
const prefixes = new Set();
const hasPrefix = (prefix) => [...texts.keys()].some((key) => key.startsWith(prefix));

/** @param given names of the values that are passed, null where that cannot be read off the code */
function use(place, key, given) {
  used.add(key);
  if (!texts.has(key)) return problem(place, `no text for '${key}'`);
  const missing = given === null ? [] : [...places.get(key)].filter((name) => !given.has(name));
  if (missing.length > 0) problem(place, `'${key}' is not given {${missing.join('}, {')}}`);
}

function usePrefix(place, prefix) {
  if (prefixes.has(prefix)) return;
  prefixes.add(prefix);
  if (!hasPrefix(prefix)) problem(place, `no text begins with '${prefix}'`);
}

// ---- views -----------------------------------------------------------------------------------------------------------

for (const file of walk(join(root, 'views'), /\.hbs$/)) {
  const place = relative(root, file);
  const source = readFileSync(file, 'utf8').replace(/\{\{!--[\s\S]*?--\}\}/g, '');
  for (const [, before, hash] of source.matchAll(
    /[({]t\s+((?:"[^"]*"|[^\s)}]+))((?:\s+[\w-]+=(?:"[^"]*"|\((?:[^()]|\([^()]*\))*\)|[^\s)}]+))*)\s*[)}]/g,
  )) {
    const key = /^"([^"]*)"$/.exec(before)?.[1];
    if (key === undefined) problem(place, `the key of a text is not written out: t ${before}`);
    else use(place, key, new Set([...hash.matchAll(/\s([\w-]+)=/g)].map((m) => m[1])));
  }
  for (const [, prefix] of source.matchAll(/[({]tk\s+"([^"]*)"/g)) usePrefix(place, `${prefix}.`);
  if (/\{\{\{|\{\{&/.test(source)) problem(place, 'an unescaped value');
  if (/\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=/.test(source)) problem(place, 'an inline style or script');
}

// ---- sources ---------------------------------------------------------------------------------------------------------

const KEY = /^[a-z][A-Za-z]*(\.[A-Za-z0-9/_-]+)+$/;
const CODE = /^[a-z]+\/[a-z][a-z0-9-]*$/;
const FILE_NAME = /\.(ya?ml|xlsx|csv|json|[cm]?[jt]s|css|hbs|svg|sqlite|log|pem)$/;

const lists = new Map();
const codes = new Map();
const codeCandidates = [];
const keyCandidates = [];
const doneCodes = new Map();
const families = new Set();

const nameOf = (expression) =>
  ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
const isTranslate = (call) => ['translate', 'hasText', 't', 'ctx.say'].includes(call.expression.getText());
const isRefusal = (call) => ['refuse', 'AppError', 'Refused'].includes(nameOf(call.expression));
const isViewName = (node) => ts.isNewExpression(node.parent) && nameOf(node.parent.expression) === 'Page';
const isStart = (node) => ts.isCallExpression(node.parent) && nameOf(node.parent.expression) === 'startsWith';
const ROUTES = /^(Controller|Get|Post|Put|Delete|Patch|All|Performs)$/;
const isRoute = (node) =>
  ts.isDecorator(node) && ts.isCallExpression(node.expression) && ROUTES.test(nameOf(node.expression.expression));

for (const file of walk(join(root, 'src'), /\.ts$/)) {
  const place = relative(root, file);
  if (/\.spec\.ts$|^src\/client\/|^src\/i18n\//.test(place)) continue;
  readSource(place, ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
}

function readSource(place, source) {
  const at = (node) => `${place}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  let isOpen = false;
  const isMerged = /\.\.\.\w+\.params/.test(source.text);
  const literals = [];
  const visit = (node) => {
    if (ts.isImportDeclaration(node) || isRoute(node)) return;
    if (ts.isVariableDeclaration(node)) readList(node);
    if (ts.isCallExpression(node) && isTranslate(node)) readTranslate(node);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && isRefusal(node)) readRefusal(node);
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.initializer)) readProperty(node);
    if (ts.isTemplateExpression(node)) readTemplate(node);
    if (ts.isStringLiteralLike(node)) literals.push(node);
    ts.forEachChild(node, visit);
  };

  function readTranslate(call) {
    const text = nameOf(call.expression);
    const [key, values] = text === 'translate' ? call.arguments.slice(1) : call.arguments;
    if (key === undefined) return;
    for (const literal of stringsIn(key)) use(at(call), literal, text === 'hasText' ? null : namesIn(values));
  }

  function readRefusal(call) {
    const [code, values] = call.arguments ?? [];
    if (code === undefined) return;
    for (const literal of stringsIn(code)) addCode(at(call), literal, namesIn(values));
    if (ts.isTemplateExpression(code)) usePrefix(at(code), `error.${code.head.text}`);
  }

  function readProperty({ name, initializer, parent }) {
    const { text } = initializer;
    if (name.getText() === 'code' && CODE.test(text)) {
      // without `params` beside it they may be added later on
      const params = parent.properties.find((p) => p.name?.getText() === 'params');
      addCode(
        at(initializer),
        text,
        params?.initializer === undefined || isMerged ? null : namesIn(params.initializer),
      );
    }
    if (name.getText() === 'message' && KEY.test(text)) {
      const context = parent.properties.find((p) => p.name?.getText() === 'context');
      use(
        at(initializer),
        text,
        context !== undefined && !ts.isPropertyAssignment(context) ? null : namesIn(context?.initializer),
      );
    }
  }

  function readTemplate(node) {
    const head = node.head.text;
    const done = /[?&]done=([A-Za-z.-]+)/.exec(node.getText());
    if (done !== null) doneCodes.set(done[1], at(node));
    if (head === '') isOpen ||= node.templateSpans[0]?.literal.text.startsWith('.') === true;
    if (/^[a-z][\w./-]*\.$/i.test(head) && namespaces.has(head.split('.')[0])) usePrefix(at(node), head);
  }

  visit(source);
  for (const node of literals) {
    const { text } = node;
    const done = /[?&]done=([A-Za-z.-]+)/.exec(text);
    if (done !== null) doneCodes.set(done[1], at(node));
    if (texts.has(text)) used.add(text);
    // In a file that puts keys together from two variables, a literal that is a prefix of keys is taken for one.
    else if (isOpen && hasPrefix(`${text}.`)) usePrefix(at(node), `${text}.`);
    else if (KEY.test(text) && namespaces.has(text.split('.')[0]) && !FILE_NAME.test(text) && !hasPrefix(`${text}.`))
      keyCandidates.push({ place: at(node), text });
    else if (CODE.test(text) && !isViewName(node) && !isStart(node)) codeCandidates.push({ place: at(node), text });
  }
}

/** Strings that an expression may come out as. */
function stringsIn(expression) {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression))
    return [...stringsIn(expression.whenTrue), ...stringsIn(expression.whenFalse)];
  if (ts.isBinaryExpression(expression)) return [...stringsIn(expression.left), ...stringsIn(expression.right)];
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression))
    return stringsIn(expression.expression);
  return [];
}

/** Names of an object literal; none when there is no object, null when it cannot be told. */
function namesIn(expression) {
  if (expression === undefined) return new Set();
  if (!ts.isObjectLiteralExpression(expression) || expression.properties.some((p) => ts.isSpreadAssignment(p)))
    return null;
  return new Set(expression.properties.map((p) => p.name.getText().replace(/['"]/g, '')));
}

function readList({ name, initializer }) {
  let value = initializer;
  while (value !== undefined && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression;
  if (value === undefined) return;
  if (
    ts.isArrayLiteralExpression(value) &&
    value.elements.length > 0 &&
    value.elements.every((e) => ts.isStringLiteral(e))
  ) {
    lists.set(
      name.getText(),
      value.elements.map((e) => e.text),
    );
  } else if (ts.isObjectLiteralExpression(value)) {
    lists.set(
      name.getText(),
      value.properties.flatMap((p) => (p.name === undefined ? [] : [p.name.getText().replace(/['"]/g, '')])),
    );
  }
}

function addCode(place, code, given) {
  if (!CODE.test(code)) return;
  families.add(code.split('/')[0]);
  codes.set(code, [...(codes.get(code) ?? []), { place, given }]);
}

// ---- families whose members the code lists ----------------------------------------------------------------------------

const list = (name) => {
  if (!lists.has(name)) problem('sources', `the list ${name} is not found`);
  return lists.get(name) ?? [];
};
for (const name of [...lists.keys()].filter((n) => /_CODES$/.test(n))) {
  for (const code of list(name)) addCode(name, code, null);
}
for (const { place, text } of codeCandidates) if (families.has(text.split('/')[0])) addCode(place, text, null);
for (const [code, sites] of codes) for (const { place, given } of sites) use(place, `error.${code}`, given);
for (const [code, place] of doneCodes) use(place, `done.${code}`, new Set(['n']));

const MEMBERS = {
  role: [...list('ROLES'), 'system', 'candidate'],
  act: list('ACCESS_MATRIX'),
  level: list('ITEM_LEVELS'),
  kind: list('ITEM_KINDS'),
  state: list('ITEM_STATES'),
  orgKind: list('ORG_KINDS'),
  councilRole: list('COUNCIL_ROLES'),
  ledgerAction: list('LEDGER_ACTIONS'),
};
for (const [family, members] of Object.entries(MEMBERS)) {
  for (const member of members) use('sources', `${family}.${member}`, null);
}
// Keys of a family are used by being in its list; the prefix alone, as everybody writes it, says nothing.
const listed = new Set([...Object.keys(MEMBERS), 'error', 'done'].map((family) => `${family}.`));
const isUsed = (key) => used.has(key) || [...prefixes].some((prefix) => !listed.has(prefix) && key.startsWith(prefix));

const names = new Set([...list('ACCESS_MATRIX'), ...list('LEDGER_ACTIONS'), ...doneCodes.keys()]);
for (const { place, text } of keyCandidates) if (!names.has(text)) problem(place, `no text for '${text}'`);

for (const key of texts.keys()) if (!isUsed(key)) problem('catalogues', `'${key}' is used nowhere`);

const found = [...new Set(problems)].sort();
for (const line of found) console.error(line);
console.log(`${texts.size} texts, ${codes.size} codes, ${found.length} problems`);
process.exit(found.length > 0 ? 1 : 0);
