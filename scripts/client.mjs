// Bundles what the browser loads: scripts, styles, fonts, icon. Every file gets a hash of its content in its name, so that
// it may be cached for ever; public/assets/manifest.json maps the plain name to the hashed one for the `asset` helper.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const outdir = join(root, 'public/assets');
const scripts = ['candidate.ts', 'staff.ts', 'examiner.ts']
  .map((name) => join(root, 'src/client', name))
  .filter((file) => existsSync(file));
const styles = readdirSync(join(root, 'public/css')).map((name) => join(root, 'public/css', name));

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [...scripts, ...styles, join(root, 'public/favicon.svg')],
  outdir,
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.woff2': 'file', '.svg': 'copy' },
  bundle: true,
  format: 'iife',
  target: ['es2021', 'chrome87', 'safari14'],
  // Chrome 87 and Safari 14 have both; esbuild counts bugs of their corner cases that nothing here touches
  supported: { destructuring: true, 'optional-chain': true },
  // No browser has it: what a library would do with it stays out.
  define: { require: 'undefined' },
  tsconfig: join(root, 'src/client/tsconfig.json'),
  minify: true,
  sourcemap: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const manifest = {};
for (const [output, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
  const source = entryPoint ?? Object.keys(inputs)[0];
  manifest[basename(source).replace(/\.ts$/, '.js')] = basename(output);
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(outdir, 'manifest.json'), `${JSON.stringify(sorted, null, 2)}\n`);

// Compressed beside the plain file: the static server hands them out as they are (preCompressed).
for (const hashed of Object.values(sorted)) {
  const file = join(outdir, hashed);
  const bytes = readFileSync(file);
  let packed = '';
  if (/\.(js|css|svg)$/.test(hashed)) {
    const br = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    });
    writeFileSync(`${file}.br`, br);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    packed = `  br ${br.length}`;
  }
  console.log(`${hashed.padEnd(56)} ${String(statSync(file).size).padStart(7)}${packed}`);
}
