/// <reference types="vite/types/importMeta.d.ts" />
declare module 'virtual:remix/server-build' {
  import type { ServerBuild } from '@remix-run/node';

  const build: ServerBuild;
  export = build;
}
declare module '*.css?url' {
  const url: string;
  export default url;
}
