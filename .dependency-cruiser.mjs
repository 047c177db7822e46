// The road through the house: a feature knows the features to its left, never those to its right.
const ROAD = [
  'question-bank',
  'exam-plan',
  'batch',
  'delivery',
  'invigilation',
  'rating',
  'oral',
  'marking',
  'council',
  'papers',
  'admission',
  'overview',
];
const GROUND = ['common', 'config', 'i18n', 'database', 'ledger', 'organization', 'identity', 'documents'];

const road = ROAD.flatMap((feature, i) => {
  const right = ROAD.slice(i + 1);
  if (right.length === 0) return [];
  return [
    {
      name: `road-${feature}`,
      severity: 'error',
      from: { path: `^src/${feature}/` },
      to: { path: `^src/(${right.join('|')})/` },
    },
  ];
});

export default {
  forbidden: [
    ...road,
    {
      name: 'ground-knows-no-feature',
      severity: 'error',
      from: { path: `^src/(${GROUND.join('|')})/`, pathNot: '\\.spec\\.ts$' },
      to: { path: `^src/(${ROAD.join('|')})/`, pathNot: '\\.entity\\.ts$' },
    },
    {
      name: 'core-imports-only-core',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$|core/shared/(digest|cipher)\\.ts$' },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'digest-and-cipher-import-only-crypto',
      severity: 'error',
      from: { path: 'core/shared/(digest|cipher)\\.ts$' },
      to: { pathNot: '^src/core/|^crypto$|^node:crypto$' },
    },
    {
      name: 'typeorm-in-persistence-only',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/database/', '/entities/', '\\.repository\\.ts$', '\\.entity\\.ts$'] },
      to: { path: '(^|/)node_modules/typeorm|^typeorm$' },
    },
    {
      name: 'repository-belongs-to-its-feature',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '\\.repository\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'controller-knows-no-repository',
      severity: 'error',
      from: { path: '\\.controller\\.ts$' },
      to: { path: '\\.repository\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'policy-and-presenter-stay-pure',
      severity: 'error',
      from: { path: '\\.(policy|presenter)\\.ts$' },
      to: { path: '\\.(repository|service|controller)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'service-knows-no-http',
      severity: 'error',
      from: { path: '\\.service\\.ts$' },
      to: { path: '\\.controller\\.ts$|node_modules/(fastify|@nestjs/platform-fastify)' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '/entities/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'not-to-test-code',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dep-in-src',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.json'],
    },
  },
};
