/** Typed documents for every operation that the app sends to Shopify, from the schema in the repository. */
import type { CodegenConfig } from '@graphql-codegen/cli';

const SHOPIFY = 'app/adapters/stores/shopify';

const config: CodegenConfig = {
  schema: 'sandbox/schema/admin-*.graphql',
  documents: `${SHOPIFY}/**/*.graphql`,
  ignoreNoDocuments: true,
  generates: {
    [`${SHOPIFY}/generated/documents.ts`]: {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        documentMode: 'documentNode',
        enumType: 'string-literal',
        useTypeImports: true,
        skipTypename: true,
        // Shopify's own scalars travel as text, numbers beyond 2^53 and amounts of money among them.
        defaultScalarType: 'string',
        scalars: { JSON: 'unknown' },
      },
    },
  },
};

export default config;
