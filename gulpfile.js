const { dest, parallel, src } = require('gulp');

/** What n8n reads beside the compiled code: icons, codex, output schemas. */
const assets = () => src('{nodes,credentials}/**/*.{svg,json}', { encoding: false }).pipe(dest('dist'));
const workflows = () => src('workflows/**/*.json').pipe(dest('dist/workflows'));

exports.copy = parallel(assets, workflows);
